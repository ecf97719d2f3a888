"""The demo, put in at whatever hour a stranger tries it out."""

from datetime import UTC, datetime

import pytest

from accounts.models import Mail
from learning.models import Assignment
from lms.management.seeding.demo import stage


@pytest.fixture
def late_in_the_evening():
    """Where the institution is; by UTC it is the next day."""
    return datetime(2026, 11, 26, 4, 40, tzinfo=UTC)


@pytest.mark.django_db
def test_a_reminder_is_about_to_go_to_the_learner_with_something_due(late_in_the_evening):
    now = late_in_the_evening
    stage(now)

    waiting = Mail.objects.filter(sent_at=None, withdrawn_at=None, kind="reminder")
    assert list(waiting.filter(recipient__email="faculty@example.org", not_before__lte=now)) != []
    due = Assignment.objects.in_force().filter(person__email="faculty@example.org", due_at__gt=now)
    assert due.exists()
