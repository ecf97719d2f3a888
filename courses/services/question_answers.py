"""What is right about a question and what is said to each response, for its trainers to read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.models import QuestionKind
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.marking.multiple import ALL_OR_NOTHING
from courses.services.question_words import RULES, worth
from courses.services.richtext import render


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice, pattern, value or criterion: its words, what it is worth or belongs to."""

    text: SafeString
    value: str
    feedback: SafeString


@dataclass(frozen=True, slots=True)
class Answers:
    """All of a question's, with what they are called, and how they are marked in sentences."""

    named: str
    valued: str
    each: tuple[Answer, ...]
    notes: tuple[str, ...]


def answers(said: QuestionContent) -> Answers:
    """What a trainer has to know of a question besides its text."""
    kind = said.kind
    value = VALUES.get(kind, _share)
    each = tuple(
        Answer(
            text=shown(choice.text) or SafeString(choice.key),
            value=value(said, choice),
            feedback=shown(choice.feedback),
        )
        for choice in said.choices
    )
    named, valued = NAMES.get(kind, (gettext_lazy("Choice"), gettext_lazy("Earns")))
    return Answers(
        named=str(named),
        valued=str(valued),
        each=each,
        notes=tuple(NOTES.get(kind, _plain)(said)),
    )


def shown(stored: str) -> SafeString:
    """Rich text of a bank: its citations name works that only a course knows."""
    return render(stored, listed=False)


def _part(said: QuestionContent, name: str) -> Mapping[str, Any]:
    part = said.definition.get(name)
    return part if isinstance(part, Mapping) else {}


def _share(said: QuestionContent, choice: ChoiceContent) -> str:
    earns = worth(choice.weight)
    return _("{earns}; keeps its place").format(earns=earns) if choice.fixed else earns


def _partner(said: QuestionContent, choice: ChoiceContent) -> str:
    """What goes with a stem; what an option goes with, if with anything."""
    pairs = _part(said, "pairs")
    words = {each.key: str(shown(each.text)) for each in said.choices}
    if choice.key in pairs:
        return SafeString(words.get(pairs[choice.key], ""))
    if choice.key in pairs.values():
        return ""
    return _("goes with nothing")


def _place(said: QuestionContent, choice: ChoiceContent) -> str:
    return str(said.choices.index(choice) + 1)


def _number(said: QuestionContent, choice: ChoiceContent) -> str:
    stored = _part(said, "accepted").get(choice.key, {})
    value, tolerance = stored.get("value", ""), stored.get("tolerance", "0")
    if stored.get("relative"):
        value = _("{value} ± {tolerance} of it").format(value=value, tolerance=tolerance)
    elif tolerance not in ("", "0"):
        value = _("{value} ± {tolerance}").format(value=value, tolerance=tolerance)
    return _("{value}: {earns}").format(value=value, earns=worth(choice.weight))


def _gap(said: QuestionContent, choice: ChoiceContent) -> str:
    for number, gap in _part(said, "gaps").items():
        if choice.key in gap.get("choices", []):
            return _("Gap {number}: {earns}").format(number=number, earns=worth(choice.weight))
    return worth(choice.weight)


def _most_points(said: QuestionContent, choice: ChoiceContent) -> str:
    return str(_part(said, "rubric").get(choice.key, ""))


def _opinion(said: QuestionContent, choice: ChoiceContent) -> str:
    return _("nothing: it is not scored")


def _plain(said: QuestionContent) -> Iterator[str]:
    yield from ()


def _rule(said: QuestionContent) -> Iterator[str]:
    rule = said.definition.get("rule")
    yield str(RULES.get(str(rule), RULES[ALL_OR_NOTHING]))


def _folding(said: QuestionContent) -> Iterator[str]:
    if said.definition.get("case"):
        yield _("Capitals and small letters differ.")
    if said.definition.get("accents"):
        yield _("Accents count.")
    yield _("A star stands for any run of letters.")


def _units(said: QuestionContent) -> Iterator[str]:
    units = _part(said, "units")
    if units:
        listed = ", ".join(f"{unit} ({factor})" for unit, factor in units.items())
        yield _("Units: {units}.").format(units=listed)
    if said.definition.get("unit_required"):
        yield _("A number without a unit earns nothing.")


def _length(said: QuestionContent) -> Iterator[str]:
    yield _("A person marks it.")
    words = said.definition.get("words")
    if isinstance(words, int):
        yield ngettext("At most %d word.", "At most %d words.", words) % words


# What choices are called, and what stands beside them.
NAMES: Mapping[str, tuple[Promise, Promise]] = {
    QuestionKind.MATCHING: (gettext_lazy("Stem or option"), gettext_lazy("Goes with")),
    QuestionKind.ORDERING: (gettext_lazy("Item"), gettext_lazy("Place")),
    QuestionKind.SHORT_TEXT: (gettext_lazy("Accepted"), gettext_lazy("Earns")),
    QuestionKind.NUMERIC: (gettext_lazy("Note"), gettext_lazy("Accepted")),
    QuestionKind.CLOZE: (gettext_lazy("Accepted, or offered"), gettext_lazy("Where")),
    QuestionKind.LIKERT: (gettext_lazy("Point of the scale"), gettext_lazy("Earns")),
    QuestionKind.ESSAY: (gettext_lazy("Criterion"), gettext_lazy("Most points")),
}
VALUES: Mapping[str, Callable[[QuestionContent, ChoiceContent], str]] = {
    QuestionKind.MATCHING: _partner,
    QuestionKind.ORDERING: _place,
    QuestionKind.NUMERIC: _number,
    QuestionKind.CLOZE: _gap,
    QuestionKind.LIKERT: _opinion,
    QuestionKind.ESSAY: _most_points,
}
NOTES: Mapping[str, Callable[[QuestionContent], Iterator[str]]] = {
    QuestionKind.MULTIPLE: _rule,
    QuestionKind.SHORT_TEXT: _folding,
    QuestionKind.NUMERIC: _units,
    QuestionKind.ESSAY: _length,
}
