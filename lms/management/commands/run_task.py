"""Run one task of the timetable by hand: `make run-task TASK=tasks.mail.send_due_mail`."""

import inspect
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from lms.celery import app


class Command(BaseCommand):
    help = "Run a task here and now, without a broker; with DEBUG or DEMO also at another moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", help="its name, as tasks/schedule.py has it")
        parser.add_argument("--now", default="", help="the moment it believes in, in ISO 8601")

    def handle(self, *args: Any, task: str, now: str, **options: Any) -> None:
        app.loader.import_default_modules()
        ours = sorted(name for name in app.tasks if name.startswith("tasks."))
        if task not in ours:
            raise CommandError(f"There is no task {task or '(none)'}. There are: {', '.join(ours)}")
        run = app.tasks[task].run
        if not now:
            run()
        elif "now" in inspect.signature(run).parameters:
            run(now=moment(now))
        else:
            raise CommandError(f"{task} does not ask what time it is: run it without NOW.")
        self.stdout.write(f"{task} ran{f' as if it were {now}' if now else ''}.")


def moment(text: str) -> datetime:
    """The instant a text names; without an offset, in the institution's zone."""
    if not (settings.DEBUG or settings.DEMO):
        raise CommandError(
            "NOW writes facts at a moment of your choosing: only with DEBUG or DEMO."
        )
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if not found:
        raise CommandError(f"{text!r} is not a moment such as 2026-12-01T08:00Z.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
