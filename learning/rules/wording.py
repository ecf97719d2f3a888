"""What the words of a reminder may hold: text, and placeholders in braces.

Pure: no database, no clock, no translation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BRACED = re.compile(r"\{([^{}\n]*)\}")
LISTS = ("courses", "people")  # each a paragraph of its own

PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "learner": ("name", "headline", "summary", "count", "institution", "office", "courses"),
    "supervisor": ("name", "headline", "summary", "count", "institution", "office", "people"),
    "coordinator": ("name", "headline", "summary", "count", "institution", "office", "people"),
}
REQUIRED = {"learner": "courses", "supervisor": "people", "coordinator": "people"}


class Fault(StrEnum):
    """What is wrong with a placeholder."""

    UNKNOWN = "unknown"
    OPEN = "open"  # a brace without its other
    NOT_ALONE = "not_alone"  # a list amid a sentence
    IN_SUBJECT = "in_subject"  # a list in the subject
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: of which placeholder, in which line; the subject is line 0."""

    fault: Fault
    name: str
    line: int


def findings(recipient: str, subject: str, body: str) -> list[Finding]:
    """Everything wrong with these words, in the order of reading; what is missing comes last."""
    found = [
        each
        for number, line in enumerate([subject, *body.splitlines()])
        for each in _of_line(recipient, number, line)
    ]
    required = REQUIRED[recipient]
    if required not in BRACED.findall(body):
        found.append(Finding(Fault.MISSING, required, 0))
    return found


def _of_line(recipient: str, number: int, line: str) -> Iterable[Finding]:
    for name in BRACED.findall(line):
        if name not in PLACEHOLDERS[recipient]:
            yield Finding(Fault.UNKNOWN, name, number)
        elif name in LISTS and number == 0:
            yield Finding(Fault.IN_SUBJECT, name, number)
        elif name in LISTS and line.strip() != f"{{{name}}}":
            yield Finding(Fault.NOT_ALONE, name, number)
    rest = BRACED.sub("", line)
    if "{" in rest or "}" in rest:
        yield Finding(Fault.OPEN, rest.strip()[:40], number)


def filled(text: str, values: dict[str, str]) -> str:
    """The text with every placeholder that has a value replaced by it."""
    return BRACED.sub(lambda found: values.get(found[1], found[0]), text)
