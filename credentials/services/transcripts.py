"""What a person has completed, and what it was worth."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from courses.models import Edition
from credentials.services.certificates import WHOLE
from credentials.services.wording import plain, titled
from learning.models import Completion


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript. Days are the institution's; hours are of study."""

    uuid: UUID
    title: str
    course_key: str
    edition: int | None  # None: prior learning
    completed_on: date
    hours: Decimal
    valid_until: date | None
    revoked: bool

    @property
    def hours_said(self) -> str:
        return plain(self.hours)


def transcript_of(person: User) -> list[Entry]:
    """Every completion of a person, newest first, in one query; revoked ones say so."""
    newest = Edition.objects.published().filter(course=OuterRef("course")).order_by("-number")
    completions = (
        Completion.objects.standing()
        .filter(person=person)
        .annotate(
            title=Coalesce(
                "edition__title",
                Subquery(newest.values("title")[:1]),
                "course__key",
                output_field=CharField(),
            ),
            course_key=Max("course__key"),
            edition_number=Max("edition__number"),
            valid_until=Max("fulfilments__expires_on", filter=WHOLE),
        )
        .order_by("-completed_at", "-id")
    )
    zone = ZoneInfo(settings.INSTITUTION_TIME_ZONE)
    return [
        Entry(
            uuid=completion.uuid,
            title=titled(completion.title, completion.modules),
            course_key=completion.course_key,
            edition=completion.edition_number,
            completed_on=completion.completed_at.astimezone(zone).date(),
            hours=completion.hours,
            valid_until=completion.valid_until,
            revoked=completion.revoked_at is not None,
        )
        for completion in completions
    ]


def hours_of(entries: list[Entry]) -> Decimal:
    """The hours that count: revoked completions bring none."""
    return sum((entry.hours for entry in entries if not entry.revoked), Decimal(0))


def is_revoked(completion: Completion) -> bool:
    """Whether the completion, as now known, has been revoked."""
    return (
        Completion.objects.standing()
        .filter(uuid=completion.uuid, revoked_at__isnull=False)
        .exists()
    )
