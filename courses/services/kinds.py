"""The kinds of activity that are written here: names, criteria, and what each begins as."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import Criterion, Kind
from courses.rules.content import ActivityContent

PASS_MARK = Decimal("0.8")
SEEN = (Criterion.VIEWED, Criterion.MINIMUM_TIME, Criterion.TICKED)


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind is called, what it is for, and what may satisfy it, the usual first."""

    name: Promise
    for_what: Promise
    criteria: tuple[Criterion, ...]
    minutes: int


WRITTEN: Mapping[str, KindWords] = {
    Kind.PAGE.value: KindWords(_("Page"), _("Text, with pictures and tables."), SEEN, 5),
    Kind.VIDEO.value: KindWords(_("Video"), _("A film with captions and a transcript."), SEEN, 5),
    Kind.QUIZ.value: KindWords(
        _("Quiz"),
        _("Questions of eleven kinds, of its own or from a bank."),
        (Criterion.QUIZ_PASSED, Criterion.QUIZ_SUBMITTED),
        10,
    ),
    Kind.REFLECTION.value: KindWords(
        _("Reflection"),
        _("A prompt; what people write is theirs alone."),
        (Criterion.REFLECTION_WRITTEN,),
        10,
    ),
    Kind.SCENARIO.value: KindWords(
        _("Scenario"), _("A case that branches with each choice."), (Criterion.VIEWED,), 10
    ),
    Kind.SURVEY.value: KindWords(
        _("Survey"),
        _("What people think of it: nothing is right or wrong."),
        (Criterion.SURVEY_ANSWERED,),
        3,
    ),
    Kind.ATTESTATION.value: KindWords(
        _("Attestation"), _("A statement to sign."), (Criterion.ATTESTATION_SIGNED,), 2
    ),
}

CRITERIA: Mapping[str, Promise] = {
    Criterion.VIEWED.value: _("When it has been read or watched"),
    Criterion.MINIMUM_TIME.value: _("After a minimum time on it"),
    Criterion.TICKED.value: _("When its box is ticked"),
    Criterion.QUIZ_PASSED.value: _("When it is passed"),
    Criterion.QUIZ_SUBMITTED.value: _("When it is handed in"),
    Criterion.REFLECTION_WRITTEN.value: _("When something is written"),
    Criterion.SURVEY_ANSWERED.value: _("When it is answered"),
    Criterion.ATTESTATION_SIGNED.value: _("When it is signed"),
}


def begun(kind: Kind, key: str, title: str) -> ActivityContent:
    """An activity of that kind that says nothing yet."""
    words = WRITTEN[kind.value]
    return ActivityContent(
        key=key,
        kind=kind.value,
        title=title,
        minutes=words.minutes,
        criterion=words.criteria[0].value,
        pass_mark=PASS_MARK if words.criteria[0] == Criterion.QUIZ_PASSED else None,
    )
