"""What trainers read of questions: the kinds by name, what changed, what is in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import QuestionKind
from courses.rules.question_changes import Change, Changed


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind of question: its name, and what it asks of a learner."""

    name: Promise
    asks: Promise


KINDS: Mapping[str, KindWords] = {
    QuestionKind.SINGLE: KindWords(
        gettext_lazy("Single choice"), gettext_lazy("Choose the one right answer of several.")
    ),
    QuestionKind.MULTIPLE: KindWords(
        gettext_lazy("Multiple response"), gettext_lazy("Choose all that apply.")
    ),
    QuestionKind.TRUE_FALSE: KindWords(
        gettext_lazy("True or false"), gettext_lazy("Say whether a sentence is true.")
    ),
    QuestionKind.MATCHING: KindWords(
        gettext_lazy("Matching"), gettext_lazy("Find for each of these what goes with it.")
    ),
    QuestionKind.ORDERING: KindWords(
        gettext_lazy("Ordering"), gettext_lazy("Number these in the right order.")
    ),
    QuestionKind.SHORT_TEXT: KindWords(
        gettext_lazy("Short text"), gettext_lazy("Type a word or a few.")
    ),
    QuestionKind.NUMERIC: KindWords(
        gettext_lazy("Numeric"), gettext_lazy("Type a number, with a unit if need be.")
    ),
    QuestionKind.CLOZE: KindWords(
        gettext_lazy("Gaps in a text"), gettext_lazy("Fill each gap by typing, or from a list.")
    ),
    QuestionKind.LIKERT: KindWords(
        gettext_lazy("Scale of opinion"), gettext_lazy("Say how far one agrees; nothing is right.")
    ),
    QuestionKind.ESSAY: KindWords(
        gettext_lazy("Essay"), gettext_lazy("Write some lines, which a person marks.")
    ),
    QuestionKind.STIMULUS: KindWords(
        gettext_lazy("Case"), gettext_lazy("Asks nothing: several questions are about it.")
    ),
}

# How several choices are scored together.
RULES: Mapping[str, Promise] = {
    "all_or_nothing": gettext_lazy("All or nothing: exactly the right ones earn the score."),
    "right_minus_wrong": gettext_lazy(
        "Right minus wrong: a wrong one takes away what a right one brings."
    ),
    "weights": gettext_lazy("By weights: each choice brings or takes its own share."),
}

CHANGES: Mapping[Changed, Promise] = {
    Changed.KIND: gettext_lazy("It is of another kind: {after}, before {before}."),
    Changed.PROMPT: gettext_lazy("The question now reads “{after}” (before: “{before}”)."),
    Changed.EXPLANATION: gettext_lazy("The explanation now reads “{after}” (before: “{before}”)."),
    Changed.HINTS: gettext_lazy("The hints changed."),
    Changed.CASE: gettext_lazy("It is asked about another case."),
    Changed.POINTS: gettext_lazy("It weighs other points."),
    Changed.SETTINGS: gettext_lazy("How it is marked changed."),
    Changed.CHOICE_ADDED: gettext_lazy("“{about}” is new."),
    Changed.CHOICE_GONE: gettext_lazy("“{about}” is no longer there."),
    Changed.CHOICE_TEXT: gettext_lazy("A choice now reads “{after}” (before: “{before}”)."),
    Changed.CHOICE_FEEDBACK: gettext_lazy("The feedback on “{about}” changed."),
    Changed.CHOICE_WORTH: gettext_lazy("“{about}” earns {after}, before {before}."),
    Changed.CHOICE_PLACE: gettext_lazy("“{about}” keeps its place, or no longer does."),
    Changed.ORDER: gettext_lazy("They stand in another order."),
}
MOST_WORDS = 160  # characters of a text that changed, as far as they are quoted


def kind_name(kind: str) -> str:
    return str(KINDS[kind].name)


def say_change(change: Change) -> str:
    """The change in one sentence."""
    before, after = change.before, change.after
    if change.code == Changed.KIND:
        before, after = kind_name(before), kind_name(after)
    elif change.code == Changed.CHOICE_WORTH:
        before, after = worth(Decimal(before)), worth(Decimal(after))
    elif change.code in (Changed.PROMPT, Changed.EXPLANATION) and before == after:
        return _("The words are the same, and set differently.")
    elif change.code == Changed.EXPLANATION and not before:
        return _("It has an explanation.")
    elif change.code == Changed.EXPLANATION and not after:
        return _("It has no explanation any more.")
    said = {"about": change.about, "before": before, "after": after}
    return str(CHANGES[change.code]).format(**{name: _cut(text) for name, text in said.items()})


def _cut(text: str) -> str:
    if len(text) <= MOST_WORDS:
        return text
    return text[:MOST_WORDS].rpartition(" ")[0] + "\N{HORIZONTAL ELLIPSIS}"


def worth(weight: Decimal) -> str:
    """What a choice earns: everything, nothing, or a share in per cent."""
    if weight == 1:
        return _("the full score")
    if not weight:
        return _("nothing")
    share = f"{(weight * 100).normalize():f}".replace("-", "\N{MINUS SIGN}")
    return _("{share} %").format(share=share).replace(" ", "\N{NO-BREAK SPACE}")
