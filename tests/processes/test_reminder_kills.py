"""A run of 200 reminders whose worker is killed again and again: nothing missing, nothing twice."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest

from tests.running import ROOT, Worker, environment, wait_until
from tests.smtp import a_mail_server

pytestmark = pytest.mark.processes

PEOPLE = 200
# Before the 2nd statement a worker knows nothing yet; by the 12th it writes the ledger; the
# later ones lie between the claim of a batch, the words, and what is settled mail by mail.
POINTS = (2, 4, 7, 9, 12, 19, 24, 31, 45, 60)


@pytest.fixture
def server():
    with a_mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def assigned(tmp_path_factory):
    """A database with 200 people assigned a moment ago, to be copied."""
    var = tmp_path_factory.mktemp("assigned")
    env = environment(var, LOG_LEVEL="ERROR")
    run(env, "manage.py", "migrate", "--verbosity", "0")
    run(env, "-m", "tests.processes.reminding", "seed", str(PEOPLE))
    return var / "concord.sqlite3"


@pytest.fixture
def env(tmp_path, server, assigned):
    """That database, this test's mail server, and leases of a second."""
    shutil.copy(assigned, tmp_path)
    return environment(
        tmp_path,
        EMAIL_URL=f"smtp://127.0.0.1:{server.port}",
        LEASE_SECONDS="1",
        LOG_LEVEL="ERROR",
    )


def start(env, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def run(env, *arguments):
    done = start(env, *arguments)
    assert done.returncode == 0, done.stderr


def count(env, table, condition):
    with closing(sqlite3.connect(f"{env['VAR_DIR']}/concord.sqlite3", timeout=20)) as database:
        (number,) = database.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
    return number


def sent(env):
    return count(env, "accounts_mail", "sent_at IS NOT NULL")


def assert_everyone_was_told(env, server):
    assert count(env, "learning_reminder", "decision = 'sent' AND mail_id IS NOT NULL") == PEOPLE
    assert count(env, "learning_reminder", "1") == PEOPLE
    assert count(env, "accounts_mail", "1") == PEOPLE
    told = {message["To"] for message in server.messages}
    assert len(told) == PEOPLE
    # Who was written to twice got the very same mail: the window that no system closes.
    of_each = {(message["To"], message["Message-ID"]) for message in server.messages}
    assert len(of_each) == PEOPLE


def test_killed_at_ten_points_a_run_of_200_reminders_tells_everyone_once(env, server):
    for point in POINTS:
        done = start(env, "-m", "tests.processes.reminding", "work", str(point))
        assert done.returncode == -signal.SIGKILL, f"{point}: {done.stderr}"
        decided = count(env, "learning_reminder", "1")
        assert decided in (0, PEOPLE), "a decision stands or falls with its transaction"
        assert count(env, "accounts_mail", "1") == decided

    def finished():
        run(env, "-m", "tests.processes.reminding", "work")
        return sent(env) == PEOPLE

    wait_until(finished, "the mails whose leases ran out")
    assert_everyone_was_told(env, server)
    repeated = Counter(message["Message-ID"] for message in server.messages)
    assert sum(repeated.values()) - PEOPLE <= len(POINTS)


def test_a_worker_killed_while_it_sends_is_followed_by_one_that_finishes(
    env, server, broker, start_worker_with, wake
):
    worker = start_worker_with(env)
    wake("tasks.reminders.decide_due_reminders")
    for mails in (20, 70, 120):
        wait_until(lambda mails=mails: len(server.messages) >= mails, f"{mails} mails")
        worker.kill()
        worker = start_worker_with(env)
        wake("tasks.mail.send_due_mail")

    def finished():
        wake("tasks.mail.send_due_mail")
        return sent(env) == PEOPLE

    wait_until(finished, "every mail")
    assert_everyone_was_told(env, server)


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
    from celery import Celery

    app = Celery(broker=broker.url.replace("unix://", "redis+socket://"))
    yield lambda task: app.send_task(task, ignore_result=True)
    app.close()
