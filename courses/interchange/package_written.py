"""A file of a package taken apart: front matter between two +++ lines, then its text."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import lines_of, parse_toml

FENCE = "+++"


@dataclass(frozen=True, slots=True)
class Written:
    """A file taken apart: its front matter, and its body with the line it starts on."""

    file: str
    values: Mapping[str, object]
    lines: Mapping[str, int]
    header: str
    body: str
    line: int


def take_apart(text: str, file: str, texts: Texts) -> Written | None:
    """Front matter and body; what has no front matter that can be read is named, and None."""
    opening, _newline, rest = text.partition("\n")
    header, closed, body = f"\n{rest}".partition(f"\n{FENCE}\n")
    if not closed and header.endswith(f"\n{FENCE}"):
        header, closed = header.removesuffix(FENCE), FENCE
    if opening.rstrip() != FENCE or not closed:
        texts.problems.add(file, 1, _("The file begins with front matter between two +++ lines."))
        return None
    header = header.removeprefix("\n")
    values = parse_toml(header, file, texts.problems, before=1)
    if values is None:
        return None
    line = header.count("\n") + 4 if header else 3
    return Written(file, values, lines_of(header, before=1), header, body, line)
