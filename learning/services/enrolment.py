"""Starting a course."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Course
from courses.services.drafts import held
from learning.models import Enrolment, EnrolmentMove
from learning.services.fulfilment import note_start
from learning.services.shorter import modules_for


@transaction.atomic
def enrol(person: User, course: Course, *, now: datetime, language: str = "") -> Enrolment:
    """The person's open enrolment in the course, or a new one on its newest edition.

    Newest in the person's language (where they chose none, in that of the page that offers it),
    else in the course's own, and it stays the newest until this is written: publishing waits, or
    is waited for. Where all that ask for the course are renewals by some of its modules, it is of
    these. Safe to repeat, and at once: there is never a second open one. A retired course takes
    nobody new.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = Enrolment.objects.made_by(person).filter(course=course)
    if (open_one := mine.open().first()) is not None:
        return open_one
    held(course.pk)
    offered = Course.objects.with_newest(person.language or language).filter(pk=course.pk)
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
        modules=modules_for(person.pk, course.pk),
    )
    note_start(enrolment, now=now)
    return enrolment


@transaction.atomic
def go_on_in(person: User, course: Course, language: str, *, now: datetime) -> Enrolment:
    """The person's open enrolment, moved to the edition of the same number in another language.

    Keys are the same in all languages, so what was done stays done; an attempt that is open ends
    in the words it began with. Refused where nothing is open ("not_open") or the edition is not
    there in that language ("no_translation"). In that language already: nothing changes.
    """
    mine = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("edition")
    enrolment = mine.open().filter(person=person, course=course).first()
    if enrolment is None:
        raise ValidationError(_("You are not in this course just now."), code="not_open")
    before = enrolment.edition
    if before.language == language:
        return enrolment
    there = course.editions.published().filter(number=before.number, language=language).first()
    if there is None:
        raise ValidationError(_("It is not there in this language."), code="no_translation")
    EnrolmentMove.objects.create(enrolment=enrolment, left=before, moved_at=now)
    enrolment.edition = there
    enrolment.save(update_fields=["edition"])
    record(
        person,
        "learning.enrolment.language",
        f"enrolment:{enrolment.uuid}",
        at=now,
        before={"language": before.language},
        after={"language": language},
    )
    return enrolment


def locked(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, held until the transaction ends."""
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
