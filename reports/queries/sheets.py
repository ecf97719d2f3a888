"""What was answered in a quiz: attempts, and the responses of each, as plain values."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import FloatField, OuterRef, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from learning.models import Response, Score
from reports.queries.hand_marks import scores_before
from reports.queries.quizzes import QuizFound, handed_in

AT_A_TIME = 5_000  # rows fetched at once
PLACES = 12  # to which totals are rounded, so that equal ones are equal however they were added up


class Answered(NamedTuple):
    """One response: what it weighs, from 0 to 1 what it earned, and what was chosen.

    `value` is the text of its JSON: of many responses few differ, so each is read once.
    """

    question_id: int
    points: float
    score: float
    value: str | None


@dataclass(slots=True)
class Sheet:
    """One attempt, in the edition (by its quiz) in which it was made.

    `later`: the same person had handed in this quiz before, in whatever edition.
    """

    activity_id: int
    later: bool
    responses: list[Answered] = field(default_factory=list)
    points: float = 0.0
    earned: float = 0.0

    def add(self, one: Answered) -> None:
        self.responses.append(one)
        self.points += one.points
        self.earned += one.points * one.score

    @property
    def part(self) -> tuple[int, bool]:
        """What it is counted with: an edition's first attempts, or its later ones."""
        return (self.activity_id, self.later)

    @property
    def total(self) -> float:
        """The share of all points that was earned; of no points it is 0."""
        return _share(self.earned, self.points)

    def rest(self, one: Answered) -> float:
        """The same of all the others: so attempts that drew different questions can be compared."""
        return _share(self.earned - one.points * one.score, self.points - one.points)


def sheets_of(
    quiz: QuizFound,
    activity_ids: Collection[int],
    *,
    all_attempts: bool,
    known: datetime | None = None,
) -> list[Sheet]:
    """Every attempt that tells of the quiz in these editions; only first ones unless told.

    In the order in which they came to be counted: each stands behind all that were counted before
    it. As known now, or at an instant. Two queries, however many attempts there are; of a past
    instant two more, for what was marked by hand since.
    """
    before = scores_before(activity_ids, known)
    sheets = {
        pk: Sheet(activity_id, later)
        for pk, activity_id, later in _in_turn(quiz, known)
        if activity_id in activity_ids and (all_attempts or not later)
    }
    answered = Response.objects.filter(
        attempt__activity__in=activity_ids, attempt__score__isnull=False
    )
    rows = answered.order_by().values_list(
        "attempt_id",
        "question_id",
        Cast("points", FloatField()),
        Cast("score", FloatField()),
        Cast("value", TextField()),
    )
    for attempt_id, question_id, points, score, value in rows.iterator(AT_A_TIME):
        if sheet := sheets.get(attempt_id):
            earned = before.get((attempt_id, question_id), score)
            weighs = 0.0 if earned is None else points  # not scored: it has no say in the total
            sheet.add(Answered(question_id, weighs, earned or 0.0, value))
    return list(sheets.values())


def _in_turn(quiz: QuizFound, known: datetime | None) -> Iterator[tuple[int, int, bool]]:
    """The marked attempts of every edition, and whether the person had handed one in before.

    All are read in their order: to ask of each what came before it takes as long as there are many.
    They come in that of their first scores, which nothing changes later, as marking again would
    that of the newest.
    """
    editions = [one.activity_id for one in quiz.wordings]
    first = Score.objects.filter(attempt=OuterRef("pk")).order_by("recorded_at", "id")
    made = (
        handed_in(known)
        .filter(activity__in=editions)
        .annotate(
            since=Coalesce(Subquery(first.values("recorded_at")[:1]), "submitted_at"),
            first=Coalesce(Subquery(first.values("id")[:1]), 0),
        )
        .order_by("submitted_at", "pk")
    )
    seen: set[int] = set()
    found = []
    columns = "since", "first", "pk", "activity_id", "enrolment__person_id", "counted"
    for *turn, pk, activity_id, person_id, score in made.values_list(*columns).iterator(AT_A_TIME):
        if score is not None:
            found.append((*turn, pk, activity_id, person_id in seen))
        seen.add(person_id)
    for _since, _first, pk, activity_id, later in sorted(found):
        yield pk, activity_id, later


@lru_cache(maxsize=4096)  # in a quiz there are few, however many attempts
def _share(earned: float, points: float) -> float:
    return round(earned / points, PLACES) if points > 0 else 0.0
