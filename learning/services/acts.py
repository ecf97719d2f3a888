"""What a learner does besides reading and quizzes: signing, and writing for themselves."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.services.audit import record
from courses.models import Activity
from learning.models import Enrolment, Progress, Reflection
from learning.services.enrolment import locked
from learning.services.prerequisites import refuse_closed
from learning.services.progress import is_as_now, satisfy_activity


@transaction.atomic
def sign_attestation(
    enrolment: Enrolment, activity: Activity, *, now: datetime, opened_at: datetime | None = None
) -> Progress:
    """The person puts their name to the statement, in the wording they saw.

    Safe to repeat: the first signature of a wording stays, and is recorded once. Refused where
    the statement says something else by now: nobody signs what they have not read; and before what
    must be done first (`refuse_closed`).
    """
    enrolment = locked(enrolment)
    signed = Progress.objects.filter(
        enrolment=enrolment, activity_key=activity.key, met_at__isnull=False
    ).first()
    if signed is not None:
        return signed
    refuse_closed(enrolment, activity, opened_at=opened_at)
    if not is_as_now(enrolment, activity):
        raise ValidationError(
            _("This statement has changed since you opened it. Read it as it is now, then sign."),
            code="wording_changed",
        )
    record(
        enrolment.person,
        "learning.attestation.signed",
        f"enrolment:{enrolment.uuid}",
        at=now,
        after={"activity": activity.key, "content_hash": activity.content_hash},
    )
    return satisfy_activity(enrolment, activity, at=now, opened_at=opened_at)


@transaction.atomic
def write_reflection(
    enrolment: Enrolment,
    activity: Activity,
    text: str,
    *,
    now: datetime,
    opened_at: datetime | None = None,
) -> Reflection:
    """Keep what the person wrote, in place of what they wrote before; written satisfies.

    The text is theirs alone: it is in no audit and no evidence. It may be changed for as long
    as they like, also once the course is completed; it cannot be emptied. Refused before what must
    be done first (`refuse_closed`).
    """
    if not text.strip():
        raise ValidationError(
            _("Write a line or two first: that is all this asks for."), code="reflection_empty"
        )
    enrolment = locked(enrolment)
    refuse_closed(enrolment, activity, opened_at=opened_at)
    reflection, _made = Reflection.objects.update_or_create(
        enrolment=enrolment,
        activity_key=activity.key,
        defaults={"activity": activity, "text": text, "written_at": now},
    )
    satisfy_activity(enrolment, activity, at=now, opened_at=opened_at)
    return reflection
