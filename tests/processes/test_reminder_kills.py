"""A run of 200 reminders whose worker is killed again and again: nothing missing, nothing twice."""

import signal

import pytest
from celery import Celery

from tests.processes.worlds import a_world, seeded
from tests.running import Worker, wait_until

pytestmark = pytest.mark.processes

PEOPLE = 200
# Before the 2nd statement a worker knows nothing yet; by the 12th it writes the ledger; the
# later ones lie between the claim of a batch, the words, and what is settled mail by mail.
POINTS = (2, 4, 7, 9, 12, 19, 24, 31, 45, 60)


@pytest.fixture(scope="module")
def assigned(tmp_path_factory, migrated):
    """A database with 200 people assigned a moment ago, to be copied."""
    return seeded(migrated, tmp_path_factory.mktemp("assigned"), "seed", str(PEOPLE))


@pytest.fixture
def world(tmp_path, server, assigned):
    return a_world(tmp_path, server, assigned)


def assert_everyone_was_told(world, *, repeats):
    assert world.ledger.count("learning_reminder", "decision = 'sent'") == PEOPLE
    assert world.ledger.count("accounts_mail") == PEOPLE
    assert len({message["To"] for message in world.server.messages}) == PEOPLE
    assert world.differences(repeats=repeats) == []


def test_killed_at_ten_points_a_run_of_200_reminders_tells_everyone_once(world):
    for point in POINTS:
        assert world.ended("work", str(point)) == -signal.SIGKILL, point
        decided = world.ledger.count("learning_reminder", "decision = 'sent'")
        assert decided in (0, PEOPLE), "a decision stands or falls with its transaction"
        assert world.ledger.count("accounts_mail") == decided

    def finished():
        world.run("work")
        return world.ledger.sent == PEOPLE

    wait_until(finished, "the mails whose leases ran out")
    # Who was written to twice got the very same mail: the window that no system closes.
    assert_everyone_was_told(world, repeats=len(POINTS))


def test_a_worker_killed_while_it_sends_is_followed_by_one_that_finishes(
    world, start_worker_with, wake
):
    world.env["LEASE_SECONDS"] = "4"
    worker = start_worker_with(world.env)
    wake("tasks.reminders.decide_due_reminders")
    for mails in (20, 70, 120):
        wait_until(lambda mails=mails: len(world.server.messages) >= mails, f"{mails} mails")
        worker.kill()
        worker = start_worker_with(world.env)
        wake("tasks.mail.send_due_mail")

    def finished():
        wake("tasks.mail.send_due_mail")
        return world.ledger.sent == PEOPLE

    wait_until(finished, "every mail")
    worker.stop()
    # Each of the three kills may catch a mail in either of the two pool processes.
    assert_everyone_was_told(world, repeats=6)


@pytest.fixture
def start_worker_with(broker):
    """The real worker, on the real broker."""
    started = []

    def start_one(env):
        started.append(Worker({**env, "REDIS_URL": broker.url}))
        return started[-1]

    yield start_one
    for worker in started:
        if worker.process.poll() is None:
            worker.kill()


@pytest.fixture
def wake(broker):
    app = Celery(broker=broker.url.replace("unix://", "redis+socket://"))
    yield lambda task: app.send_task(task, ignore_result=True)
    app.close()
