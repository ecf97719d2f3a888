"""What reading a file of questions gives: what was found, and what could not be taken, by line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _

from courses.rules.content import FileRead, QuestionContent

LONGEST_NAME = 60
TAG = re.compile(r"<[^>]*>")


class Refused(ValueError):
    """Why a question cannot be taken, or not be written, in one sentence."""


class UnreadableQuestions(ValueError):
    """Why nothing of a file can be taken, in one sentence."""


@dataclass(frozen=True, slots=True)
class QuestionRead:
    """A question as a file has it.

    `line` is where it starts, from 1; `name` is its title, else its first words; `losses` are
    sentences about what it had there and cannot have here.
    """

    line: int
    name: str
    content: QuestionContent
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A question that was not taken, and why, in one sentence."""

    line: int
    question: str
    reason: str

    def as_json(self) -> dict[str, object]:
        return {"line": self.line, "question": self.question, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class QuestionsRead:
    """A file of questions, read: `files` are the pictures and other files they show, by SHA-256."""

    format: str
    questions: tuple[QuestionRead, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: Mapping[str, FileRead] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A question before it has its key: `identity` is what the file knows it by, may be empty."""

    line: int
    identity: str
    name: str
    content: QuestionContent
    losses: tuple[str, ...] = ()


MOST = 5_000  # questions of one file


@dataclass(slots=True)
class Finds:
    """What a parser has come upon so far, in the order of the file."""

    found: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, line: int, question: str, reason: object) -> None:
        self.skipped.append(Skipped(line, question, str(reason)))

    def is_full(self, line: int) -> bool:
        """Whether the file has more than is taken at once; then that is named, with this line."""
        if len(self.found) + len(self.skipped) < MOST:
            return False
        reason = _("The file has more than {most} questions: from here on it was not read.")
        self.skip(line, "", reason.format(most=f"{MOST:,}"))
        return True


def name_of(title: str, text: str) -> str:
    """The title of a question, else the first words of its text (which may be HTML)."""
    said = " ".join((title or unescape(TAG.sub(" ", text[:2000]))).split())
    return said if len(said) <= LONGEST_NAME else said[: LONGEST_NAME - 1].rstrip() + "…"
