"""Marking by hand: what only a person can tell, criterion by criterion (DOMAIN 4)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Activity
from courses.rules.marking import by_hand
from courses.rules.marking.essay import rubric_of
from learning.models import Attempt, HandMark, Response, Score
from learning.rules.hand_marks import Points, faults, hand_score, score_together
from learning.services.marked_mail import owe_marked_mail
from learning.services.scores import (
    append_score,
    follow_pass,
    locked_attempt,
    newest_score,
    score_as_it_counts,
)


def markers_of(activity: Activity) -> int:
    """How many people must mark each essay of the quiz."""
    return int(activity.settings.get("markers", 1))


def points_of(mark: HandMark) -> dict[str, Decimal]:
    """What was given, by criterion."""
    return {key: Decimal(points) for key, points in mark.criteria.items()}


def says(mark: HandMark, criteria: Points, comment: str) -> bool:
    """Whether these are the same marks once more."""
    return (points_of(mark), mark.comment) == (dict(criteria), comment.strip())


def marks_of(responses: Iterable[Response]) -> dict[int, list[HandMark]]:
    """Every mark given, oldest first, by the id of the response; one query."""
    marks: dict[int, list[HandMark]] = defaultdict(list)
    for mark in HandMark.objects.filter(response__in=list(responses)).order_by("id"):
        marks[mark.response_id].append(mark)
    return marks


def own_and_others(marks: list[HandMark], marker: User) -> tuple[list[HandMark], list[HandMark]]:
    """This marker's marks and everybody else's, each oldest first."""
    own = [mark for mark in marks if mark.by_id == marker.pk]
    return own, [mark for mark in marks if mark.by_id != marker.pk]


@transaction.atomic
def mark_response(
    response: Response,
    criteria: Points,
    *,
    comment: str,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> HandMark:
    """Add a marker's points and words to a response that only a person can mark.

    Once every such response of the attempt has its marks, the attempt is scored; a pass satisfies
    the activity at the instant of handing in. Marking again adds marks, and a score if it changes;
    the same marks twice are kept once. Refused where others, of whose marks only `seen` were known
    to the marker, have settled it meanwhile.
    """
    attempt = locked_attempt(response.attempt_id)
    response = attempt.responses.select_related("question").get(pk=response.pk)
    _check(attempt, response, criteria, by=by)
    marks = marks_of([response])[response.pk]
    mine, others = own_and_others(marks, by)
    if mine and says(mine[-1], criteria, comment):
        return mine[-1]
    if seen is not None:
        _refuse_settled(attempt, others, seen)
    mark = response.hand_marks.create(
        by=by,
        criteria={key: f"{points:f}" for key, points in criteria.items()},
        score=hand_score(rubric_of(response.question.definition), criteria),
        comment=comment.strip(),
        recorded_at=now,
    )
    _note(attempt, response, mark)
    _score_if_marked(attempt, by=by, now=now)
    return mark


def _check(attempt: Attempt, response: Response, criteria: Points, *, by: User) -> None:
    if attempt.submitted_at is None or not by_hand(response.question.kind):
        raise ValidationError(_("There is nothing to mark by hand here."), code="not_to_mark")
    if attempt.enrolment.person_id == by.pk:
        raise ValidationError(_("Nobody marks their own responses."), code="own_response")
    if faults(rubric_of(response.question.definition), criteria):
        raise ValidationError(
            _("Give each criterion its points, from 0 to its most."), code="points_out_of_range"
        )


def _refuse_settled(attempt: Attempt, others: list[HandMark], seen: int) -> None:
    """Whoever did not know of the others' marks is told before adding to what is settled."""
    given = ((mark.by_id, mark.score) for mark in others)
    if len(others) > seen and score_together(given, markers_of(attempt.activity)) is not None:
        raise ValidationError(
            _("Somebody else has marked this response meanwhile."), code="marked_meanwhile"
        )


def _note(attempt: Attempt, response: Response, mark: HandMark) -> None:
    """In the audit, which names nobody but the marker."""
    detail = {"question": response.question.key, "score": str(mark.score)}
    subject, at = f"attempt:{attempt.uuid}", mark.recorded_at
    record(mark.by, "learning.response.marked", subject, at=at, after=detail)


def _score_if_marked(attempt: Attempt, *, by: User, now: datetime) -> None:
    """Score the attempt if no response that was answered waits for a marker any more."""
    responses = list(attempt.responses.select_related("question"))
    essays = [each for each in responses if by_hand(each.question.kind) and each.value is not None]
    marks = marks_of(essays)
    markers = markers_of(attempt.activity)
    for essay in essays:
        given = ((mark.by_id, mark.score) for mark in marks[essay.pk])
        essay.score = score_together(given, markers)
    if any(essay.score is None for essay in essays):
        return
    Response.objects.bulk_update(essays, ["score"])
    newest = newest_score(attempt)
    score = score_as_it_counts(attempt, newest, responses)
    if newest is None or newest.score != score:
        append_score(attempt, score, cause=Score.Cause.BY_HAND, by=by, now=now)
        follow_pass(attempt, now=now)
    if newest is None:
        owe_marked_mail(attempt.enrolment.person, now=now)
