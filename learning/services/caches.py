"""What assignments repeat of facts, changed in one place: how each stood before stays known.

Reports of a past day read it, by the rule of the present (decision 0029).
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from accounts.services.set_based import insert_select
from learning.models import CACHES, Assignment, AssignmentPast

SINCE = Coalesce("changed_at", "assigned_at")  # when what the caches say began


@transaction.atomic(savepoint=False)
def keep(rows: QuerySet[Assignment], *, now: datetime, **caches: Any) -> int:
    """Change caches of these assignments, whichever of them are found when it begins; how many.

    What they said till now is written to AssignmentPast first, under a lock that lasts until the
    change. Several changes of one instant are one: nobody can ask what was between them. A clock
    that is behind the last change's counts as the last change's. At most three statements.
    """
    found = Assignment.objects.filter(pk__in=rows.order_by().values("pk"))
    before = found.annotate(since=SINCE).filter(since__lt=now).select_for_update(no_key=True)
    columns: dict[str, Combinable] = {name: F(name) for name in CACHES}
    columns |= {"assignment_id": F("pk"), "recorded_at": SINCE, "superseded_at": Value(now)}
    kept = insert_select(AssignmentPast, before, columns, may_exist=False)
    just_kept = AssignmentPast.objects.filter(superseded_at=now)
    its = Exists(just_kept.filter(assignment=OuterRef("pk")))
    told = rows.annotate(since=SINCE).filter(Q(since__gte=now) | its)
    changed = told.update(changed_at=Greatest(SINCE, Value(now)), **caches)
    if kept:
        _tell_apart(just_kept, now=now)
    return changed


def _tell_apart(just_kept: QuerySet[AssignmentPast], *, now: datetime) -> None:
    """Of what another worker changed while its lock was waited for, so that it is not to be changed
    any more: what was kept lasted until now, and what it says goes on."""
    untold = Assignment.objects.filter(pk__in=just_kept.values("assignment"))
    untold.annotate(since=SINCE).filter(since__lt=now).update(changed_at=now)
