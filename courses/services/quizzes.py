"""The questions of a quiz, ready to be asked and marked; of a published edition, read once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString

from courses.models import Edition, Question
from courses.rules.content import Source, marking_definition
from courses.services.kept import Kept
from courses.services.richtext import cited, render


@dataclass(frozen=True, slots=True)
class ChoiceAsked:
    key: str
    text: SafeString
    feedback: SafeString
    fixed: bool


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question as it is shown, and the definition it is marked by, which is not.

    `prompt` is its first paragraph, to be a heading or a legend; `more` is what follows.
    """

    id: int
    key: str
    kind: str
    prompt: SafeString
    more: SafeString
    explanation: SafeString
    points: Decimal
    definition: Mapping[str, object]
    choices: tuple[ChoiceAsked, ...]


Quiz = tuple[QuestionAsked, ...]
LEAD = re.compile(r"<p>(.*?)</p>\s*(.*)", re.DOTALL)

_kept: Kept[tuple[int, str], Quiz] = Kept(most=256)


def questions_of(activity_id: int, content_hash: str) -> Quiz:
    """The questions of a published quiz in order; one query, none where they are kept."""
    known = (activity_id, content_hash)
    if (held := _kept.get(known)) is not None:
        return held
    return _kept.put(known, tuple(_read(activity_id)))


def _read(activity_id: int) -> Iterator[QuestionAsked]:
    rows = (
        Question.objects.filter(activity=activity_id)
        .order_by("position", "id", "choices__position", "choices__id")
        .values(
            *("id", "key", "kind", "prompt", "explanation", "points", "definition"),
            *("choices__key", "choices__text", "choices__feedback"),
            *("choices__weight", "choices__fixed"),
        )
    )
    show = partial(render, sources=_sources(activity_id, list(rows)), listed=False)
    for _, group in groupby(rows, key=lambda row: row["id"]):
        yield _question(list(group), show)


def _sources(activity_id: int, rows: list[dict[str, Any]]) -> dict[str, Source]:
    """The works that the edition cites; asked for only where a question cites one."""
    texts = ("prompt", "explanation", "choices__text", "choices__feedback")
    if not any(cited(row[name] or "") for row in rows for name in texts):
        return {}
    edition = Edition.objects.filter(activities=activity_id).only("sources").get()
    return {key: Source.from_json(value) for key, value in edition.sources.items()}


def _parted(prompt: SafeString) -> tuple[SafeString, SafeString]:
    """The words of the first paragraph, and what follows it."""
    found = LEAD.fullmatch(prompt)
    if found is None:
        return SafeString(""), prompt
    return SafeString(found[1]), SafeString(found[2])


def _question(rows: list[dict[str, Any]], show: Callable[[str], SafeString]) -> QuestionAsked:
    first = rows[0]
    prompt, more = _parted(show(first["prompt"]))
    choices = [row for row in rows if row["choices__key"] is not None]
    weights = [(row["choices__key"], row["choices__weight"]) for row in choices]
    return QuestionAsked(
        id=first["id"],
        key=first["key"],
        kind=first["kind"],
        prompt=prompt,
        more=more,
        explanation=show(first["explanation"]),
        points=first["points"],
        definition=marking_definition(first["kind"], first["definition"], weights),
        choices=tuple(
            ChoiceAsked(
                key=row["choices__key"],
                text=show(row["choices__text"]),
                feedback=show(row["choices__feedback"]),
                fixed=row["choices__fixed"],
            )
            for row in choices
        ),
    )
