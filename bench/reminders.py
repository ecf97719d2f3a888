"""Reminders at the size of a large medical school: assign, decide, send.

20,000 people in one requirement, 400,000 open assignments. Whatever is assigned or decided is
undone again, with every constraint checked first, so that each round begins alike.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.figures import Figure
from bench.reminders_sent import sending
from bench.system import System

if TYPE_CHECKING:
    from bench.reminders_made import World
    from learning.models import RequirementVersion

ROUNDS = 3
FEW, MANY = 2_000, 20_000
MOST_SECONDS_RECONCILE, MOST_RATIO, MOST_SECONDS_DECIDE = 2.0, 5.0, 5.0

# The rows that a new requirement means, in plain SQL: assignments, why, and by when.
SAME_ROWS = (
    """INSERT INTO learning_assignment
           (uuid, person_id, requirement_id, cycle, version_id, course_id, assigned_at,
            due_on, due_at)
       SELECT gen_random_uuid(), person.id, %(requirement)s, 1, %(version)s, %(course)s, %(now)s,
              %(due_on)s, %(due_at)s
       FROM accounts_user AS person
       WHERE person.deactivated_at IS NULL AND EXISTS (
           SELECT 1 FROM accounts_appointment AS held
           JOIN accounts_unit AS unit ON unit.id = held.unit_id
           WHERE held.person_id = person.id AND unit.path LIKE %(under)s
             AND held.superseded_at IS NULL)""",
    """INSERT INTO learning_assignmentreason (assignment_id, why, from_at, recorded_at)
       SELECT id, %(why)s, %(now)s, %(now)s
       FROM learning_assignment WHERE requirement_id = %(requirement)s""",
    """INSERT INTO learning_duedate
           (assignment_id, due_on, zone, due_at, cause, reason, recorded_at)
       SELECT id, due_on, %(zone)s, due_at, 'policy', '', %(now)s
       FROM learning_assignment WHERE requirement_id = %(requirement)s""",
)

# The rows that deciding means: a mail for each person, and the ledger's line that names it.
SAME_DECISIONS = (
    """INSERT INTO accounts_mail
           (uuid, recipient_id, kind, created_at, not_before, tries, unanswered, withdrawn_because,
            message_id, last_error, address, request_id)
       SELECT gen_random_uuid(), person_id, 'reminder', %(now)s, %(now)s, 0, 0, '', '', '', '', ''
       FROM learning_assignment WHERE requirement_id = %(requirement)s""",
    """INSERT INTO learning_reminder
           (assignment_id, rule_id, anchor_on, offset_days, recipient_id, channel, planned_at,
            decision, because, decided_at, mail_id)
       SELECT asked.id, %(rule)s, asked.due_on, 0, asked.person_id, 'mail', %(now)s,
              'sent', '', %(now)s, mail.id
       FROM learning_assignment AS asked
       JOIN accounts_mail AS mail
           ON mail.recipient_id = asked.person_id AND mail.created_at = %(now)s
       WHERE asked.requirement_id = %(requirement)s""",
)


def measure(system: System) -> list[Figure]:
    """Reconciling, deciding and sending, each beside what it costs at the least."""
    from bench.reminders_made import a_large_school  # noqa: PLC0415  (needs Django set up)

    world = a_large_school()
    return [*reconciling(world), *deciding(world), sending(system, world)]


@dataclass(slots=True)
class Undone:
    """One act, timed up to the check of its deferred constraints, then rolled back."""

    seconds: float = 0.0
    statements: int = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.statements += 1
        return execute(*arguments)


def undone(act: Callable[[], object], before: Callable[[], object] = lambda: None) -> Undone:
    from django.db import connection, transaction  # noqa: PLC0415

    done = Undone()
    with transaction.atomic():
        before()
        begin = time.perf_counter()
        with connection.execute_wrapper(done):
            act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        done.seconds = time.perf_counter() - begin
        transaction.set_rollback(True)
    return done


def reconciling(world: "World") -> list[Figure]:
    """Seconds until 20,000 people are assigned something new, beside the same rows by plain SQL."""
    from learning.services.assignments import reconcile  # noqa: PLC0415

    version = a_new_requirement(world)

    def ours() -> None:
        done = reconcile(version.requirement, now=world.now)
        if done.assigned != MANY:
            raise RuntimeError(f"assigned {done.assigned}")

    def bare() -> None:
        insert_bare(version, world)

    pairs = in_turn(ours, bare)
    version.requirement.reminder_rules.update(ended_at=world.now)
    version.requirement.ended_at = world.now
    version.requirement.save()
    aim = f"≤ {MOST_SECONDS_RECONCILE:.0f} s for {MANY:,}, {MOST_RATIO:.0f} times plain SQL"
    return [
        timed("reminders reconcile", pairs, aim, most=MOST_SECONDS_RECONCILE, most_ratio=MOST_RATIO)
    ]


def a_new_requirement(world: "World") -> "RequirementVersion":
    """Of everybody, and nobody is assigned it yet."""
    from bench.reminders_made import Asked, a_requirement  # noqa: PLC0415
    from learning.services.dates import today  # noqa: PLC0415
    from lms.management.seeding.scale import Size  # noqa: PLC0415

    size = Size(people=MANY, courses=1, now=world.now)
    asked = Asked("reminders-new", world.school, today(world.now))
    return a_requirement(asked, size, now=world.now)


def in_turn(ours: Callable[[], object], bare: Callable[[], object]) -> list[tuple[Undone, Undone]]:
    """Rounds of both, after one to warm."""
    return [(undone(ours), undone(bare)) for _ in range(ROUNDS + 1)][1:]


def timed(
    name: str,
    pairs: list[tuple[Undone, Undone]],
    aim: str,
    *,
    most: float,
    most_ratio: float = inf,
) -> Figure:
    value = median(mine.seconds for mine, _ in pairs)
    ratio = median(mine.seconds / theirs.seconds for mine, theirs in pairs)
    control = median(theirs.seconds for _, theirs in pairs)
    met = value <= most and ratio <= most_ratio
    return Figure(name, round(value, 2), "s", round(control, 2), round(ratio, 2), aim, met)


def insert_bare(version: "RequirementVersion", world: "World") -> None:
    """The control: what reconciling writes, without asking anything."""
    from django.conf import settings  # noqa: PLC0415

    from learning.services.dates import day_ends_at  # noqa: PLC0415

    assert version.due_on
    values = {
        "requirement": version.requirement_id,
        "version": version.pk,
        "course": version.course_id,
        "now": world.now,
        "due_on": version.due_on,
        "due_at": day_ends_at(version.due_on),
        "under": f"{world.school.path}%",
        "why": f"unit:{world.school.uuid}",
        "zone": settings.INSTITUTION_TIME_ZONE,
    }
    run_bare(SAME_ROWS, values)


def run_bare(statements: tuple[str, ...], values: dict[str, Any]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql, values)
            if cursor.rowcount != MANY:
                raise RuntimeError(f"the control wrote {cursor.rowcount} rows")


def deciding(world: "World") -> list[Figure]:
    """Seconds to find and decide 20,000 reminders, and the statements for few and for many."""
    from learning.models import Assignment  # noqa: PLC0415

    people = Assignment.objects.filter(requirement=world.due).order_by("pk")
    spared = list(people.values_list("pk", flat=True)[FEW:])
    rule = world.due.reminder_rules.get(anchor="due", offset_days=0)
    values = {"requirement": world.due.pk, "rule": rule.pk, "now": world.now}

    def spare() -> None:
        Assignment.objects.filter(pk__in=spared).update(withdrawn_at=world.now)

    few = undone(lambda: decide(world, FEW), before=spare).statements
    pairs = in_turn(lambda: decide(world, MANY), lambda: run_bare(SAME_DECISIONS, values))
    many = max(mine.statements for mine, _ in pairs)
    aim = f"≤ {MOST_SECONDS_DECIDE:.0f} s for {MANY:,} due"
    return [
        timed("reminders decide", pairs, aim, most=MOST_SECONDS_DECIDE),
        Figure(
            name="reminders decide statements",
            value=many,
            unit="statements",
            control=few,
            ratio=round(many / few, 2),
            aim=f"for {MANY:,} as many as for {FEW:,}",
            met=many == few,
        ),
    ]


def decide(world: "World", expected: int) -> None:
    from learning.services.reminders import decide_reminders  # noqa: PLC0415

    decided = decide_reminders(now=world.now)
    if decided.sent != expected:
        raise RuntimeError(f"decided {decided}, not {expected}")
