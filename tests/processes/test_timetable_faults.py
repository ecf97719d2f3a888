"""The whole round by beat, broker and worker: two beats, no broker for a while."""

import signal

import pytest

from tests.processes.worlds import a_world, seeded
from tests.running import Worker, wait_until

pytestmark = pytest.mark.processes

PEOPLE = 40
ROUND = "tasks.reminders.decide_due_reminders"


@pytest.fixture(scope="module")
def asked(tmp_path_factory, migrated):
    """A requirement that nobody is assigned yet."""
    return seeded(migrated, tmp_path_factory.mktemp("asked"), "ask", str(PEOPLE))


@pytest.fixture
def world(tmp_path, server, asked, broker):
    """Its leases outlast whatever keeps a living worker waiting on a busy machine."""
    more = {"REDIS_URL": broker.url, "LOG_LEVEL": "INFO", "LEASE_SECONDS": "600"}
    return a_world(tmp_path, server, asked, **more)


@pytest.fixture
def start(world):
    """A worker, or a beat, with minutes of a second."""
    started = []

    def start_one(*does):
        named = {"does": does} if does else {}
        started.append(Worker(world.env, app="tests.processes.app", **named))
        return started[-1]

    yield start_one
    for each in started:
        if each.process.poll() is None:
            each.kill()


def beat(tmp_path, number=1):
    return ("beat", "--schedule", str(tmp_path / f"beat-{number}"), "--pidfile", "")


def rounds(tmp_path):
    """How often the timetable's round was done by now."""
    log = tmp_path / "worker.log"
    lines = log.read_text().splitlines() if log.exists() else []
    return sum(ROUND in line and "succeeded" in line for line in lines)


def all_told(world):
    return lambda: world.ledger.sent == PEOPLE


def test_two_beats_and_two_workers_ask_decide_and_send_once(world, start, tmp_path):
    for number in (1, 2):
        start()
        start(*beat(tmp_path, number))
    wait_until(all_told(world), "every mail")
    done = rounds(tmp_path)

    wait_until(lambda: rounds(tmp_path) >= done + 4, "more rounds, with nothing to do")

    assert len(world.server.messages) == PEOPLE
    assert world.differences(rules=(("assigned", 0),)) == []


def test_without_a_broker_for_a_while_everything_is_only_later(world, start, broker, tmp_path):
    """Whatever ends is started again, as the image's restart policy does: Celery's worker comes
    back by itself, but at an unlucky instant it ends (celery.worker: Unrecoverable error)."""
    worker, timetable = start(), start(*beat(tmp_path))
    wait_until(all_told(world), "those asked first")

    broker.end(signal.SIGKILL)
    wait_until(
        lambda: "Connection to broker lost" in (tmp_path / "worker.log").read_text(), "the loss"
    )
    world.run("join", str(PEOPLE))
    assert world.ledger.sent == PEOPLE
    broker.start()

    def told_once_it_is_back():
        nonlocal worker, timetable
        if worker.process.poll() is not None:
            worker = start()
        if timetable.process.poll() is not None:
            timetable = start(*beat(tmp_path))
        return world.ledger.sent == 2 * PEOPLE

    wait_until(told_once_it_is_back, "the others")
    assert len(world.server.messages) == 2 * PEOPLE
    assert world.differences(rules=(("assigned", 0),)) == []


def test_worker_and_beat_killed_together_at_every_stage_are_followed_by_others(
    world, start, tmp_path
):
    world.env["LEASE_SECONDS"] = "4"  # what a killed worker held is another's after that
    stages = (
        ("asked", lambda: world.ledger.count("learning_assignment") > 0),
        ("decided", lambda: world.ledger.count("learning_reminder") > 0),
        ("a first mail", lambda: len(world.server.messages) > 0),
        ("half of the mails", lambda: len(world.server.messages) >= PEOPLE // 2),
        ("all but a few", lambda: len(world.server.messages) >= PEOPLE - 5),
    )
    for stage, reached in stages:
        both = start(), start(*beat(tmp_path))
        wait_until(reached, stage)
        for each in both:
            each.kill()
    start()
    start(*beat(tmp_path))

    wait_until(all_told(world), "every mail")

    # Each kill may catch a mail in either of the worker's two processes.
    assert world.differences(rules=(("assigned", 0),), repeats=2 * len(stages)) == []
