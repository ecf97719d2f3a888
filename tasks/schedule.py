"""The whole timetable: what is woken, and how often. Times of day are UTC.

A wake expires when the next is due, so that a worker that was stopped does not come back to
a day of them. Whoever adds a task names it here, and the worker knows it.
"""

from celery import current_app
from celery.schedules import crontab

import tasks.attempts
import tasks.certificates
import tasks.housekeeping
import tasks.jobs
import tasks.mail
import tasks.reminders
import tasks.reports
import tasks.requirements  # noqa: F401

MINUTE = 60.0
HOUR = 60 * MINUTE

# name: (task, every so many seconds or at which times, seconds until the wake expires)
SCHEDULE: dict[str, tuple[str, float | crontab, float]] = {
    "say that a worker is there": ("tasks.housekeeping.report_alive", 20.0, 20.0),
    "ask whom requirements say": ("tasks.requirements.reconcile_requirements", MINUTE, MINUTE),
    "decide reminders": ("tasks.reminders.decide_due_reminders", MINUTE, MINUTE),
    "send mail": ("tasks.mail.send_due_mail", MINUTE, MINUTE),
    "hand in attempts out of time": ("tasks.attempts.submit_expired_attempts", MINUTE, MINUTE),
    "issue certificates": ("tasks.certificates.issue_certificates", MINUTE, MINUTE),
    "mail reports": ("tasks.reports.mail_due_reports", MINUTE, MINUTE),
    "do jobs": ("tasks.jobs.do_due_jobs", MINUTE, MINUTE),
    "forget the files of jobs": ("tasks.jobs.forget_job_files", crontab("47", "8"), HOUR),
    "sweep files that nothing shows": (
        "tasks.housekeeping.sweep_files",
        crontab("27", "9"),
        HOUR,
    ),
    "forget who was writing": ("tasks.housekeeping.forget_writers", crontab("37", "9"), HOUR),
    "forget old sessions": ("tasks.housekeeping.forget_sessions", crontab("17", "9"), HOUR),
}

current_app.conf.beat_schedule = {
    name: {"task": task, "schedule": when, "options": {"expires": expires}}
    for name, (task, when, expires) in SCHEDULE.items()
}
