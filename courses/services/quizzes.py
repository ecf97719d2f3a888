"""The questions of a quiz, ready to be asked and marked; of a published edition, read once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

from courses.models import Edition, Question, QuestionKind
from courses.rules.content import ChoiceContent, QuestionContent, Source
from courses.rules.marking import compose, scored
from courses.services.kept import Kept
from courses.services.richtext import cited, render


@dataclass(frozen=True, slots=True)
class ChoiceAsked:
    """A choice; `name` is what a page calls it: its key, or a word that tells nothing.

    The keys of stems and options, and of what is to be put in order, may tell what is right.
    """

    key: str
    name: str
    text: SafeString
    feedback: SafeString
    fixed: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A stimulus: what several questions are about, shown before the first of them."""

    key: str
    prompt: SafeString
    more: SafeString


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question as it is shown, and the definition it is marked by, which is not.

    `prompt` is its first paragraph, to be a heading or a legend; `more` is what follows. `points`
    are what it weighs in this quiz: a drawn one what its draw says.
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
    hints: tuple[SafeString, ...]
    case: Case | None


@dataclass(frozen=True, slots=True)
class DrawAsked:
    """So many of these questions (their ids, in the order of their keys) for each attempt."""

    count: int
    pool: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """What a quiz asks everyone, in order; what it draws besides; and all of it by question id."""

    questions: tuple[QuestionAsked, ...]
    draws: tuple[DrawAsked, ...]
    by_id: Mapping[int, QuestionAsked]


Show = Callable[[str], SafeString]
VEILED = frozenset([QuestionKind.MATCHING, QuestionKind.ORDERING])
LEAD = re.compile(r"<p>(.*?)</p>\s*(.*)", re.DOTALL)

_kept: Kept[tuple[int, str], Quiz] = Kept(most=256)


def quiz_of(activity_id: int, content_hash: str) -> Quiz:
    """A published quiz with its questions; one query (two if they cite), none where it is kept."""
    known = (activity_id, content_hash)
    if (held := _kept.get(known)) is not None:
        return held
    return _kept.put(known, _read(activity_id))


def _read(activity_id: int) -> Quiz:
    """All that the quiz may ask, in one query."""
    asked = Q(activity=activity_id) | Q(drawn_by__draw__activity=activity_id)
    rows = _rows(
        Question.objects.filter(asked),
        "drawn_by__draw__position",
        "position",
        "key",
        *("drawn_by__draw_id", "drawn_by__draw__count", "drawn_by__draw__points"),
    )
    own: tuple[QuestionAsked, ...] = ()
    draws = []
    by_id: dict[int, QuestionAsked] = {}
    show = _shown_for(activity_id, rows)
    for draw, group in groupby(rows, key=lambda row: row["drawn_by__draw_id"]):
        held = list(group)
        points = None if draw is None else held[0]["drawn_by__draw__points"]
        questions = _asked(held, show, points)
        by_id |= {question.id: question for question in questions}
        if draw is None:
            own = questions
        else:
            pool = tuple(question.id for question in questions)
            draws.append(DrawAsked(held[0]["drawn_by__draw__count"], pool))
    return Quiz(own, tuple(draws), by_id)


def read_asked(questions: QuerySet[Question]) -> tuple[QuestionAsked, ...]:
    """A bank's questions as a quiz would ask them, by key. One query."""
    rows = _rows(questions, "key")
    return _asked(rows, _shown_for(None, rows), None)


def _rows(questions: QuerySet[Question], *order: str) -> list[dict[str, Any]]:
    rows = questions.order_by(*order, "id", "choices__position", "choices__id").values(
        *("id", "key", "kind", "prompt", "explanation", "points", "definition"),
        *("stimulus", "hints", *order),
        *("choices__key", "choices__text", "choices__feedback"),
        *("choices__weight", "choices__fixed"),
    )
    return list(rows)


