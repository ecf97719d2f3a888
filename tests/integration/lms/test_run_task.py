from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from lms.views import WORKER_HEARD

ALIVE = "tasks.housekeeping.report_alive"


def test_a_task_runs_here_and_now_without_a_broker(capsys):
    call_command("run_task", ALIVE)

    assert cache.get(WORKER_HEARD)
    assert capsys.readouterr().out == f"{ALIVE} ran.\n"


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2027-02-01T08:00Z", datetime(2027, 2, 1, 8, 0, tzinfo=UTC)),
        ("2027-02-01T08:00", datetime(2027, 2, 1, 14, 0, tzinfo=UTC)),  # Chicago's
    ],
)
def test_in_the_demo_a_task_runs_at_any_moment(settings, given, moment):
    settings.DEMO = True

    call_command("run_task", ALIVE, now=given)

    assert cache.get(WORKER_HEARD) == moment


def test_elsewhere_nobody_chooses_the_moment():
    with pytest.raises(CommandError, match="only with DEBUG or DEMO"):
        call_command("run_task", ALIVE, now="2027-02-01T08:00Z")


def test_a_moment_that_is_none_is_refused(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="'soon' is not a moment such as 2026-12-01T08:00Z"):
        call_command("run_task", ALIVE, now="soon")


def test_a_task_that_is_none_is_answered_with_those_there_are():
    with pytest.raises(CommandError, match=r"There is no task tasks\.nothing\. There are: .*alive"):
        call_command("run_task", "tasks.nothing")


def test_a_task_that_asks_for_no_time_is_given_none(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="does not ask what time it is"):
        call_command("run_task", "tasks.housekeeping.forget_sessions", now="2027-02-01T08:00Z")
