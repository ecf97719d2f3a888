"""What differs between two wordings of one question. Pure: no database, no clock.

A change is a code and what it is about, as plain text: the words for it are the screen's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.richtext_tree import parse, text_of


class Changed(StrEnum):
    KIND = "kind"
    PROMPT = "prompt"
    EXPLANATION = "explanation"
    HINTS = "hints"
    CASE = "case"
    POINTS = "points"
    SETTINGS = "settings"  # what marking needs beyond the choices
    CHOICE_ADDED = "choice_added"
    CHOICE_GONE = "choice_gone"
    CHOICE_TEXT = "choice_text"
    CHOICE_FEEDBACK = "choice_feedback"
    CHOICE_WORTH = "choice_worth"
    CHOICE_PLACE = "choice_place"  # stays in it when others are shuffled, or no longer
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, and how that was said before and after."""

    code: Changed
    about: str = ""
    before: str = ""
    after: str = ""


def changes(before: QuestionContent, after: QuestionContent) -> list[Change]:
    """Every difference, as one reads the question; none between equals."""
    return [*_question(before, after), *_choices(before, after)]


def _question(before: QuestionContent, after: QuestionContent) -> Iterator[Change]:
    if before.kind != after.kind:
        yield Change(Changed.KIND, before=before.kind, after=after.kind)
    for code, name in (
        (Changed.PROMPT, "prompt"),
        (Changed.EXPLANATION, "explanation"),
    ):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Change(code, before=plain_words(was), after=plain_words(now))
    for code, name in (
        (Changed.HINTS, "hints"),
        (Changed.CASE, "stimulus"),
        (Changed.POINTS, "points"),
        (Changed.SETTINGS, "definition"),
    ):
        if getattr(before, name) != getattr(after, name):
            yield Change(code)


def _choices(before: QuestionContent, after: QuestionContent) -> Iterator[Change]:
    was = {choice.key: choice for choice in before.choices}
    now = {choice.key: choice for choice in after.choices}
    for key, choice in was.items():
        if key not in now:
            yield Change(Changed.CHOICE_GONE, named(choice))
    for key, choice in now.items():
        if key in was:
            yield from _choice(was[key], choice)
        else:
            yield Change(Changed.CHOICE_ADDED, named(choice))
    stayed = [key for key in was if key in now]
    if stayed != [key for key in now if key in was]:
        yield Change(Changed.ORDER)


def _choice(before: ChoiceContent, after: ChoiceContent) -> Iterator[Change]:
    about = named(after)
    if before.text != after.text:
        yield Change(Changed.CHOICE_TEXT, about, named(before), about)
    if before.feedback != after.feedback:
        yield Change(Changed.CHOICE_FEEDBACK, about)
    if before.weight != after.weight:
        yield Change(Changed.CHOICE_WORTH, about, str(before.weight), str(after.weight))
    if before.fixed != after.fixed:
        yield Change(Changed.CHOICE_PLACE, about)


def named(choice: ChoiceContent) -> str:
    """A choice as one speaks of it: by its words, or by its key where it has none."""
    return plain_words(choice.text) or choice.key


def plain_words(html: str) -> str:
    """Stored rich text without its marks, on one line."""
    return " ".join(text_of(parse(html)).split())