def _asked(
    rows: list[dict[str, Any]], show: Show, points: Decimal | None
) -> tuple[QuestionAsked, ...]:
    """The questions in these rows, each with its case; the cases themselves are left out."""
    grouped = [list(group) for _, group in groupby(rows, key=lambda row: row["id"])]
    cases = {
        group[0]["key"]: Case(group[0]["key"], *_parted(show(group[0]["prompt"])))
        for group in grouped
        if group[0]["kind"] == QuestionKind.STIMULUS
    }
    return tuple(
        _question(group, show, cases.get(group[0]["stimulus"]), points)
        for group in grouped
        if group[0]["kind"] != QuestionKind.STIMULUS
    )


def _shown_for(activity_id: int | None, rows: list[dict[str, Any]]) -> Show:
    """How rich text is shown: its citations are of the works that the quiz's edition names."""
    return partial(render, sources=_sources(activity_id, rows), listed=False)


def _sources(activity_id: int | None, rows: list[dict[str, Any]]) -> dict[str, Source]:
    """The works that the edition cites; asked for only where a question cites one."""
    names = ("prompt", "explanation", "choices__text", "choices__feedback")
    texts = ((*(row[name] or "" for name in names), *row["hints"]) for row in rows)
    if not any(cited(text) for each in texts for text in each):
        return {}
    edition = Edition.objects.filter(activities=activity_id).only("sources").first()
    return {
        key: Source.from_json(value) for key, value in (edition.sources if edition else {}).items()
    }


def _parted(prompt: SafeString) -> tuple[SafeString, SafeString]:
    """The words of the first paragraph, and what follows it."""
    found = LEAD.fullmatch(prompt)
    if found is None:
        return SafeString(""), prompt
    return SafeString(found[1]), SafeString(found[2])


def _points(row: dict[str, Any], drawn: Decimal | None) -> Decimal:
    """Its own, or what its draw says; none where nothing in it is right or wrong."""
    if not scored(row["kind"]):
        return Decimal(0)
    return cast(Decimal, row["points"]) if drawn is None else drawn


def _name(question: dict[str, Any], choice: str) -> str:
    if question["kind"] not in VEILED:
        return choice
    return salted_hmac("courses.choice", f"{question['id']}:{choice}").hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Stored:
    key: str
    text: str
    weight: Decimal


def _question(
    rows: list[dict[str, Any]],
    show: Show,
    case: Case | None,
    points: Decimal | None,
) -> QuestionAsked:
    first = rows[0]
    prompt, more = _parted(show(first["prompt"]))
    choices = [row for row in rows if row["choices__key"] is not None]
    stored = [
        _Stored(row["choices__key"], row["choices__text"], row["choices__weight"])
        for row in choices
    ]
    return QuestionAsked(
        id=first["id"],
        key=first["key"],
        kind=first["kind"],
        prompt=prompt,
        more=more,
        explanation=show(first["explanation"]),
        points=_points(first, points),
        definition=compose(first["kind"], first["definition"], stored),
        choices=tuple(
            ChoiceAsked(
                key=row["choices__key"],
                name=_name(first, row["choices__key"]),
                text=show(row["choices__text"]),
                feedback=show(row["choices__feedback"]),
                fixed=row["choices__fixed"],
            )
            for row in choices
        ),
        hints=tuple(show(hint) for hint in first["hints"]),
        case=case,
    )


def asked_alone(said: QuestionContent, case: QuestionContent | None = None) -> QuestionAsked:
    """A question as a quiz would ask it, about its case if it is asked about one. No query."""
    show = partial(render, listed=False)
    about = Case(case.key, *_parted(show(case.prompt))) if case else None
    choices = said.choices or (None,)
    return _question([_as_row(said, choice) for choice in choices], show, about, None)


def _as_row(said: QuestionContent, choice: ChoiceContent | None) -> dict[str, Any]:
    """What `_rows` would read, were it stored."""
    row = {
        name: getattr(said, name)
        for name in ("key", "kind", "prompt", "explanation", "points", "definition", "hints")
    }
    for name in ("key", "text", "feedback", "weight", "fixed"):
        row[f"choices__{name}"] = getattr(choice, name) if choice else None
    return {"id": 0, **row}
