"""How questions give themselves away, in one and over a course. Pure: no database, no clock.

After the usual rules for writing items (Haladyna, Downing and Rodriguez 2002, Applied Measurement
in Education 15(3), 309-333). They find what a script can find; whether a question is about
anything is for a reader to say.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from courses.rules.content import ChoiceContent, EditionContent, QuestionContent
from courses.rules.reading_level import sentences_of
from courses.rules.richtext_tree import as_read

EXTREME_AT_MOST = Fraction(1, 3)  # of the single-choice questions, longest or shortest
ONE_PLACE_AT_MOST = Fraction(45, 100)
ENOUGH_TO_BALANCE = 10
LONG_WORD = 6  # shorter ones are shared by chance
STEM_OF_WORD = 6  # so much of two words is compared: `refused` and `refuses` are one

EXPLAINED = frozenset(["single", "multiple", "true_false", "short_text", "numeric"])
EXPLAINED_TOGETHER = frozenset(["ordering", "cloze"])

ABOVE = re.compile(
    r"\W*(?:all|none|neither|either|any|both)(?: \w+)?"
    r" of (?:the (?:above|others?)|these|those|them)(?: \w+)?\W*",
    re.I,
)
ABSOLUTE = re.compile(r"\b(?:always|never|every|everyone|nobody|completely|must|only)\b", re.I)
ARTICLE = re.compile(r"\b(an?)\W*$", re.I)
VOWEL = re.compile(r"\W*[aeiou]", re.I)
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a question, by its key; of the course as a whole, without one."""

    question: str
    message: str

    def __str__(self) -> str:
        return f"{self.question}: {self.message}" if self.question else self.message


def questions_of(edition: EditionContent) -> list[QuestionContent]:
    """Each question that is asked or may be drawn, once."""
    found: dict[str, QuestionContent] = {}
    for activity in edition.activities():
        groups = [activity.questions, *(draw.questions for draw in activity.draws)]
        for place, group in enumerate(groups):
            pool = activity.draws[place - 1].bank if place else activity.key
            for question in group:
                found.setdefault(f"{pool}/{question.key}", question)
    return list(found.values())


def slips(questions: Iterable[QuestionContent]) -> list[Slip]:
    """Everything found, of each question and then of all together."""
    asked = list(questions)
    own = [
        Slip(question.key, said)
        for question in asked
        for said in (*_above(question), *_unexplained(question), *_given_away(question))
    ]
    single = [question for question in asked if _is_single(question)]
    return [*own, *(Slip("", said) for said in (*_lengths(single), *_places(single)))]


def longest_right(questions: Sequence[QuestionContent]) -> list[QuestionContent]:
    """The single-choice questions whose right choice is longer than all the others."""
    return [
        question
        for question in questions
        if _is_single(question)
        and len(_right(question)) > max(len(_said(choice)) for choice in _wrong(question))
    ]


def shortest_right(questions: Sequence[QuestionContent]) -> list[QuestionContent]:
    """The single-choice questions whose right choice is shorter than all the others."""
    return [
        question
        for question in questions
        if _is_single(question)
        and len(_right(question)) < min(len(_said(choice)) for choice in _wrong(question))
    ]


def places(questions: Sequence[QuestionContent]) -> Counter[int]:
    """How often the right choice of a single-choice question stands in each place, from 1."""
    return Counter(
        number
        for question in questions
        if _is_single(question)
        for number, choice in enumerate(question.choices, 1)
        if choice.weight == 1
    )


def _is_single(question: QuestionContent) -> bool:
    right = [choice for choice in question.choices if choice.weight == 1]
    return question.kind == "single" and len(right) == 1 and len(question.choices) > 1


def _said(choice: ChoiceContent) -> str:
    return " ".join(as_read(choice.text).split())


def _wrong(question: QuestionContent) -> list[ChoiceContent]:
    return [choice for choice in question.choices if choice.weight != 1]


def _right(question: QuestionContent) -> str:
    return next(_said(choice) for choice in question.choices if choice.weight == 1)


def _above(question: QuestionContent) -> Iterator[str]:
    if question.kind in ("single", "multiple"):
        for choice in question.choices:
            if ABOVE.fullmatch(_said(choice)):
                yield f"“{choice.key}” sums up the other choices."


def _unexplained(question: QuestionContent) -> Iterator[str]:
    """Every choice has its feedback; what is put in order or filled in, an explanation."""
    if question.kind in EXPLAINED_TOGETHER:
        if not question.explanation:
            yield "It has no explanation."
        return
    pairs = question.definition.get("pairs")
    for choice in question.choices:
        wants = question.kind in EXPLAINED or (isinstance(pairs, Mapping) and choice.key in pairs)
        if wants and not choice.feedback:
            yield f"“{choice.key}” has no feedback."


def _given_away(question: QuestionContent) -> Iterator[str]:
    """By an article, by a word of the question, or by wrong choices that say too much."""
    if not _is_single(question):
        return
    asked = (sentences_of(question.prompt) or [""])[-1]  # what comes before is the case
    right, wrong = _right(question), [_said(choice) for choice in _wrong(question)]
    article = ARTICLE.search(asked)
    if article and len({bool(VOWEL.match(text)) for text in (right, *wrong)}) > 1:
        yield f"It ends in “{article[1]}”, which not every choice can follow."
    shared = _roots(asked) & _roots(right) - _roots(" ".join(wrong))
    if shared:
        words = ", ".join(sorted(shared))
        yield f"Words of the question stand in the right choice alone: {words}."
    absolutes = [text for text in wrong if ABSOLUTE.search(text)]
    if len(absolutes) * 2 > len(wrong) and not ABSOLUTE.search(right):
        yield "Most wrong choices hold a word like “always”, the right one none."


def _roots(text: str) -> set[str]:
    return {word.casefold()[:STEM_OF_WORD] for word in WORD.findall(text) if len(word) >= LONG_WORD}


def _lengths(single: Sequence[QuestionContent]) -> Iterator[str]:
    """Who cannot decide takes the longest; once that is known not to help, the shortest."""
    found = [("longest", longest_right(single))]
    if len(single) >= ENOUGH_TO_BALANCE:
        found.append(("shortest", shortest_right(single)))
    for word, questions in found:
        if len(questions) > EXTREME_AT_MOST * len(single):
            keys = ", ".join(question.key for question in questions)
            yield f"The right choice is the {word} in {len(questions)} of {len(single)}: {keys}."


def _places(single: Sequence[QuestionContent]) -> Iterator[str]:
    if len(single) < ENOUGH_TO_BALANCE:
        return
    for place, times in sorted(places(single).items()):
        if times > ONE_PLACE_AT_MOST * len(single):
            yield f"In {times} of {len(single)} the right choice stands in place {place}."
