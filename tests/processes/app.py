"""The real Celery app with tasks that only these tests need, and a quick second delivery."""

import os
import time
from pathlib import Path

from lms.celery import app

app.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    "visibility_timeout": 2,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
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
