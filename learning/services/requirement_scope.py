"""Which requirements somebody may see, and of whom they may see how they stand. Reads only."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.policies import assigning_paths, covers, reporting_paths
from learning.models import Assignment, Requirement, RequirementVersion
from learning.models.assignment import AssignmentQuerySet
from learning.services.dates import institution_zone, today


def asked_under(person: User, *, now: datetime) -> AssignmentQuerySet:
    """The newest assignments of the people for whom this person answers; leavers are out."""
    paths = reporting_paths(person, today(now))
    local = now.astimezone(institution_zone())
    return Assignment.objects.newest_cycles().of_people_under(paths, local)


def visible_to(
    person: User, asked: AssignmentQuerySet, *, now: datetime
) -> QuerySet[RequirementVersion]:
    """The newest version of what they may require themselves, or what is asked under them."""
    paths = assigning_paths(person, today(now))
    owned = Requirement.objects.owned_under(paths).filter(pk=OuterRef("requirement"))
    theirs = asked.filter(requirement=OuterRef("requirement"))
    return (
        RequirementVersion.objects.newest()
        .filter(Q(Exists(owned)) | Q(Exists(theirs)))
        .select_related("requirement__unit", "course")
    )


def may_end(person: User, requirement: Requirement, *, now: datetime) -> bool:
    """Whether it is theirs to end: in force, and of a unit they require courses for."""
    return requirement.ended_at is None and covers(
        assigning_paths(person, today(now)), requirement.unit
    )


def standings(
    asked: AssignmentQuerySet, requirements: Iterable[int], *, now: datetime, due_soon_days: int
) -> dict[int, Counter[str]]:
    """How many people stand in which way, by requirement; one query."""
    found: dict[int, Counter[str]] = {pk: Counter() for pk in requirements}
    counted = (
        asked.filter(requirement__in=list(found))
        .with_standing(now, due_soon_days)
        .order_by()
        .values_list("requirement", "standing_now")  # type: ignore[misc]
        .annotate(people=Count("pk"))
    )
    for requirement, standing, people in counted:
        found[requirement][standing] = people
    return found
