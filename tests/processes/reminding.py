"""What the kill tests run in processes of their own, on the database of their environment.

`python -m tests.processes.reminding seed PEOPLE`: so many are assigned a course this moment.
`python -m tests.processes.reminding work [STATEMENT]`: decide and send as a worker does, and
die of kill -9 just before that statement of SQL, counted from the first.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any


class Doom:
    """Counts statements, and kills this process before the chosen one."""

    def __init__(self, statement: int) -> None:
        self.left = statement

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)


def seed(people: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tests.factories import LONG_AGO, a_learner, a_requirement, a_unit, an_assignment
    from tests.integration.learning.test_reminders import with_rules

    with transaction.atomic():
        unit = a_unit()
        version = with_rules(a_requirement(unit=unit), started_at=LONG_AGO)
        for _ in range(people):
            person = a_learner(unit, password=None)
            an_assignment(person, version, assigned_at=timezone.now())


def work(statement: int) -> None:
    from django.db import connection

    from tasks.mail import send_due_mail
    from tasks.reminders import decide_due_reminders

    with connection.execute_wrapper(Doom(statement)):
        decide_due_reminders()
        send_due_mail()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings"
    import django

    django.setup()
    command, *numbers = sys.argv[1:]
    {"seed": seed, "work": work}[command](int(numbers[0]) if numbers else 0)
