"""The whole system in one terminal: `make run`."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from time import sleep
from typing import Any

from celery.exceptions import OperationalError as BrokerError
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from accounts.models import User
from lms.celery import app
from lms.sign_ins import PASSWORD, SIGN_INS
from lms.supervisor import broker, system
from lms.supervisor.parts import Parts, take_lock
from lms.views import WORKER_HEARD, migrations_applied

# What the timetable would wake within the minute anyway.
AT_ONCE = ("tasks.housekeeping.report_alive", "tasks.mail.send_due_mail")


class Command(BaseCommand):
    help = "Start web, worker, beat and (without REDIS_URL) the broker; Ctrl-C ends them all."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        var = settings.VAR_DIR
        system.stop_when_asked()
        try:
            system.claim_port(port)
            lock = take_lock(var / "run.lock")
            with Parts(var / "log", lock=lock) as parts:
                start(parts, var, port)
                tell(port)
                nurse = system.Nurse(parts)
                while True:
                    nurse.look()
                    sleep(0.3)
        except system.Stopped:
            system.say("Stopped.")


def start(parts: Parts, var: Path, port: int) -> None:
    if broker.url(var) == settings.REDIS_URL:
        system.start_broker(parts, var)
    prepare_database()
    wake_worker()
    system.start_rest(parts, var, port)
    system.wait_until_ready(parts, port)


def prepare_database() -> None:
    """Migrate and seed what is not yet; quick where there is nothing to do."""
    try:
        if not migrations_applied():
            system.say("Making the tables …")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and not User.objects.filter(email=SIGN_INS[-1].email).exists():
            system.say("Filling them with the demo …")
            call_command("seed_demo", stdout=StringIO())
    except OperationalError as error:
        raise SystemExit(f"The database does not answer: {error}") from error
    connections.close_all()


def wake_worker() -> None:
    """An earlier run's worker is not this one's; the new one's first tasks wait for it."""
    try:
        cache.delete(WORKER_HEARD)
        for task in AT_ONCE:
            app.send_task(task, retry=False, expires=60)
    except (OSError, BrokerError) as error:
        raise SystemExit(f"The broker at REDIS_URL does not answer: {error}") from error


def tell(port: int) -> None:
    system.say(f"Ready: http://127.0.0.1:{port}")
    if settings.DEMO:
        width = max(len(person.email) for person in SIGN_INS)
        for person in SIGN_INS:
            system.say(f"  {person.email:<{width}}  {person.what}")
        system.say(f"  Everyone's password: {PASSWORD}")
        system.say(f"  Mail goes to http://127.0.0.1:{port}/demo/inbox/")
    system.say(f"Logs: {settings.VAR_DIR / 'log'}. Ctrl-C stops everything.")
