"""Starting a course."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Course
from courses.services.drafts import held
from learning.models import Enrolment
from learning.services.fulfilment import note_start


@transaction.atomic
def enrol(person: User, course: Course, *, now: datetime) -> Enrolment:
    """The person's open enrolment in the course, or a new one on its newest edition.

    Newest in the person's language, else in the course's own, and it stays the newest until this
    is written: publishing waits, or is waited for. Safe to repeat, and at once: there is never a
    second open one. A retired course takes nobody new.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = Enrolment.objects.made_by(person).filter(course=course)
    if (open_one := mine.open().first()) is not None:
        return open_one
    held(course.pk)
    offered = Course.objects.with_newest(person.language).filter(pk=course.pk)
    retired_at, newest_id = offered.values_list("retired_at", "newest_id").get()  # type: ignore[misc]
    if retired_at is not None:
        raise ValidationError(_("This course is no longer offered."), code="course_retired")
    if newest_id is None:
        raise ValidationError(_("This course is not published yet."), code="not_published")
    enrolment = Enrolment.objects.create(
        person=person,
        course=course,
        edition_id=newest_id,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        started_at=now,
    )
    note_start(enrolment, now=now)
    return enrolment


def locked(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, held until the transaction ends."""
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
