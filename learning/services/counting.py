"""Which completions count for which courses: their own, and equivalents while they held."""

from collections.abc import Iterable

from django.db.models import Q

from learning.models import Completion, Equivalent
from learning.rules.due_dates import start_of_day
from learning.services.dates import institution_zone, today


def counting_for(courses: Iterable[int]) -> Q:
    """Completions that count for one of these courses as a whole; one query.

    An equivalent's counts by the institution's day on which it was completed, in [from, to).
    """
    asked = list(courses)
    counting = Q(course__in=asked)
    zone = institution_zone()
    for one in Equivalent.objects.standing().filter(counts_for__in=asked):
        held = Q(course=one.course_id)
        if one.from_on:
            held &= Q(completed_at__gte=start_of_day(one.from_on, zone))
        if one.to_on:
            held &= Q(completed_at__lt=start_of_day(one.to_on, zone))
        counting |= held
    return counting & Q(modules="")


def courses_met_by(completion: Completion) -> set[int]:
    """The courses for which a completion counts, each as a whole; one query."""
    if completion.modules:
        return set()
    day = today(completion.completed_at)
    others = Equivalent.objects.standing().holding_on(day).filter(course=completion.course_id)
    return {completion.course_id, *others.values_list("counts_for", flat=True)}
