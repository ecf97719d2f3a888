"""Celery against the real embedded broker."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from itertools import count
from threading import Thread

import pytest
from redis import Redis

from tests.running import ROOT, environment, wait_until

pytestmark = pytest.mark.processes


def done(var):
    return sorted(path.stem for path in var.glob("*.done"))


def test_a_task_goes_out_and_is_done(var, start_worker, send):
    start_worker()

    send("tests.note", "one")

    wait_until(lambda: done(var) == ["one"], "the task")


def test_a_task_whose_worker_is_killed_is_run_again(var, start_worker, send):
    first = start_worker()
    send("tests.hold", "one")
    wait_until(lambda: list(var.glob("one.begun-*")), "the first worker's beginning")

    first.kill()
    (var / "let-go").touch()
    start_worker()

    wait_until(lambda: done(var) == ["one"], "the second worker's end")
    assert len(list(var.glob("one.begun-*"))) == 2


def test_a_task_whose_pool_process_is_killed_is_run_again(var, start_worker, send):
    start_worker()
    send("tests.hold", "one")
    wait_until(lambda: list(var.glob("one.begun-*")), "its beginning")

    (begun,) = var.glob("one.begun-*")
    os.kill(int(begun.name.rpartition("-")[2]), signal.SIGKILL)
    (var / "let-go").touch()

    wait_until(lambda: done(var) == ["one"], "its end in another process")


def test_what_waits_in_the_queue_outlives_a_broker_that_is_killed(var, broker, start_worker, send):
    """All but what was on its way: the transport takes a message out of the queue, and notes in
    a second step that a worker has it. Between the two there is one message at most, for each
    worker; the timetable's next round makes up for it.
    """
    names = sorted(f"task-{number}" for number in range(40))
    for name in names:
        send("tests.note", name)
    start_worker()
    wait_until(lambda: len(done(var)) >= 5, "the first few")

    broker.end(signal.SIGKILL)
    broker.start()

    wait_until(lambda: len(done(var)) >= len(names) - 1, "all that was not on its way")
    for name in set(names) - set(done(var)):
        send("tests.note", name)
    wait_until(lambda: done(var) == names, "the next round")


def test_what_is_lost_on_its_way_costs_no_more_than_the_next_wake(var, broker, start_worker, send):
    worker = start_worker()
    send("tests.note", "awake")
    wait_until(lambda: done(var) == ["awake"], "a worker that listens")
    lost = hand_over_to_a_worker_that_stands_still(broker, worker, send)

    broker.end(signal.SIGKILL)
    os.kill(worker.process.pid, signal.SIGCONT)
    log = var / "worker.log"
    wait_until(lambda: "Connection to broker lost" in log.read_text(), "a worker that knows")
    broker.start()
    send("tests.note", "next")

    wait_until(lambda: "next" in done(var), "the next wake")
    assert lost not in done(var)
    send("tests.note", lost)
    wait_until(lambda: lost in done(var), "the same once more")


def hand_over_to_a_worker_that_stands_still(broker, worker, send):
    """Send until one has left the queue towards a worker that cannot note it any more."""
    with Redis.from_url(broker.url) as queues:
        for number in count():
            os.kill(worker.process.pid, signal.SIGSTOP)
            send("tests.note", f"on-its-way-{number}")
            if queues.llen("celery") == 0 and queues.hlen("unacked") == 0:
                return f"on-its-way-{number}"
            # It was not listening at that moment, as happens between two of its questions.
            os.kill(worker.process.pid, signal.SIGCONT)
            wait_until(lambda: queues.llen("celery") == queues.hlen("unacked") == 0, "that one")


def wake(var, broker):
    code = "from lms.celery import wake; wake('tasks.housekeeping.report_alive'); print('went on')"
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=environment(var, REDIS_URL=f"unix://{broker}"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wake_that_finds_no_broker_costs_nothing_but_the_wake(tmp_path):
    run = wake(tmp_path, tmp_path / "nobody")

    assert (run.returncode, run.stdout) == (0, "went on\n"), run.stderr


def test_a_wake_knocks_once_for_whoever_saves_is_waiting(tmp_path):
    """Trying again, with seconds between, would hold up the page that has just committed."""
    knocks = []
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door"))
        door.listen()
        Thread(target=hang_up_on_everyone, args=(door, knocks), daemon=True).start()

        run = wake(tmp_path, tmp_path / "door")

    assert (run.returncode, run.stdout, len(knocks)) == (0, "went on\n", 1), run.stderr


def hang_up_on_everyone(door, knocks):
    with suppress(OSError):  # until the test closes the door
        while True:
            knock, _ = door.accept()
            knocks.append(knock)
            knock.close()
