"""Whether a translation says all that its original says, and asks the same (DOMAIN 2).

Pure: no database, no clock. Same modules, activities, questions, situations and choices by key,
same kinds, prerequisites, points, right answers and ways on: then completion does not depend on
the language.
"""

from collections.abc import Iterable, Iterator

from courses.rules.content import ActivityContent, DrawContent, EditionContent, QuestionContent
from courses.rules.findings import Code, Finding, at_activity, at_question
from courses.rules.prerequisites import named_in
from courses.rules.scenario import Scenario, Situation, from_settings
from courses.rules.survey_checks import survey_translation_findings

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
    if {*named_in(activity.settings)} != {*named_in(first.settings)}:
        yield at_activity(Code.OTHER_THAN_ORIGINAL, activity)
        return
    if first.body and not activity.body:
        yield at_activity(Code.UNTRANSLATED, activity)
    if activity.kind == "scenario":
        yield from _scenario(activity, first)
    yield from survey_translation_findings(activity, first)
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


def _scenario(activity: ActivityContent, first: ActivityContent) -> Iterator[Finding]:
    """Situation by situation: what is missing or says less, and what the original does not have."""
    said, originals = from_settings(activity.settings), from_settings(first.settings)
    known, firsts = said.by_key(), originals.by_key()
    for key, original in firsts.items():
        if key not in known or _says_less(known[key], original):
            yield at_activity(Code.UNTRANSLATED, activity, original.name)
    for key, situation in known.items():
        if key not in firsts:
            yield at_activity(Code.NOT_IN_ORIGINAL, activity, situation.name)
    if known.keys() == firsts.keys() and _ways(said) != _ways(originals):
        yield at_activity(Code.OTHER_THAN_ORIGINAL, activity)


def _ways(scenario: Scenario) -> object:
    """What must be the same in every language."""
    return [
        (situation.key, [(choice.key, choice.leads_to) for choice in situation.choices])
        for situation in scenario.situations
    ]


def _says_less(situation: Situation, first: Situation) -> bool:
    """Whether anything that the original says is missing; other choices are another matter."""
    said = {choice.key: choice for choice in situation.choices}
    return bool(
        (first.title and not situation.title)
        or (first.text and not situation.text)
        or any(
            (choice.text and not said[choice.key].text)
            or (choice.consequence and not said[choice.key].consequence)
            for choice in first.choices
            if choice.key in said
        )
    )


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
