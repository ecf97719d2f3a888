"""The files of a course package, on disk: found by name, never outside the folder, and checked."""

import hashlib
import re
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import webvtt
from django.utils.translation import gettext as _
from PIL import Image

from courses.interchange.svg import UnsafeDrawing, drawing_size
from courses.rules.content import FileRead

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
    ".pdf": "application/pdf",
}
LONGEST = 200
Size = tuple[int | None, int | None]
NO_SIZE: Size = (None, None)


class NotFound(ValueError):
    """A file that is not there, or may not be taken; the message says why."""


class PackageFolder:
    """One folder. Names are relative to it, with slashes, whatever the system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[str, FileRead] = {}

    def path(self, name: str) -> Path:
        """Where the file is; NotFound if it is not a plain file within the folder."""
        if len(name) > LONGEST:
            raise NotFound(_("“{name}…” is too long a name.").format(name=name[:40]))
        parts = name.split("/")
        if ".." in parts or name.startswith("/") or "\\" in name:
            raise NotFound(_("“{name}” is outside the course's folder.").format(name=name))
        path = self.root
        for part in parts:
            if not NAME.fullmatch(part):
                raise NotFound(
                    _("“{name}” should have a name of plain letters, digits, - and _.").format(
                        name=name
                    )
                )
            path = path / part
            if path.is_symlink():
                raise NotFound(_("“{name}” is a link; put the file itself here.").format(name=name))
        if not path.is_file():
            raise NotFound(_("There is no file “{name}”.").format(name=name))
        return path

    def text(self, name: str) -> str:
        """What a text file says, with plain line ends."""
        data = self.path(name).read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise NotFound(
                _("“{name}” is not UTF-8 text (line {line}).").format(name=name, line=line)
            ) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def file(self, name: str) -> FileRead:
        """A picture, film, caption or document, checked to be what its name says."""
        if name not in self._read:
            path = self.path(name)
            if path.suffix.lower() not in TYPES:
                raise NotFound(
                    _("“{name}” is not of a kind that a course can hold: {kinds}.").format(
                        name=name, kinds=", ".join(kind[1:] for kind in TYPES)
                    )
                )
            self._read[name] = _look_at(name, path)
        return self._read[name]

    def picture(self, name: str) -> FileRead:
        """The same, and it must be a picture."""
        found = self.file(name)
        if not found.type.startswith("image/"):
            raise NotFound(_("“{name}” is not a picture.").format(name=name))
        return found


def _look_at(name: str, path: Path) -> FileRead:
    kind = TYPES[path.suffix.lower()]
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = path.stat().st_size
    try:
        width, height = CHECKS[kind](path)
    except UnsafeDrawing as error:
        raise NotFound(_("“{name}” is refused: {why}.").format(name=name, why=error)) from error
    except (OSError, ValueError, Image.DecompressionBombError, Warning) as error:
        raise NotFound(
            _("“{name}” is not what its name says, or is broken.").format(name=name)
        ) from error
    except webvtt.errors.MalformedFileError as error:
        raise NotFound(
            _("“{name}” is not a WebVTT file: {why}.").format(name=name, why=error)
        ) from error
    return FileRead(path, digest, kind, size, width, height)


def _raster(path: Path, expected: tuple[str, ...]) -> Size:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as image:
            if image.format not in expected:
                raise ValueError(f"it is {image.format}")
            image.verify()
            return image.size


def _picture(*expected: str) -> Callable[[Path], Size]:
    return lambda path: _raster(path, expected)


def _drawing(path: Path) -> Size:
    return drawing_size(path.read_bytes())


def _begins(path: Path, at: int, *signs: bytes) -> Size:
    with path.open("rb") as stream:
        head = stream.read(64)
    if not any(head[at:].startswith(sign) for sign in signs):
        raise ValueError("another kind of file")
    return NO_SIZE


def _captions(path: Path) -> Size:
    text = path.read_bytes().decode("utf-8-sig")
    if not webvtt.from_buffer(BytesIO(text.encode())).captions:
        raise ValueError("no captions")
    return NO_SIZE


CHECKS: dict[str, Callable[[Path], Size]] = {
    "image/png": _picture("PNG"),
    "image/jpeg": _picture("JPEG", "MPO"),
    "image/gif": _picture("GIF"),
    "image/webp": _picture("WEBP"),
    "image/svg+xml": _drawing,
    "video/mp4": lambda path: _begins(path, 4, b"ftyp"),
    "video/webm": lambda path: _begins(path, 0, b"\x1a\x45\xdf\xa3"),
    "audio/mpeg": lambda path: _begins(path, 0, b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "text/vtt": _captions,
    "application/pdf": lambda path: _begins(path, 0, b"%PDF-"),
}
