"""A translation brought in line with its original. Pure: no database, no clock.

Modules, activities, questions and choices are the original's, in its order, with its kinds, points
and right answers; what the translation says of each it keeps. What is new comes in the original's
words, to be translated; what is gone goes (DOMAIN 2).
"""

from collections.abc import Mapping
from dataclasses import replace

from courses.rules import survey
from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
)

# Of a video: film and captions may be of its own language; other settings are the original's.
OWN_WORDS = ("captions", "src")


def following(translation: EditionContent, original: EditionContent) -> EditionContent:
    """The translation with the original's order, keys, kinds and right answers."""
    modules = {module.key: module for module in translation.modules}
    activities = {activity.key: activity for activity in translation.activities()}
    return replace(
        translation,
        hours=original.hours,
        completion_rule=original.completion_rule,
        sources={**original.sources, **translation.sources},
        modules=tuple(_module(it, modules, activities) for it in original.modules),
    )


def without_draws(edition: EditionContent) -> EditionContent:
    """The same, drawing nothing: what another language draws from has no bank here yet."""
    modules = (
        replace(module, activities=tuple(_untranslated(it) for it in module.activities))
        for module in edition.modules
    )
    return replace(edition, modules=tuple(modules))


def _module(
    first: ModuleContent,
    modules: Mapping[str, ModuleContent],
    activities: Mapping[str, ActivityContent],
) -> ModuleContent:
    said = modules.get(first.key, first)
    return replace(
        first,
        title=said.title or first.title,
        summary=said.summary or first.summary,
        activities=tuple(
            _activity(it, activities[it.key]) if it.key in activities else _untranslated(it)
            for it in first.activities
        ),
    )


def _untranslated(first: ActivityContent) -> ActivityContent:
    """In the original's words; banks are of one language, so that its draws must be made anew."""
    return replace(first, draws=())


def _activity(first: ActivityContent, said: ActivityContent) -> ActivityContent:
    if said.kind != first.kind:
        return _untranslated(first)
    questions = {question.key: question for question in said.questions}
    own = {name: said.settings[name] for name in OWN_WORDS if name in said.settings}
    return replace(
        first,
        title=said.title or first.title,
        body=said.body or first.body,
        settings={**first.settings, **own, **_situations(first, said), **_items(first, said)},
        questions=tuple(
            _question(it, questions[it.key]) if it.key in questions else it
            for it in first.questions
        ),
        draws=said.draws,
    )


def _question(first: QuestionContent, said: QuestionContent) -> QuestionContent:
    if said.kind != first.kind:
        return first
    choices = {choice.key: choice for choice in said.choices}
    return replace(
        first,
        prompt=said.prompt or first.prompt,
        explanation=said.explanation or first.explanation,
        hints=said.hints if len(said.hints) == len(first.hints) else first.hints,
        choices=tuple(
            _choice(it, choices[it.key]) if it.key in choices else it for it in first.choices
        ),
    )


def _choice(first: ChoiceContent, said: ChoiceContent) -> ChoiceContent:
    return replace(first, text=said.text or first.text, feedback=said.feedback or first.feedback)


def _situations(first: ActivityContent, said: ActivityContent) -> dict[str, object]:
    """A scenario's situations in the order of the original, in the words of the translation."""
    mine, theirs = first.settings.get("situations"), said.settings.get("situations")
    if not isinstance(mine, list) or not isinstance(theirs, list):
        return {}
    words = {it.get("key"): it for it in theirs if isinstance(it, Mapping)}
    return {"situations": [_situation(it, words.get(it.get("key"), {})) for it in mine]}


def _items(first: ActivityContent, said: ActivityContent) -> dict[str, object]:
    """A survey's items in the order of the original, in the words of the translation."""
    if first.kind != "survey":
        return {}
    mine, theirs = survey.from_settings(first.settings), survey.from_settings(said.settings)
    return survey.to_settings(survey.translated(mine, theirs))


def _situation(first: Mapping[str, object], said: Mapping[str, object]) -> dict[str, object]:
    spoken = {name: said.get(name) or first.get(name) for name in ("title", "text")}
    choices, words = first.get("choices"), said.get("choices")
    told = {it.get("key"): it for it in words} if isinstance(words, list) else {}
    listed = choices if isinstance(choices, list) else []
    return {**first, **spoken, "choices": [_way(it, told.get(it.get("key"), {})) for it in listed]}


def _way(first: Mapping[str, object], said: Mapping[str, object]) -> dict[str, object]:
    spoken = {name: said.get(name) or first.get(name) for name in ("text", "consequence")}
    return {**first, **spoken}
