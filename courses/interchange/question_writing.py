"""Questions written in another format, such that reading them back gives the same to the last key.

What the format lacks is not written at all: it is named, with the reason.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from django.utils.translation import gettext as _

from courses.interchange.question_extras import common_extras
from courses.interchange.question_keys import keys_of_texts, letters, with_keys
from courses.interchange.question_kinds import WHOLE, whole_of, words_of_truth
from courses.interchange.question_text import ADDRESS
from courses.interchange.questions_read import Finds, Refused, UnreadableQuestions, name_of
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.content_hash import plain
from courses.rules.marking.kinds import mapping
from courses.rules.marking.numeric import number, shortest, to_decimal

ONE = Decimal(1)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A question that was not written, and why, in one sentence."""

    key: str
    question: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {"key": self.key, "question": self.question, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Written:
    """A file of questions: the keys of those in it, and those that the format cannot hold."""

    text: str
    keys: tuple[str, ...]
    lacking: tuple[Lacking, ...]

    def as_json(self) -> dict[str, object]:
        lacking = [each.as_json() for each in self.lacking]
        return {"exported": len(self.keys), "lacking": lacking}


Write = Callable[[QuestionContent], str]  # one question; Refused where the format lacks something
Read = Callable[[str], Finds]


def write_all(
    questions: Sequence[QuestionContent], write: Write, read: Read
) -> tuple[list[str], list[str], list[Lacking]]:
    """The pieces, the keys of what they hold, and what could not be written; cases come first."""
    pieces, keys, lacking = [], list[str](), []
    for question in sorted(questions, key=_place):
        try:
            if question.stimulus and question.stimulus not in keys:
                raise Refused(_("The case that it is about is not in this file."))
            piece = write(question)
            if not reads_the_same(piece, question, read):
                raise Refused(_("It cannot be written so that it reads the same."))
        except Refused as error:
            name = name_of("", question.prompt) or question.key
            lacking.append(Lacking(question.key, name, str(error)))
        else:
            pieces.append(piece)
            keys.append(question.key)
    return pieces, keys, lacking


def _place(question: QuestionContent) -> tuple[str, bool, str]:
    """By key, and what is about a case right after it."""
    return question.stimulus or question.key, question.kind != "stimulus", question.key


def reads_the_same(piece: str, question: QuestionContent, read: Read) -> bool:
    """Whether the question, with its key and its tags, is what reading the piece gives."""
    try:
        found = [each.content for each in with_keys(read(piece).found)]
    except UnreadableQuestions:
        return False
    return found == [question] and sorted(found[0].tags) == sorted(question.tags)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question as a format is to have it: its choices in order, and what stands beside it."""

    question: QuestionContent
    choices: tuple[ChoiceContent, ...]
    extras: dict[str, str]


def planned(question: QuestionContent, language: str) -> Plan:
    """How the question is written in any format; Refused for what no format here has."""
    choices = PLANNED.get(question.kind, _as_they_are)(question)
    extras = common_extras(question, choices, _keys_as_read(question, choices))
    for more in EXTRAS.get(question.kind, ()):
        extras |= more(question, language)
    return Plan(question, choices, extras)


def _as_they_are(question: QuestionContent) -> tuple[ChoiceContent, ...]:
    return question.choices


def _true_first(question: QuestionContent) -> tuple[ChoiceContent, ...]:
    return tuple(sorted(question.choices, key=lambda choice: choice.key != "true"))


def _stems_first(question: QuestionContent) -> tuple[ChoiceContent, ...]:
    """Stems, then the options as they come up with them, then those that are right for none."""
    pairs = mapping(question.definition.get("pairs"))
    by_key = {choice.key: choice for choice in question.choices}
    stems = [choice for choice in question.choices if choice.key in pairs]
    others = [choice.key for choice in question.choices if choice.key not in pairs]
    met = dict.fromkeys([*(str(pairs[stem.key]) for stem in stems), *others])
    return (*stems, *(by_key[key] for key in met if key in by_key))


def _keys_as_read(question: QuestionContent, choices: Sequence[ChoiceContent]) -> list[str]:
    """The keys that reading would give the choices if none stood beside them."""
    if question.kind == "true_false":
        return ["true", "false"]
    if question.kind == "ordering":
        return keys_of_texts("i", [choice.text for choice in choices])
    if question.kind == "essay":
        return [WHOLE]
    if question.kind in ("matching", "cloze"):
        return []
    return letters(len(choices))


PLANNED: dict[str, Callable[[QuestionContent], tuple[ChoiceContent, ...]]] = {
    "true_false": _true_first,
    "matching": _stems_first,
}


def _rule(question: QuestionContent, language: str) -> dict[str, str]:
    rule = str(question.definition.get("rule", ""))
    return {} if rule == "weights" else {"rule": rule}


def _compare(question: QuestionContent, language: str) -> dict[str, str]:
    """Written where it is not what reading takes for granted: accents matter, and case does not."""
    matters = [name for name in ("case", "accents") if question.definition.get(name) is True]
    return {} if matters == ["accents"] else {"compare": ",".join(matters)}


def _relative(question: QuestionContent, language: str) -> dict[str, str]:
    accepted = mapping(question.definition.get("accepted"))
    shares = [
        f"{key}={value['tolerance']}"
        for key, value in ((key, mapping(value)) for key, value in accepted.items())
        if value.get("relative") is True
    ]
    return {"relative": ",".join(shares)} if shares else {}


def _truth(question: QuestionContent, language: str) -> dict[str, str]:
    usual = words_of_truth(language)
    said = {choice.key: choice.text for choice in question.choices}
    if any(ADDRESS.search(text) for text in said.values()):
        raise Refused(_("Elsewhere true and false are only words: a picture has no place there."))
    pairs = ((name, usual[value]) for value, name in ((True, "true"), (False, "false")))
    return {name: said.get(name, "") for name, text in pairs if said.get(name) != text}


def _rubric(question: QuestionContent, language: str) -> dict[str, str]:
    rubric = mapping(question.definition.get("rubric"))
    if is_marked_as_a_whole(question):
        return {}
    return {"rubric": ",".join(str(rubric.get(choice.key)) for choice in question.choices)}


def _words(question: QuestionContent, language: str) -> dict[str, str]:
    return {"words": str(question.definition["words"])} if "words" in question.definition else {}


EXTRAS: dict[str, tuple[Callable[[QuestionContent, str], dict[str, str]], ...]] = {
    "multiple": (_rule,),
    "short_text": (_compare,),
    "numeric": (_relative,),
    "true_false": (_truth,),
    "essay": (_rubric, _words),
}


def is_marked_as_a_whole(question: QuestionContent) -> bool:
    """Whether an essay has one criterion, which brings all its points."""
    keys = [choice.key for choice in question.choices]
    rubric = mapping(question.definition.get("rubric"))
    return keys == [WHOLE] and rubric == {WHOLE: plain(question.points or ONE)}


def says_the_usual(question: QuestionContent, language: str) -> bool:
    """Whether the one criterion of an essay says what one does that came without."""
    return [choice.text for choice in question.choices] == [whole_of(language)]


def shares_of(question: QuestionContent) -> list[Decimal]:
    """What each choice of a multiple brings where there are only shares.

    By another rule: the right ones make up the whole, and a wrong one takes as much or all away.
    """
    rule = question.definition.get("rule")
    if rule == "weights":
        return [choice.weight for choice in question.choices]
    right = sum(choice.weight == ONE for choice in question.choices) or 1
    wrong = ONE if rule == "all_or_nothing" else ONE / right
    return [ONE / right if choice.weight == ONE else -wrong for choice in question.choices]


@dataclass(frozen=True, slots=True)
class Number:
    """An accepted number, its tolerance not a share of it."""

    value: str
    tolerance: str


def number_of(question: QuestionContent, choice: ChoiceContent) -> Number:
    """Refused for a number with a comma, and for one with words: no other system has these."""
    stored = mapping(mapping(question.definition.get("accepted")).get(choice.key))
    value, tolerance = str(stored.get("value")), str(stored.get("tolerance", "0"))
    if choice.text:
        raise Refused(_("An accepted number has no words elsewhere."))
    if number(value) is None or set(value) & set(",\u2212"):
        raise Refused(_("The number “{value}” is written otherwise elsewhere.").format(value=value))
    if stored.get("relative") is True:
        tolerance = shortest(to_decimal(tolerance) * abs(to_decimal(value)))
    return Number(value, tolerance)


def plain_option(choice: ChoiceContent) -> str:
    """What an option of matching says, where only plain text is; Refused where it has more."""
    if TAG.search(choice.text):
        raise Refused(_("The options of matching are plain text elsewhere."))
    return unescape(choice.text)


def pattern_of(choice: ChoiceContent) -> str:
    return unescape(choice.text)


def pairs_of(plan: Plan) -> list[tuple[str, str]]:
    """Stems with their options, and options without a stem; both as they are written."""
    pairs = mapping(plan.question.definition.get("pairs"))
    options = {it.key: plain_option(it) for it in plan.choices if it.key not in pairs}
    stems = {choice.key: choice.text for choice in plan.choices if choice.key in pairs}
    if len(set(options.values())) < len(options):
        raise Refused(_("Two options of matching that say the same are one elsewhere."))
    used = {str(option) for option in pairs.values()}
    made = [(text, options.get(str(pairs[key]), "")) for key, text in stems.items()]
    return made + [("", text) for key, text in options.items() if key not in used]


def no_feedback_for_parts(question: QuestionContent) -> None:
    if any(choice.feedback for choice in question.choices):
        raise Refused(_("Elsewhere there is no feedback for a single part of it."))
