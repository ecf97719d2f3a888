from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from lms.views import WORKER_SILENT, worker_heard

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_a_process_that_is_up_says_so_without_asking_anyone(client):
    reply = client.get("/healthz")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_what_is_missing_is_named(client):
    """Here the database is there, and no broker."""
    reply = client.get("/readyz")

    assert reply.status_code == 503
    assert reply.json() == {
        "status": "missing",
        "missing": ["broker", "worker"],
        "parts": {"database": True, "migrations": True, "broker": False, "worker": False},
    }


@pytest.mark.parametrize(
    ("ago", "heard"), [(timedelta(0), True), (WORKER_SILENT, False)], ids=["now", "a minute ago"]
)
def test_a_worker_is_there_if_it_was_heard_in_the_last_minute(ago, heard):
    cache.set("worker-heard-at", NOW - ago)

    assert worker_heard(NOW) is heard


def test_a_worker_that_never_spoke_is_not_there():
    assert not worker_heard(NOW)
