"""One run of rich text as Markdown, in the lightest of three ways that reads back the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from courses.interchange.markdown_dialect import MARKDOWN, Picture
from courses.rules.richtext_line import is_citation, line
from courses.rules.richtext_tree import Element, Node, parse, text_of
from courses.services.richtext import clean

SPECIAL = re.compile(r"[\\`*\[\]<{]|(?<![^\W_])_|_(?![^\W_])|&(?=[#A-Za-z])|!$")
BACKTICKS = re.compile("`+")
AUTOLINK = re.compile(r"https?://[^\s<>]+")
# How strong and em are written, lightest first; the tags can never be misread.
STYLES = (
    {"strong": ("**", "**"), "em": ("*", "*")},
    {"strong": ("**", "**"), "em": ("_", "_")},
    {"strong": ("<strong>", "</strong>"), "em": ("<em>", "</em>")},
)


@dataclass(slots=True)
class Pictures:
    """Writes pictures by their names, and remembers them for reading back."""

    name_of: Callable[[str], str]
    written: dict[str, Picture] = field(default_factory=dict)

    def write(self, picture: Element, caption: str = "") -> str:
        name = self.name_of(picture.attrs["src"])
        width, height = (picture.attrs.get(side) for side in ("width", "height"))
        self.written[name] = Picture(
            picture.attrs["src"], int(width) if width else None, int(height) if height else None
        )
        title = caption.replace("\\", "\\\\").replace('"', '\\"').replace("&", "\\&")
        quoted = f' "{title}"' if title else ""
        return f"![{escaped(picture.attrs['alt'])}]({name}{quoted})"

    def link_to(self, address: str) -> str:
        """The name of the file that it leads to, if it is one of the package's; else as it is."""
        served, sign, place = address.partition("#")
        if not served.startswith("/assets/"):
            return address
        name = self.name_of(served)
        if name == served:
            return address
        self.written.setdefault(name, Picture(served))
        return f"{name}{sign}{place}"


def escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def write_line(nodes: list[Node], pictures: Pictures, *, one_line: bool) -> str:
    """The run as Markdown; `one_line` where a new line would end it (a heading, a cell)."""
    written = ""
    for style in STYLES:
        written = _LineWriter(pictures, style, "<br>" if one_line else "\\\n").run(nodes)
        if _read(written, pictures) == nodes:
            break
    return written


def _read(written: str, pictures: Pictures) -> list[Node]:
    html = MARKDOWN.renderInline(written, {"picture": pictures.written.get})
    return line(parse(clean(html)))


@dataclass(slots=True)
class _LineWriter:
    pictures: Pictures
    style: dict[str, tuple[str, str]]
    line_break: str

    def run(self, nodes: list[Node]) -> str:
        return "".join(
            escaped(node) if isinstance(node, str) else self._element(node) for node in nodes
        )

    def _element(self, node: Element) -> str:
        if node.tag == "br":
            return self.line_break
        if node.tag == "img":
            return self.pictures.write(node)
        if node.tag == "code":
            return _code(text_of(node.children))
        if node.tag == "a":
            return _citation(node) if is_citation(node) else self._link(node)
        before, after = self.style.get(node.tag, (f"<{node.tag}>", f"</{node.tag}>"))
        return f"{before}{self.run(node.children)}{after}"

    def _link(self, node: Element) -> str:
        address = node.attrs["href"]
        if node.children == [address] and AUTOLINK.fullmatch(address):
            return f"<{address}>"
        address = self.pictures.link_to(address)
        address = re.sub(r"[()]|&(?=[#A-Za-z])", lambda found: f"\\{found[0]}", address)
        return f"[{self.run(node.children)}]({address})"


def _code(words: str) -> str:
    longest = max([0, *(len(run) for run in BACKTICKS.findall(words))])
    fence = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _citation(node: Element) -> str:
    key = node.attrs["href"].removeprefix("#source-")
    where = re.sub(r"[\\\]]", lambda found: f"\\{found[0]}", text_of(node.children))
    return f"[@{key}, {where}]" if where else f"[@{key}]"
