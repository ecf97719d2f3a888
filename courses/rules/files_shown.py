"""Which of an edition's files its texts and settings show. Pure: no database, no clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from courses.rules.content import ActivityContent, EditionContent, FileContent, QuestionContent

ADDRESS = re.compile(r"/assets/([0-9a-f]{64})/([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)")


def files_shown(edition: EditionContent) -> dict[str, str]:
    """The SHA-256 of each file that a text or a setting names by its address, by its name."""
    texts = "\n".join(_all_texts(edition))
    return {file.name: file.sha256 for file in edition.files if file.address in texts}


def with_files_shown(edition: EditionContent) -> EditionContent:
    """The same without the files that it does not show."""
    shown = files_shown(edition)
    return replace(edition, files=tuple(file for file in edition.files if file.name in shown))


def files_named(texts: Iterable[str]) -> list[FileContent]:
    """Each file that stands in these texts by its address, once, by the last part of its name."""
    found = (ADDRESS.finditer(text) for text in texts)
    return list(dict.fromkeys(FileContent(it[2], it[1]) for matches in found for it in matches))


def texts_of(activity: ActivityContent) -> Iterator[str]:
    """Its own texts and settings, those of its questions included."""
    yield activity.body
    yield from (str(value) for value in activity.settings.values())
    for question in activity.questions:
        yield from question_texts(question)


def texts_drawn(activity: ActivityContent) -> Iterator[str]:
    """Those of the questions that it may draw."""
    for draw in activity.draws:
        for question in draw.questions:
            yield from question_texts(question)


def question_texts(question: QuestionContent) -> Iterator[str]:
    yield from (question.prompt, question.explanation, *question.hints)
    for choice in question.choices:
        yield from (choice.text, choice.feedback)


def _all_texts(edition: EditionContent) -> Iterator[str]:
    for activity in edition.activities():
        yield from texts_of(activity)
        yield from texts_drawn(activity)
