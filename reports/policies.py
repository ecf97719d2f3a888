"""Who may open which report."""

from collections.abc import Collection
from datetime import date

from accounts.models import Unit, User
from accounts.models.organisation import under_any
from accounts.policies import authoring_paths, covers, runs_the_site
from courses.models import Course

UNIT = "unit__path"


def may_open(paths: list[str], scope: Collection[str]) -> bool:
    """Whether somebody who answers for these units may have what a receipt of this scope asks for.

    Its units (by uuid; none is everything) have to lie within theirs: as things now are, not as
    they were when it was asked. One query.
    """
    if not scope:
        return runs_the_site(paths)
    units = list(Unit.objects.filter(uuid__in=scope))
    return len(units) == len(set(scope)) and all(covers(paths, unit) for unit in units)


def may_open_course(person: User, key: str, on: date, *, in_team: bool) -> bool:
    """Whether somebody may have figures of this course: by their units, or in its own team.

    Only trainers and admins are, of whatever unit. Two queries.
    """
    paths = authoring_paths(person, on)
    named = Course.objects.filter(key=key)
    mine = named.written_by(person, paths) if in_team else named.filter(under_any(paths, UNIT))
    return bool(paths) and mine.exists()
