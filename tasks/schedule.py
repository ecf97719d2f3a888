"""The whole timetable. A wake expires when the next is due, so that none pile up."""

from datetime import timedelta

from celery import current_app

import tasks.housekeeping  # noqa: F401

HALF_MINUTE = timedelta(seconds=30)

TIMETABLE = {
    "report alive": {
        "task": "tasks.housekeeping.report_alive",
        "schedule": HALF_MINUTE,
        "options": {"expires": 30},
    },
}
current_app.conf.beat_schedule = TIMETABLE
