"""What the fault tests run in processes of their own, on the database of their environment.

`python -m tests.processes.reminding COMMAND [VALUE]`:
`seed PEOPLE`: so many are assigned a course this moment. `ask PEOPLE`: a requirement that nobody
is assigned yet. `join PEOPLE`: so many more come to its unit.
`expire PEOPLE`: so many whose completion may be renewed from today on.
`complete PEOPLE NOW`: the first so many complete it at that moment.
`work [STATEMENT]`, `reconcile [STATEMENT]`: as a worker does, and die of kill -9 just before that
statement of SQL, counted from the first. `rounds NOW …`: the timetable's round at these moments.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

# Those of a requirement here: of the standard ones and, near the due day, one for each day.
RULES = (("assigned", 0), ("due", -14), ("due", -3), ("due", -2), ("due", -1))
DUE_IN_DAYS = 5


class Doom:
    """Counts statements, and kills this process before the chosen one."""

    def __init__(self, statement: int) -> None:
        self.left = statement

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)


def seed(people: str) -> None:
    from django.utils import timezone

    from learning.services.dates import today
    from tests.factories import an_assignment

    now = timezone.now()
    for person, version in asked(people, now=now):
        an_assignment(
            person, version, assigned_at=now, due_on=today(now) + timedelta(days=DUE_IN_DAYS)
        )


def ask(people: str) -> None:
    from django.utils import timezone

    asked(people, now=timezone.now())


def join(people: str) -> None:
    from accounts.models import Unit
    from tests.factories import a_learner

    for number in range(int(people)):
        fields = {"email": f"new{number}@example.org", "hr_id": f"new{number}"}
        a_learner(Unit.objects.get(), password=None, **fields)


def expire(people: str) -> None:
    """Eleven months ago they completed what is valid for a year."""
    from django.utils import timezone

    from learning.services.assignments import reconcile
    from learning.services.fulfilment import fulfil
    from tests.integration.learning.test_fulfilment import completed

    then = timezone.now() - timedelta(days=335)
    yearly = {"renewal": "completion", "active_months": 12, "window_months": 2}
    those = asked(people, now=then, minimum_months=6, **yearly)
    reconcile(those[0][1].requirement, now=then)
    for person, version in those:
        fulfil(completed(person, version.course, at=then), now=then)


def asked(people: str, *, now: datetime, **fields: Any) -> list[tuple[Any, Any]]:
    """People of a unit, and the requirement of it."""
    from django.db import transaction

    from learning.models import ReminderRule
    from tests.factories import LONG_AGO, a_learner, a_requirement, a_unit

    with transaction.atomic():
        unit = a_unit()
        version = a_requirement(unit=unit, now=now, **fields)
        for anchor, offset in RULES:
            ReminderRule.objects.create(
                requirement=version.requirement,
                anchor=anchor,
                offset_days=offset,
                started_at=LONG_AGO,
            )
        return [(a_learner(unit, password=None), version) for _ in range(int(people))]


def complete(people: str, moment: str) -> None:
    from learning.models import Assignment
    from learning.services.fulfilment import fulfil
    from tests.integration.learning.test_fulfilment import completed

    now = datetime.fromisoformat(moment)
    for assignment in Assignment.objects.order_by("id")[: int(people)]:
        fulfil(completed(assignment.person, assignment.course, at=now), now=now)


def work(statement: str = "0") -> None:
    from django.db import connection

    from tasks.mail import send_due_mail
    from tasks.reminders import decide_due_reminders

    with connection.execute_wrapper(Doom(int(statement))):
        decide_due_reminders()
        send_due_mail()


def reconcile(statement: str = "0") -> None:
    from django.db import connection

    from tasks.requirements import reconcile_requirements

    with connection.execute_wrapper(Doom(int(statement))):
        reconcile_requirements()


def rounds(*moments: str) -> None:
    from tasks.mail import send_due_mail
    from tasks.reminders import decide_due_reminders
    from tasks.requirements import reconcile_requirements

    for now in map(datetime.fromisoformat, moments):
        reconcile_requirements(now=now)
        decide_due_reminders(now=now)
        send_due_mail(now=now)


COMMANDS: dict[str, Callable[..., None]] = {
    act.__name__: act for act in (seed, ask, join, expire, complete, work, reconcile, rounds)
}

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings"
    import django

    django.setup()
    COMMANDS[sys.argv[1]](*sys.argv[2:])
