"""A bank's question through its numbers, and where each of them may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from courses.models import Bank, DrawQuestion, Edition, Question
from courses.rules.content import QuestionContent
from courses.rules.question_changes import changes
from courses.services.question_rows import read_questions
from courses.services.question_words import say_change


@dataclass(frozen=True, slots=True)
class Number:
    """One wording of a question: who wrote it and when stands in its row."""

    row: Question
    said: QuestionContent
    changed: tuple[str, ...]  # in sentences, against the number before; none for the first


def numbers_of(bank: Bank, key: str) -> list[Number]:
    """Every wording of the question, the newest first; none if the bank never had it.

    Two queries, whatever their number.
    """
    rows = Question.objects.filter(bank=bank, key=key).select_related("created_by")
    read = read_questions(rows.order_by("number"))
    if not read:
        return []
    first, said = read[0]
    found = [Number(first, said, ())]
    for (_row, before), (row, after) in pairwise(read):
        sentences = tuple(say_change(change) for change in changes(before, after))
        found.append(Number(row, after, sentences))
    return found[::-1]


def changed_since(numbers: Sequence[Number], number: int) -> list[str]:
    """How the newest of these, which come first, differs from that number; in sentences."""
    before = next(each.said for each in numbers if each.row.number == number)
    return [say_change(change) for change in changes(before, numbers[0].said)]


@dataclass(frozen=True, slots=True)
class Use:
    """A quiz that may draw the question, in one of its numbers."""

    edition: Edition
    quiz: str  # its title
    number: int
    newest: int

    @property
    def is_newest(self) -> bool:
        return self.number == self.newest

    @property
    def words(self) -> str:
        """Which number it uses, and whether there is a newer one."""
        said = {"number": self.number, "newest": self.newest, "edition": self.edition.number}
        if self.edition.number is None:
            if self.is_newest:
                return _("The draft uses number {number}, the newest.").format(**said)
            return _("The draft uses number {number}; the bank has number {newest}.").format(**said)
        if self.is_newest:
            return _("Edition {edition} uses number {number}, the newest.").format(**said)
        return _("Edition {edition} uses number {number}; the bank has number {newest}.").format(
            **said
        )


def uses_of(bank: Bank, key: str, *, newest: int) -> list[Use]:
    """Where the question may be asked, by course, the newest editions first. One query."""
    drawn = DrawQuestion.objects.filter(question__bank=bank, question__key=key)
    rows = drawn.select_related("question", "draw__activity__edition__course")
    uses = {
        (row.draw.activity_id, row.question.number): Use(
            edition=row.draw.activity.edition,
            quiz=row.draw.activity.title,
            number=row.question.number,
            newest=newest,
        )
        for row in rows
    }
    return sorted(uses.values(), key=_place)


def _place(use: Use) -> tuple[str, str, int, str]:
    """By course and language; the draft, then the newest edition; then the quiz's title."""
    edition = use.edition
    later = -1 if edition.number is None else 10**9 - edition.number
    return edition.course.key, edition.language, later, use.quiz
