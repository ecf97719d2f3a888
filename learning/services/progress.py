"""What an enrolment has done, activity by activity."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.services.audit import record
from courses.models import Activity, Criterion, Kind
from courses.rules.scenario import from_settings, walk
from learning.models import Enrolment, Progress
from learning.services.completion import complete_if_met
from learning.services.enrolment import locked
from learning.services.prerequisites import refuse_closed


class Doable(Protocol):
    """An activity, as a row or in an outline."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def content_hash(self) -> str: ...


@transaction.atomic
def satisfy_activity(
    enrolment: Enrolment,
    activity: Doable,
    *,
    at: datetime,
    opened_at: datetime | None = None,
    now: datetime | None = None,
) -> Progress:
    """The activity's criterion was met at that instant; concludes the course if that was the last.

    Monotone: what is satisfied stays so, with its first instant, and a second call changes
    nothing. The first time counts in whatever wording it was begun; a review that is asked is
    made in the wording of now, and in no other. `now` is when it became known, where that is
    later than `at`.
    """
    enrolment = locked(enrolment)
    if enrolment.withdrawn_at is not None:
        raise ValidationError(
            _("You have been withdrawn from this course."), code="enrolment_withdrawn"
        )
    progress = _opened(enrolment, activity, opened_at)
    if progress.satisfied_at is None:
        progress.satisfied_at = max(at, progress.opened_at or at)
        progress.activity_id = activity.id
        progress.save(update_fields=["satisfied_at", "activity"])
    elif progress.met_at is None and is_as_now(enrolment, activity):
        progress.reviewed_at = max(at, progress.review_asked_at or at)
        progress.save(update_fields=["reviewed_at"])
        _record_review(enrolment, activity, now=now or at)
    else:
        return progress
    progress.refresh_from_db(fields=["met_at"])  # the database works it out
    complete_if_met(enrolment, now=now or at)
    return progress


def is_as_now(enrolment: Enrolment, activity: Doable) -> bool:
    """Whether the edition that the enrolment is on says just this of the activity."""
    here = Activity.objects.filter(edition=enrolment.edition_id, key=activity.key)
    return here.filter(content_hash=activity.content_hash).exists()


def _record_review(enrolment: Enrolment, activity: Doable, *, now: datetime) -> None:
    """Which wording was looked at: the row of its progress names the one first done."""
    detail = {"activity": activity.key, "content_hash": activity.content_hash}
    subject = f"enrolment:{enrolment.uuid}"
    record(enrolment.person, "learning.activity.reviewed", subject, at=now, after=detail)


@transaction.atomic
def mark_viewed(
    enrolment: Enrolment,
    activity: Activity,
    *,
    now: datetime,
    opened_at: datetime | None = None,
    ticked: bool = False,
    way: Sequence[str] = (),
) -> Progress:
    """Somebody leaves a page: satisfied if seeing it, time on it or its tick is what it asks.

    A scenario is seen by whoever leaves it from an ending: `way` are the choices made in it.

    The first opening is kept even where that is not enough yet: minimum time runs from it; in a
    review, from the opening of this page. Of other criteria (a quiz's, a reflection's) nothing is
    decided here. Refused before what must be done first (`refuse_closed`).
    """
    enrolment = locked(enrolment)
    refuse_closed(enrolment, activity, opened_at=opened_at)
    progress = _opened(enrolment, activity, opened_at)
    since = progress.opened_at if progress.satisfied_at is None else opened_at
    came_to_an_end = activity.kind != Kind.SCENARIO or ends(activity, way)
    if came_to_an_end and is_met(activity, since, ticked=ticked, now=now):
        return satisfy_activity(enrolment, activity, at=now)
    return progress


def ends(activity: Activity, way: Sequence[str]) -> bool:
    """Whether all these choices can be made in the scenario, and lead to an ending."""
    walked = walk(from_settings(activity.settings), way)
    return walked.is_ending and walked.way == tuple(way)


def is_met(activity: Activity, opened_at: datetime | None, *, ticked: bool, now: datetime) -> bool:
    """Whether leaving the page now satisfies it."""
    if activity.criterion == Criterion.VIEWED:
        return True
    if activity.criterion == Criterion.TICKED:
        return ticked
    if activity.criterion == Criterion.MINIMUM_TIME:
        return opened_at is not None and now - opened_at >= minimum_time(activity)
    return False


def minimum_time(activity: Activity) -> timedelta:
    """What a page asks to be looked at: its setting, else the minutes it is said to take."""
    minutes = activity.settings.get("minimum_minutes", activity.minutes)
    return timedelta(minutes=float(minutes))


def _opened(enrolment: Enrolment, activity: Doable, opened_at: datetime | None) -> Progress:
    """The row of this activity, with its first opening; made where there is none."""
    progress, made = Progress.objects.get_or_create(
        enrolment=enrolment,
        activity_key=activity.key,
        defaults={"activity_id": activity.id, "opened_at": opened_at},
    )
    earlier = opened_at and (progress.opened_at is None or opened_at < progress.opened_at)
    if not made and earlier and progress.satisfied_at is None:
        progress.opened_at = opened_at
        progress.save(update_fields=["opened_at"])
    return progress
