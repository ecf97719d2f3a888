"""Whether a translation says all that its original says, and asks the same (DOMAIN 2).

Pure: no database, no clock. Same modules, activities, questions and choices by key, same kinds,
same points and right answers: then completion does not depend on the language.
"""

from collections.abc import Iterable, Iterator

from courses.rules.content import ActivityContent, DrawContent, EditionContent, QuestionContent
from courses.rules.findings import Code, Finding, at_activity, at_question

IN_ORDER = frozenset(["ordering", "likert"])  # kinds that mean something by the order of choices


def translation_findings(edition: EditionContent, original: EditionContent) -> Iterator[Finding]:
    yield from _front(edition, original)
    firsts = {activity.key: activity for activity in original.activities()}
    found = {activity.key: activity for activity in edition.activities()}
    for key, first in firsts.items():
        if key in found:
            yield from _activity(found[key], first)
        else:
            yield at_activity(Code.UNTRANSLATED, first)
    for key, activity in found.items():
        if key not in firsts:
            yield at_activity(Code.NOT_IN_ORIGINAL, activity)
    if found.keys() == firsts.keys() and list(found) != list(firsts):
        yield Finding(Code.OTHER_THAN_ORIGINAL)


def _front(edition: EditionContent, original: EditionContent) -> Iterator[Finding]:
    if not edition.title or (original.summary and not edition.summary):
        yield Finding(Code.UNTRANSLATED, detail=original.title)
    for module, first in zip(edition.modules, original.modules, strict=False):
        if not module.title or (first.summary and not module.summary):
            yield Finding(Code.UNTRANSLATED, detail=first.title)
    if (
        [it.key for it in edition.modules] != [it.key for it in original.modules]
        or edition.completion_rule != original.completion_rule
        or edition.hours != original.hours
    ):
        yield Finding(Code.OTHER_THAN_ORIGINAL)


def _activity(activity: ActivityContent, first: ActivityContent) -> Iterator[Finding]:
    for name in ("kind", "required", "criterion", "pass_mark"):
        if getattr(activity, name) != getattr(first, name):
            yield at_activity(Code.OTHER_THAN_ORIGINAL, activity)
            return
    if first.body and not activity.body:
        yield at_activity(Code.UNTRANSLATED, activity)
    yield from _questions(activity, activity.questions, first.questions)
    if [_draws(draw) for draw in activity.draws] != [_draws(draw) for draw in first.draws]:
        yield at_activity(Code.OTHER_THAN_ORIGINAL, activity)
        return
    for draw, drawn in zip(activity.draws, first.draws, strict=True):
        yield from _questions(activity, draw.questions, drawn.questions)


def _questions(
    activity: ActivityContent,
    translated: Iterable[QuestionContent],
    originals: Iterable[QuestionContent],
) -> Iterator[Finding]:
    questions = {question.key: question for question in translated}
    firsts = {question.key: question for question in originals}
    for key, first in firsts.items():
        if key not in questions:
            yield at_question(Code.UNTRANSLATED, activity, first)
        elif _asks(questions[key]) != _asks(first):
            yield at_question(Code.OTHER_THAN_ORIGINAL, activity, first)
        elif _unsaid(questions[key], first):
            yield at_question(Code.UNTRANSLATED, activity, first)
    for key in sorted(questions.keys() - firsts.keys()):
        yield at_question(Code.NOT_IN_ORIGINAL, activity, questions[key])


def _draws(draw: DrawContent) -> object:
    """What a draw takes, and what it is worth."""
    return draw.bank, draw.tag, draw.count, draw.points


def _asks(question: QuestionContent) -> object:
    """What must be the same in every language: the words of a pattern may differ, not its worth."""
    weights = {choice.key: choice.weight for choice in question.choices}
    order = [*weights] if question.kind in IN_ORDER else []
    definition = question.definition, question.stimulus
    return question.kind, question.points, definition, weights, order


def _unsaid(question: QuestionContent, first: QuestionContent) -> bool:
    """Whether anything that the original says is missing."""
    said = {choice.key: choice for choice in question.choices}
    return bool(
        (first.prompt and not question.prompt)
        or (first.explanation and not question.explanation)
        or len(question.hints) < len(first.hints)
        or any(
            (choice.text and not said[choice.key].text)
            or (choice.feedback and not said[choice.key].feedback)
            for choice in first.choices
        )
    )
