"""Where a request finds its person: their enrolment, its outline, one activity of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from courses.models import Activity
from courses.services.outlines import ActivityOutline, Outline, outline
from learning.models import Enrolment
from learning.services.overview import Taken, taken
from learning.services.places import Place, place_in
from learning.services.prerequisites import begun_in

TO_ACTIVITY = re.compile(r'href="#activity-([A-Za-z0-9_-]+)"')


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A person before one activity of a course they take."""

    taken: Taken
    outline: Outline
    activity: ActivityOutline
    place: Place

    @property
    def is_closed(self) -> bool:
        """Whether something must be done before it."""
        return self.activity.key in self.place.waits

    @property
    def waits_for(self) -> tuple[ActivityOutline, ...]:
        return self.place.waits.get(self.activity.key, ())

    @property
    def done_before(self) -> datetime | None:
        """When the activity was done, if it has changed since and is to be looked at again."""
        return self.taken.to_review.get(self.activity.key)

    @property
    def before(self) -> ActivityOutline | None:
        return self.outline.before(self.activity)

    @property
    def after(self) -> ActivityOutline | None:
        return self.place.onward(self.activity)


def stand(person: User, uuid: UUID, key: str) -> Standpoint:
    """The person's own enrolment at this activity; anybody else's is not there.

    What they have begun is asked for only where something is closed to them.
    """
    mine = taken(person, uuid)
    if mine is None:
        raise Http404
    course = outline(mine.edition_id, mine.content_hash)
    if key not in course.by_key:
        raise Http404
    place = place_in(course, mine.satisfied, modules=mine.modules)
    if place.waits:
        place = place_in(course, mine.satisfied, begun_in(uuid), modules=mine.modules)
    return Standpoint(mine, course, course.by_key[key], place)


def own_rows(
    person: User, uuid: UUID, key: str, kind: str | None = None, *, edition: int | None = None
) -> tuple[Enrolment, Activity]:
    """The same as rows, for a service to act on; of this kind, where only one will do.

    The activity is in the wording of the `edition` that the person has before them, where that is
    known: they may have been moved to another since they opened the page.
    """
    mine = Enrolment.objects.made_by(person).filter(withdrawn_at__isnull=True)
    enrolment = get_object_or_404(mine.select_related("edition"), uuid=uuid)
    pinned = enrolment.edition
    here = Activity.objects.filter(
        edition__course=pinned.course_id,
        edition__language=pinned.language,
        edition__number=edition or pinned.number,
        key=key,
    )
    return enrolment, get_object_or_404(here.filter(kind=kind) if kind else here)


def has_left(person: User, uuid: UUID, key: str) -> bool:
    """Whether the person's enrolment was moved past an edition that had this activity."""
    before = Activity.objects.filter(
        edition__course=OuterRef("course"),
        edition__language=OuterRef("edition__language"),
        edition__number__lt=OuterRef("edition__number"),
        key=key,
    )
    mine = Enrolment.objects.made_by(person).filter(withdrawn_at__isnull=True, uuid=uuid)
    return mine.filter(Exists(before)).exists()


def with_links(html: SafeString, uuid: UUID) -> SafeString:
    """Links to other activities of the course lead there within this enrolment."""
    if "#activity-" not in html:
        return html
    player = reverse("learning:enrolment", args=[uuid])
    return mark_safe(TO_ACTIVITY.sub(rf'href="{player}\1/"', html))
