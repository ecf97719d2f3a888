"""Marking finished attempts again, by the questions of a newer edition (DOMAIN 4, Regrade).

Published editions stay as they are, and so do the scores that were given: one more is added.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Activity, Course, Edition, Question
from learning.models import Attempt, Response, Score
from learning.rules.regrading import Given, Ruler, Turn, turn
from learning.services.scores import follow_pass, ruler_by

BATCH = 200  # attempts in one transaction
CHUNK = 2_000  # rows read at a time


@dataclass(frozen=True, slots=True)
class Change:
    """One finished attempt: the score that it has, and the one that it gets."""

    attempt: int
    uuid: UUID
    person: int
    before: Decimal
    after: Decimal
    turn: Turn
    is_marked: bool  # its newest score is by this edition, and the same


@dataclass(frozen=True, slots=True)
class Preview:
    """What regrading would bring; `changes` are the attempts whose score changes, by id."""

    attempts: int  # all that are looked at
    to_mark: int  # those that get one more score
    waiting: int  # those left out: a person must mark them first
    changes: tuple[Change, ...]

    def turned(self, turn: Turn) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.turn == turn)


def preview_regrade(course: Course, activity_key: str, to_edition: Edition) -> Preview:
    """What it would bring to mark the earlier editions' attempts by this one's questions.

    Writes nothing. A constant number of statements, whatever the number of attempts.
    """
    activity = quiz_in(course, activity_key, to_edition)
    earlier = _earlier(activity)
    finished = _finished(earlier, activity)
    responses = Response.objects.filter(attempt__activity__in=earlier, attempt__score__isnull=False)
    counted: Counter[bool] = Counter()
    changes = []
    for change in _marked_again(finished, responses, _ruler(activity, earlier), to_edition):
        counted[change.is_marked] += 1
        if change.before != change.after:
            changes.append(change)
    waiting = Attempt.objects.to_mark().filter(activity__in=earlier).count()
    return Preview(counted.total(), counted[False], waiting, tuple(changes))


def quiz_in(course: Course, activity_key: str, edition: Edition) -> Activity:
    """The quiz in a published edition of the course; refused where it has none."""
    quizzes = Activity.objects.filter(
        edition=edition, edition__course=course, edition__number__isnull=False, kind="quiz"
    )
    activity = quizzes.select_related("edition").filter(key=activity_key).first()
    if activity is None:
        raise ValidationError(_("This edition does not have that quiz."), code="not_in_edition")
    return activity


def _earlier(activity: Activity) -> list[int]:
    """The same quiz in earlier editions of this language, by id."""
    edition = activity.edition
    quizzes = Activity.objects.filter(
        key=activity.key,
        edition__course=edition.course_id,
        edition__language=edition.language,
        edition__number__lt=edition.number,
    )
    return list(quizzes.values_list("id", flat=True))


def _ruler(activity: Activity, earlier: list[int]) -> Ruler:
    """Marks whatever the earlier editions asked."""
    asked = Q(activity__in=earlier) | Q(drawn_by__draw__activity__in=earlier)
    return ruler_by(activity, Question.objects.filter(asked).distinct())


def _finished(earlier: list[int], activity: Activity) -> QuerySet[Attempt]:
    """Attempts with a score, but for those that a still newer edition has marked since."""
    newest = Score.objects.filter(attempt=OuterRef("pk")).order_by("-recorded_at", "-id")
    return (
        Attempt.objects.filter(activity__in=earlier, score__isnull=False)
        .annotate(
            marked_by=Subquery(newest.values("edition")[:1]),
            marked_in=Subquery(newest.values("edition__number")[:1]),
            passed=Exists(Score.objects.passing().filter(attempt=OuterRef("pk"))),
        )
        .filter(marked_in__lte=activity.edition.number)
    )


def _marked_again(
    finished: QuerySet[Attempt], responses: QuerySet[Response], ruler: Ruler, edition: Edition
) -> Iterator[Change]:
    """Each of these attempts by the ruler, in two statements; responses are read as they come."""
    rows = finished.values_list(
        *("id", "uuid", "enrolment__person", "score", "passed"),
        *("activity__pass_mark", "marked_by"),
    )
    known = {row[0]: row for row in rows.iterator(CHUNK)}
    given = (
        responses.order_by("attempt_id")
        .annotate(said=Cast("value", TextField()))
        .values_list("attempt_id", "question_id", "points", "said", "score")
    )
    for attempt_id, group in groupby(given.iterator(CHUNK), key=itemgetter(0)):
        if attempt_id not in known:
            continue
        _id, uuid, person, before, passed, pass_mark, marked_by = known[attempt_id]
        after = ruler.score(Given._make(row[1:]) for row in group)
        becomes = turn(passed, after, pass_mark)
        same = marked_by == edition.pk and before == after
        yield Change(attempt_id, uuid, person, before, after, becomes, same)


def apply_regrade(
    course: Course,
    activity_key: str,
    to_edition: Edition,
    *,
    reason: str,
    by: User,
    now: datetime,
    go_on: Callable[[Counter[Turn], int, int], bool] = lambda turned, done, total: True,
) -> Counter[Turn]:
    """Mark the earlier editions' attempts by this one's questions; how many turned, and how.

    Each gets one more score; a new pass satisfies its activity at the instant of handing in, and a
    pass that is none by the new score stays. In batches, each whole or not at all: stopped between
    two, it goes on when it is called again, and what is marked already is left as it is. `go_on`
    hears what turned, and how many of how many are done, and says whether to go on.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why they are marked again."), code="reason_missing")
    activity = quiz_in(course, activity_key, to_edition)
    earlier = _earlier(activity)
    ruler = _ruler(activity, earlier)
    ids, marked = _in_turn(_finished(earlier, activity), to_edition)
    turned: Counter[Turn] = Counter()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        turned.update(_mark_batch(batch, activity, ruler, reason=reason, by=by, now=now))
        if not go_on(turned, min(marked + start + len(batch), len(ids)), len(ids)):
            break
    return turned


