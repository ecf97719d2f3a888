"""A text cut into parts, each with the line it starts on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# It may stand first in an item of a list; backticks that more of them follow are code in a line.
FENCE = re.compile(r"(?: {0,3}|\s*(?:(?:[-+*]|[0-9]{1,9}[.)])\s+)+)(`{3,}(?=[^`]*$)|~{3,})")


@dataclass(slots=True)
class Part:
    """Some lines of the file, and the number of the first."""

    line: int
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(self.lines)

    def below(self) -> "Part":
        """Without its first line."""
        return Part(self.line + 1, self.lines[1:])


def parts(part: Part, start: re.Pattern[str]) -> Iterator[Part]:
    """What comes before the first line that matches, then a part from each that does.

    A line within a code fence matches nothing.
    """
    held = Part(part.line)
    fence = ""
    for number, text in enumerate(part.lines, part.line):
        found = FENCE.match(text)
        if found and not fence:
            fence = found[1]
        elif fence and text.strip().startswith(fence):
            fence = ""
        elif not fence and start.match(text):
            yield held
            held = Part(number)
        held.lines.append(text)
    yield held
