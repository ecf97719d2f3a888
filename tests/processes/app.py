"""The real Celery app with tasks that only these tests need, a quick second delivery, and a
timetable whose minutes are seconds."""

import os
import time
from pathlib import Path

import django

from lms.celery import app

django.setup()
import tasks.schedule  # noqa: E402

app.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    "visibility_timeout": 2,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    # A broker killed while a worker looks for what to deliver again comes back with the lock.
    "unacked_mutex_expire": 5,
}
app.conf.beat_schedule = {
    name: {**entry, "schedule": tasks.schedule.MINUTE / 60}
    for name, entry in app.conf.beat_schedule.items()
    if entry["schedule"] == tasks.schedule.MINUTE
}
PLACE = Path(os.environ["VAR_DIR"])


@app.task(name="tests.note")
def note(name: str) -> None:
    """Leave a file, once however often it runs."""
    time.sleep(0.05)
    (PLACE / f"{name}.done").touch()


@app.task(name="tests.hold")
def hold(name: str) -> None:
    """Begin, then wait to be let go."""
    (PLACE / f"{name}.begun-{os.getpid()}").touch()
    while not (PLACE / "let-go").exists():
        time.sleep(0.05)
    (PLACE / f"{name}.done").touch()
