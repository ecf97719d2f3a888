"""What must be done before an activity, for whoever takes the course.

An activity is closed to a person until that is done. Nobody loses work by it: what they have begun
stays open to them, whatever a later edition puts before it. Completion never looks at any of this.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.models import Activity
from courses.rules.prerequisites import named_in, unmet
from learning.models import Attempt, Enrolment, Progress


def begun_in(enrolment: UUID) -> frozenset[str]:
    """The keys of the activities that were opened and left, done, or tried; one query."""
    progress = Progress.objects.filter(enrolment__uuid=enrolment).values_list("activity_key")
    attempts = Attempt.objects.filter(enrolment__uuid=enrolment).values_list("activity_key")
    return frozenset(key for (key,) in progress.union(attempts))


def refuse_closed(
    enrolment: Enrolment, activity: Activity, *, opened_at: datetime | None = None
) -> None:
    """Refuse what is done in an activity before its time ("comes_after"), naming what comes first.

    Whoever had its page before them, which only an open activity has (`opened_at`), or has any
    progress in it goes on. The caller holds the enrolment's lock.
    """
    named = named_in(activity.settings)
    if not named or opened_at is not None:
        return
    rows = Progress.objects.filter(enrolment=enrolment).values_list("activity_key", "met_at")
    met = dict(rows)
    first = unmet(named, {key for key, at in met.items() if at is not None})
    if not first or activity.key in met:
        return
    held = Activity.objects.filter(edition=activity.edition_id, key__in=first)
    titles = ", ".join(held.order_by("position", "id").values_list("title", flat=True))
    said = _("This opens once what comes before it is done: %(titles)s.")
    raise ValidationError(said, code="comes_after", params={"titles": titles})
