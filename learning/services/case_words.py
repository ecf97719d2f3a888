"""What was decided about an assignment, in a sentence each, for those who answer for it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from learning.models import Assignment, DueDate, ExtensionRequest, Waiver
from learning.services.explanations import full_date
from learning.services.missing_dates import is_missing


def what_happened(assignments: Iterable[Assignment], *, now: datetime) -> dict[int, list[str]]:
    """By their ids: extended, waived, resolved, asked for more time, undated. Three queries.

    Their versions came along.
    """
    listed = list(assignments)
    ids = [each.pk for each in listed]
    said: dict[int, list[str]] = defaultdict(list)
    for waiver in Waiver.objects.standing().filter(assignment__in=ids, until_at__gt=now):
        said[waiver.assignment_id].append(_waived(waiver))
    dated = _dated()
    for row in DueDate.objects.standing().filter(assignment__in=ids, cause__in=list(dated)):
        words = {"day": full_date(row.due_on), "why": row.reason}
        said[row.assignment_id].append(dated[row.cause] % words)
    asked = ExtensionRequest.objects.filter(assignment__in=ids, decided_at__isnull=True)
    for request in asked:
        words = {"day": full_date(request.until_on)}
        said[request.assignment_id].append(_("Asks for time until %(day)s.") % words)
    for each in listed:
        if is_missing(each):
            said[each.pk].append(_("No due day yet: the day that it counts from is not known."))
    return dict(said)


def _dated() -> dict[str, str]:
    return {
        DueDate.Cause.EXTENSION.value: _("Extended until %(day)s: %(why)s"),
        DueDate.Cause.RESOLVED.value: _("Due day given by hand: %(why)s"),
    }


def _waived(waiver: Waiver) -> str:
    words = {"day": full_date(waiver.until_on), "why": waiver.reason}
    if waiver.scope == Waiver.Scope.REQUIREMENT:
        return _("Waived through %(day)s, renewals too: %(why)s") % words
    return _("Waived through %(day)s: %(why)s") % words
