"""A draft as a learner would meet it, leaving no trace.

Whatever a preview does is done for real, by the services that learners use, in a transaction that
is undone at its end: so nothing of it is ever in a record, and nothing has to be left out of any.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from courses.models import Activity, Edition
from courses.rules.prerequisites import all_before
from courses.services.kept import apart
from courses.services.outlines import outline
from learning.models import Accommodation, Attempt, Enrolment, Progress
from learning.services.accommodations import Granted
from learning.services.attempts import start_attempt
from learning.services.completion import complete_if_met
from learning.services.dates import today

PREVIEWS = UUID("5b0e6f0c-3f0b-4f57-9a43-0f6f0b7f3c55")  # the names below are made from it

# As whom one may look: a learner as they come, one with more time, one without a limit.
LEARNERS: Mapping[str, Granted | None] = {
    "plain": None,
    "more-time": Granted(factor=Decimal("1.5"), extra_attempts=1),
    "no-limit": Granted(no_time_limit=True),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """Somebody's look at a draft, as a learner who has done all that comes before an activity.

    That is what stands before it, and what the activity waits for.
    """

    draft: Edition
    person: User
    learner: str

    @property
    def uuid(self) -> UUID:
        """The enrolment's, the same each time, so that one page's form fits the next request."""
        return uuid5(PREVIEWS, f"{self.draft.pk}/{self.person.pk}/{self.learner}")


@contextmanager
def previewing(preview: Preview, before: str | None, *, now: datetime) -> Iterator[Enrolment]:
    """An enrolment of this person in the draft, everything before that activity done; then undone.

    Without an activity everything is done, and the course completed.
    """
    with apart(), transaction.atomic():
        enrolment = _enrol(preview, now=now)
        _grant(preview, now=now)
        _do(enrolment, before, now=now)
        try:
            yield enrolment
        finally:
            transaction.set_rollback(True)


def _enrol(preview: Preview, *, now: datetime) -> Enrolment:
    mine = Enrolment.objects.filter(person=preview.person, course=preview.draft.course_id)
    mine.open().update(closed_at=now)
    return Enrolment.objects.create(
        uuid=preview.uuid,
        person=preview.person,
        course_id=preview.draft.course_id,
        edition=preview.draft,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        started_at=now,
    )


def _grant(preview: Preview, *, now: datetime) -> None:
    """Just what this learner has, whatever the person has of their own."""
    Accommodation.objects.filter(person=preview.person).supersede(now)
    granted = LEARNERS[preview.learner]
    if granted is not None:
        Accommodation.objects.create(
            person=preview.person,
            factor=granted.factor,
            no_time_limit=granted.no_time_limit,
            extra_attempts=granted.extra_attempts,
            reason="preview",
            from_on=today(now),
            recorded_at=now,
        )


def _do(enrolment: Enrolment, before: str | None, *, now: datetime) -> None:
    course = outline(enrolment.edition_id, enrolment.edition.content_hash)
    here = course.by_key.get(before or "")
    done = {each.key for each in course.activities}
    if here is not None:
        done = {each.key for each in course.activities[: here.number - 1]}
        needs = {each.key: each.after for each in course.activities}
        done |= all_before(here.key, needs) - {here.key}
    Progress.objects.bulk_create(
        Progress(enrolment=enrolment, activity_key=each.key, activity_id=each.id, satisfied_at=now)
        for each in course.activities
        if each.key in done
    )
    if here is None:
        complete_if_met(enrolment, now=now)


def preview_attempt(enrolment: Enrolment, quiz: Activity, seed: str, *, now: datetime) -> Attempt:
    """An attempt at the quiz that asks what this seed draws, the same in every request."""
    return start_attempt(enrolment, quiz, now=now, seed=seed)
