"""About whose assignments somebody may decide. Reads only."""

from datetime import datetime

from accounts.models import User
from accounts.policies import assigning_paths, reporting_paths
from learning.models import Assignment
from learning.models.assignment import AssignmentQuerySet
from learning.services.dates import institution_zone, today


def in_reach(person: User, *, now: datetime, admins: bool = False) -> AssignmentQuerySet:
    """The newest assignments of the people for whom they answer; `admins`: whom they run."""
    paths = (assigning_paths if admins else reporting_paths)(person, today(now))
    local = now.astimezone(institution_zone())
    return Assignment.objects.newest_cycles().of_people_under(paths, local)