def _in_turn(finished: QuerySet[Attempt], edition: Edition) -> tuple[list[int], int]:
    """The attempts by id, those last that this edition has marked before; how many these are."""
    marked: dict[bool, list[int]] = {False: [], True: []}
    rows = finished.order_by("pk").values_list("pk", "marked_by")  # type: ignore[misc]
    for pk, marked_by in rows.iterator(CHUNK):
        marked[marked_by == edition.pk].append(pk)
    return marked[False] + marked[True], len(marked[True])


@transaction.atomic
def _mark_batch(
    ids: Sequence[int], activity: Activity, ruler: Ruler, *, reason: str, by: User, now: datetime
) -> Counter[Turn]:
    """Lock these attempts, and only then read how they stand and mark them."""
    rows = Attempt.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    rows = rows.select_related("activity", "enrolment").order_by("pk")
    locked = {attempt.pk: attempt for attempt in rows}
    earlier = list({attempt.activity_id for attempt in locked.values()})
    finished = _finished(earlier, activity).filter(pk__in=ids)
    responses = Response.objects.filter(attempt__in=ids)
    again = _marked_again(finished, responses, ruler, activity.edition)
    changes = [change for change in again if not change.is_marked]
    scores = Score.objects.filter(attempt__in=ids)
    marked_at = dict(scores.values_list("attempt").annotate(Max("recorded_at")))
    Score.objects.bulk_create(
        Score(
            attempt_id=change.attempt,
            score=change.after,
            cause=Score.Cause.REGRADED,
            by=by,
            edition=activity.edition,
            reason=reason,
            recorded_at=max(now, marked_at[change.attempt]),
        )
        for change in changes
    )
    _follow(changes, locked, now=now)
    turned = Counter(change.turn for change in changes)
    if changes:
        _note(turned, activity, reason=reason, by=by, now=now)
    return turned


def _follow(changes: list[Change], locked: dict[int, Attempt], *, now: datetime) -> None:
    """Repeat the scores on their attempts; what passes now satisfies its activity."""
    for change in changes:
        locked[change.attempt].score = change.after
    changed = [locked[each.attempt] for each in changes if each.before != each.after]
    Attempt.objects.bulk_update(changed, ["score"])
    for change in changes:
        if change.turn == Turn.PASSES:
            follow_pass(locked[change.attempt], now=now)


def _note(
    turned: Counter[Turn], activity: Activity, *, reason: str, by: User, now: datetime
) -> None:
    """In the audit of the course, once for each batch."""
    course = activity.edition.course
    detail = {
        "activity": activity.key,
        "edition": activity.edition.number,
        "attempts": turned.total(),
        "passes": turned[Turn.PASSES],
        "fails": turned[Turn.FAILS],
    }
    subject, deed = f"course:{course.uuid}", "learning.attempts.regraded"
    record(by, deed, subject, at=now, after=detail, reason=reason)
