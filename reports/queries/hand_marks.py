"""What the essays of a quiz scored at a past instant: marked once more, a response has a new score.

Every mark stays, with its instant, so the scores of then are worked out of them again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from courses.models import QuestionKind
from learning.models import HandMark, Response
from learning.rules.hand_marks import score_together
from learning.services.marking import markers_of

Place = tuple[int, int]  # an attempt and a question
Marks = dict[int, list[tuple[int, Decimal]]]  # a response → marker and score, oldest first


def scores_before(
    activity_ids: Collection[int], known: datetime | None
) -> dict[Place, float | None]:
    """The scores of essays in attempts of which something was marked after that instant.

    Only of attempts that were marked whole by then; of the present nothing. Two queries.
    """
    if known is None:
        return {}
    since = HandMark.objects.filter(response__attempt=OuterRef("attempt"), recorded_at__gt=known)
    essays = Response.objects.filter(
        Exists(since),
        attempt__activity__in=activity_ids,
        question__kind=QuestionKind.ESSAY,
        value__isnull=False,
    ).select_related("attempt__activity")
    attempts: dict[int, list[Response]] = defaultdict(list)
    for essay in essays:
        if essay.value is not None:
            attempts[essay.attempt_id].append(essay)
    given = HandMark.objects.filter(response__in=list(essays), recorded_at__lte=known)
    by_attempt: dict[int, list[HandMark]] = defaultdict(list)
    of = {essay.pk: essay.attempt_id for own in attempts.values() for essay in own}
    for mark in given.order_by("id"):
        by_attempt[of[mark.response_id]].append(mark)
    return {
        (attempt, essay.question_id): score
        for attempt, own in attempts.items()
        for essay, score in zip(own, _scores(own, by_attempt[attempt]), strict=True)
    }


def _scores(essays: list[Response], given: Iterable[HandMark]) -> list[float | None]:
    """Each mark counts from the first on with which all essays of the attempt were marked."""
    markers = markers_of(essays[0].attempt.activity)
    marks: Marks = {essay.pk: [] for essay in essays}
    scores: list[Decimal | None] = [None] * len(essays)
    for mark in given:
        marks[mark.response_id].append((mark.by_id, mark.score))
        found = [score_together(marks[essay.pk], markers) for essay in essays]
        if None not in found:
            scores = found
    return [None if score is None else float(score) for score in scores]
