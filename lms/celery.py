"""The Celery app, and the one thing that packages may ask of it: wake()."""

import os

from celery import Celery
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("concord")
app.config_from_object("django.conf:settings", namespace="CELERY")
# The pages as well, before the pool forks: mails link to them, and each process of the pool would
# spend its first second of sending on reading their code.
app.conf.imports = ("tasks.schedule", "lms.urls")


def wake(task: str) -> None:
    """Ask for a task to run as soon as this transaction commits.

    Carries no data, for the rows say what is owed: losing it (a dead broker) costs
    a minute, until the timetable comes round. Called twice, it wakes twice; harmless.
    """

    def send() -> None:
        if app.conf.broker_url.startswith("memory:"):
            return  # no broker was set: nobody listens
        app.send_task(task, retry=False, expires=60, ignore_result=True)

    transaction.on_commit(send, robust=True)
