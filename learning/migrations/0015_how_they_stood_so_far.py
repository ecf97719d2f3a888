"""How assignments stood before their caches changed, of those that there are: as facts tell it."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations
from django.db.models import Case, Exists, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from learning.rules.due_dates import end_of_day

AT_ONCE = 1000

CLOCKS = ("recorded_at", "superseded_at")
FACTS = ("duedate", "assignmentreason", "waiver", "fulfilment")

# Whenever a fact of an assignment, or what met the cycle before, was recorded or superseded after
# it was assigned, or its course was begun, it may have come to stand otherwise.
INSTANTS = " UNION ".join(
    [
        "SELECT id AS assignment_id, assigned_at AS at FROM learning_assignment",
        "SELECT id, started_at FROM learning_assignment WHERE started_at > assigned_at",
        *(
            f"""SELECT fact.assignment_id, fact.{column} FROM learning_{fact} AS fact
            JOIN learning_assignment AS asked ON asked.id = fact.assignment_id
            WHERE fact.{column} > asked.assigned_at"""
            for fact in FACTS
            for column in CLOCKS
        ),
        *(
            f"""SELECT asked.id, fact.{column} FROM learning_fulfilment AS fact
            JOIN learning_assignment AS before ON before.id = fact.assignment_id
            JOIN learning_assignment AS asked ON asked.person_id = before.person_id
                AND asked.requirement_id = before.requirement_id
                AND asked.cycle = before.cycle + 1
            WHERE fact.{column} > asked.assigned_at"""
            for column in CLOCKS
        ),
    ]
)
ROWS = f"""
INSERT INTO learning_assignmentpast (assignment_id, recorded_at, superseded_at)
SELECT assignment_id, at, next_at FROM (
    SELECT assignment_id, at,
        LEAD(at) OVER (PARTITION BY assignment_id ORDER BY at) AS next_at
    FROM ({INSTANTS}) AS instants) AS spans
WHERE next_at IS NOT NULL
"""


def fill(apps, schema_editor):
    """What was cached in each span is what the facts said that were known when it began."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ROWS)
    model = {name: apps.get_model("learning", name).objects for name in (*FACTS, "assignment")}
    pasts = apps.get_model("learning", "AssignmentPast").objects
    then = OuterRef("recorded_at")
    known = Q(superseded_at__isnull=True) | Q(superseded_at__gt=then)
    mine = {
        name: model[name].filter(known, recorded_at__lte=then, assignment=OuterRef("assignment"))
        for name in FACTS
    }
    assignment = model["assignment"].filter(pk=OuterRef("assignment"))
    dates, waivers = mine["duedate"].order_by("-id"), mine["waiver"].order_by("-id")
    reasons, met = mine["assignmentreason"], mine["fulfilment"]
    ended = Subquery(reasons.order_by("-to_at").values("to_at")[:1])
    asked = Exists(reasons.filter(to_at__isnull=True))
    assigned_at = Subquery(assignment.values("assigned_at")[:1])
    begun, hours = assignment.filter(started_at__lte=then), assignment.filter(course=None)
    pasts.update(
        due_on=Subquery(dates.values("due_on")[:1]),
        due_at=Subquery(dates.values("due_at")[:1]),
        waived_until=Subquery(waivers.values("until_at")[:1]),
        withdrawn_at=Case(When(~asked, then=Coalesce(ended, assigned_at)), default=None),
        started_at=Subquery(begun.values("started_at")[:1]),
        completed_at=_decisive("completion__completed_at", met, hours),
        expires_on=_decisive("expires_on", met, hours),
    )
    _tell_what_expired_before(pasts, model["fulfilment"].filter(known, recorded_at__lte=then))
    its = pasts.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    last = its.annotate(at=Max("superseded_at")).values("at")
    model["assignment"].filter(Exists(its)).update(changed_at=Subquery(last))


def _tell_what_expired_before(pasts, known):
    """Of renewals: the end of the day through which the cycle before was valid."""
    earlier = known.filter(
        assignment__person=OuterRef("assignment__person"),
        assignment__requirement=OuterRef("assignment__requirement"),
        assignment__cycle=OuterRef("assignment__cycle") - 1,
    )
    hours = pasts.filter(pk=OuterRef("pk"), assignment__course=None)
    renewals = pasts.filter(assignment__cycle__gt=1)
    zone = ZoneInfo(settings.INSTITUTION_TIME_ZONE)
    of_day = defaultdict(list)
    told = renewals.annotate(day=_decisive("expires_on", earlier, hours))
    for pk, day in told.values_list("pk", "day").filter(day__isnull=False).iterator():
        of_day[day].append(pk)
    for day, keys in of_day.items():
        for start in range(0, len(keys), AT_ONCE):
            some = pasts.filter(pk__in=keys[start : start + AT_ONCE])
            some.update(previous_expires_at=end_of_day(day, zone))


def _decisive(column, met, hours):
    """Of what met it, the first; of hours, the last."""
    first = met.order_by("completion__completed_at", "id")
    last = met.order_by("-completion__completed_at", "-id")
    return Case(
        When(Exists(hours), then=Subquery(last.values(column)[:1])),
        default=Subquery(first.values(column)[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("learning", "0014_how_assignments_stood")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
