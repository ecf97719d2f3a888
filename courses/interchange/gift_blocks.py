"""A GIFT file taken apart: its questions as blocks of text, its categories, its comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# An escaped sign is kept apart from the sign that has a meaning, as a character that is none.
ESCAPES = {
    "\\\\": "\\",
    "\\:": "\ufdd1",
    "\\#": "\ufdd2",
    "\\=": "\ufdd3",
    "\\{": "\ufdd4",
    "\\}": "\ufdd5",
    "\\~": "\ufdd6",
    "\\n": "\ufdd7",
}
MEANT = str.maketrans(
    dict(zip("\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7", ":#={}~\n", strict=True))
)
ESCAPE = re.compile(r"\\[\\:#={}~n]")
NO_CHARACTERS = re.compile("[\ufdd0-\ufdef]")
CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)")
LONGEST = 1_000_000  # characters of one question, pictures written into its text included
LONGEST_COMMENT = 10_000
BRACES = re.compile(r"[{}]")


def set_apart(text: str) -> str:
    """The text with every escaped sign set apart; `as_meant` gives the signs back."""
    return ESCAPE.sub(lambda found: ESCAPES[found[0]], NO_CHARACTERS.sub("\ufffd", text))


def as_meant(text: str) -> str:
    return text.translate(MEANT)


@dataclass(slots=True)
class Block:
    """The lines of one question, escapes set apart; `line` is its first, from 1."""

    line: int
    category: str
    comments: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    opened: bool = False  # its answers have begun, and have not ended
    closed: bool = False
    length: int = 0

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST

    def text(self) -> str:
        return "\n".join(self.lines).strip()

    def add(self, line: str) -> None:
        """One more line; of what is too long for a question no more is kept than shows it."""
        self.length += len(line)
        self.lines.append(line if not self.is_too_long else "")
        for brace in BRACES.findall(line):
            self.closed = self.closed or brace == "}"
            self.opened = not self.closed


def blocks_of(text: str) -> Iterator[Block]:
    """Every question of the file; a blank line ends one, save between its braces.

    Braces that never close reach no further than the next question.
    """
    category, comments = "", list[str]()
    block: Block | None = None
    blank = True
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            if block and not block.opened:
                yield block
                block = None
            comments, blank = [], True
            continue
        if line.startswith("//"):
            (block.comments if block else comments).append(line[2:LONGEST_COMMENT])
            continue
        written = set_apart(raw)
        found = CATEGORY.match(written)
        if block and (found or (blank and block.opened and _begins_another(written))):
            yield block
            block = None
        if found:
            category = as_meant(found[1]).strip()
            continue
        block = block or Block(number, category, comments)
        block.add(written)
        comments, blank = [], False
    if block:
        yield block


def _begins_another(line: str) -> bool:
    """Whether a line after a blank one can only be the start of a question."""
    brace = BRACES.search(line)
    return line.lstrip().startswith("::") or (brace is not None and brace[0] == "{")
