"""A question as a learner meets it, though nobody is asked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from courses.models import QuestionKind
from courses.rules.content import QuestionContent
from courses.rules.marking import KINDS
from courses.services.quizzes import asked_alone


@dataclass(frozen=True, slots=True)
class ChoiceLookedAt:
    key: str
    text: SafeString
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What the learner's template shows, with nothing chosen and nothing saved."""

    key: str
    prompt: SafeString
    more: SafeString
    several: bool
    choices: Sequence[ChoiceLookedAt]
    points: Decimal = Decimal(1)
    counted: int = 1
    number: int = 1
    sequence: int = 0
    saved_at: None = None


def look_at(said: QuestionContent) -> LookedAt | None:
    """The question for the learner's template; None for a kind that it does not know."""
    if said.kind not in KINDS:
        return None
    asked = asked_alone(said)
    return LookedAt(
        key=asked.key or "new",
        prompt=asked.prompt,
        more=asked.more,
        several=asked.kind == QuestionKind.MULTIPLE,
        choices=[ChoiceLookedAt(choice.key, choice.text) for choice in asked.choices],
    )
