"""Drawings that can do nothing but be looked at."""

import re
from xml.parsers import expat

ACTIVE = {"script", "handler", "foreignobject", "iframe", "embed", "object", "audio", "video"}
MOVING = {"set", "discard", "animate", "animatemotion", "animatetransform", "animatecolor"}
FORBIDDEN = ACTIVE | MOVING
REFERENCE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import", re.I)
LENGTH = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]+)?(?:px)?\s*")


class UnsafeDrawing(ValueError):
    """An SVG that holds more than a drawing; the message says what."""


class _Reader:
    def __init__(self) -> None:
        self.root: dict[str, str] | None = None
        self.in_style = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = name.rpartition(":")[2].lower()
        if self.root is None:
            if tag != "svg":
                raise UnsafeDrawing("it does not begin with an <svg> element")
            self.root = attrs
        if tag in FORBIDDEN:
            raise UnsafeDrawing(f"it holds a <{name}> element")
        self.in_style = tag == "style"
        for attribute, value in attrs.items():
            self._attribute(attribute.rpartition(":")[2].lower(), attribute, value)

    def _attribute(self, bare: str, attribute: str, value: str) -> None:
        if bare.startswith("on"):
            raise UnsafeDrawing(f"it holds a script ({attribute})")
        if bare in ("href", "src") and not value.strip().startswith("#"):
            raise UnsafeDrawing(f"it refers to something outside itself ({attribute})")
        if REFERENCE.search(value):
            raise UnsafeDrawing(f"it refers to something outside itself ({attribute})")

    def end(self, name: str) -> None:
        self.in_style = False

    def text(self, data: str) -> None:
        if self.in_style and REFERENCE.search(data):
            raise UnsafeDrawing("its style refers to something outside itself")

    def refuse(self, *args: object) -> None:
        raise UnsafeDrawing("it declares a document type or an instruction")


def drawing_size(data: bytes) -> tuple[int | None, int | None]:
    """Width and height of an SVG, in pixels; UnsafeDrawing unless it is a drawing and no more."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnsafeDrawing(f"it is not well-formed ({error})") from error
    return _size(reader.root or {})


def _size(root: dict[str, str]) -> tuple[int | None, int | None]:
    sides = [LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if all(sides):
        width, height = (int(side[1]) for side in sides if side)
        return width, height
    box = root.get("viewBox", "").replace(",", " ").split()
    try:
        return round(float(box[2])), round(float(box[3]))
    except (IndexError, ValueError, OverflowError):
        return None, None
