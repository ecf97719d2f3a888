import inspect
import re
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command

from accounts.models import Mail
from learning.models import Assignment, Reminder
from lms import views
from lms.celery import app
from tasks import housekeeping
from tasks.housekeeping import forget_sessions, report_alive
from tasks.schedule import SCHEDULE
from tests.factories import LONG_AGO, NOW, a_learner
from tests.integration.learning.test_reminders import with_rules


def registered():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.startswith("tasks.")}


def test_the_timetable_is_what_beat_follows():
    registered()

    for name, (task, when, expires) in SCHEDULE.items():
        entry = app.conf.beat_schedule[name]
        assert entry == {"task": task, "schedule": when, "options": {"expires": expires}}


def test_every_task_has_its_time():
    assert {task for task, _, _ in SCHEDULE.values()} == registered().keys()


def test_every_task_is_in_the_guide_for_operators():
    guide = (settings.BASE_DIR / "docs/operations.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `(tasks\.[a-z_.]+)` \|", guide, re.MULTILINE)
    assert sorted(listed) == sorted(task for task, _, _ in SCHEDULE.values())


def test_a_wake_expires_when_the_next_is_due():
    for _, when, expires in SCHEDULE.values():
        assert isinstance(when, crontab) or expires <= when


def test_tasks_take_nothing_but_the_time():
    for name, task in registered().items():
        parameters = inspect.signature(task.run).parameters.values()
        assert [p.name for p in parameters if p.name != "now"] == [], name
        assert all(p.default is None for p in parameters), name
        assert task.ignore_result, name


def test_a_worker_that_reports_is_heard():
    report_alive(now=NOW)

    assert housekeeping.WORKER_HEARD == views.WORKER_HEARD
    assert views.worker_heard(NOW + timedelta(seconds=59))
    assert cache.get(views.WORKER_HEARD) == NOW


@pytest.mark.django_db
def test_sessions_that_have_run_out_are_forgotten():
    Session.objects.create(session_key="old", session_data="", expire_date=LONG_AGO)
    Session.objects.create(session_key="new", session_data="", expire_date=NOW.replace(year=2999))

    forget_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["new"]


@pytest.mark.django_db
def test_run_by_hand_the_tasks_show_what_another_day_will_bring(settings):
    settings.DEMO = True
    version = with_rules(started_at=NOW)
    a_learner(version.requirement.unit)
    day = "2026-12-01T08:00Z"

    call_command("run_task", "tasks.requirements.reconcile_requirements", now=day)
    call_command("run_task", "tasks.reminders.decide_due_reminders", now=day)
    call_command("run_task", "tasks.mail.send_due_mail", now=day)

    assert Assignment.objects.get().assigned_at.isoformat() == "2026-12-01T08:00:00+00:00"
    assert Reminder.objects.get().decision == "sent"
    assert Mail.objects.get().sent_at.isoformat() == "2026-12-01T08:00:00+00:00"
