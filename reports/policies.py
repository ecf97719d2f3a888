"""Who may open which report."""

from collections.abc import Collection

from accounts.models import Unit
from accounts.policies import covers, runs_the_site


def may_open(paths: list[str], scope: Collection[str]) -> bool:
    """Whether somebody who answers for these units may have what a receipt of this scope asks for.

    Its units (by uuid; none is everything) have to lie within theirs: as things now are, not as
    they were when it was asked. One query.
    """
    if not scope:
        return runs_the_site(paths)
    units = list(Unit.objects.filter(uuid__in=scope))
    return len(units) == len(set(scope)) and all(covers(paths, unit) for unit in units)
