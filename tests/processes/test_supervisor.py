"""`manage.py run`: all of it starts, and none of it stays."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.running import (
    ROOT,
    a_running_site,
    environment,
    free_port,
    processes_of,
    wait_until,
)

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """One folder for all, so that the database is made once."""
    return tmp_path_factory.mktemp("run")


def readyz(site):
    with urllib.request.urlopen(f"{site.url}/readyz", timeout=10) as reply:
        return json.load(reply)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_the_supervisor_ends_everything(var, signum):
    with a_running_site(var, DEMO="0") as site:
        assert readyz(site) == {
            "status": "ok",
            "missing": [],
            "parts": {"database": True, "migrations": True, "broker": True, "worker": True},
        }
        # supervisor, leash, broker, worker and its two, web and its two, beat
        assert len(processes_of(var)) == 10

        site.process.send_signal(signum)

        wait_until(lambda: not processes_of(var), "the end of them all", seconds=20)
        assert site.process.wait() == (-signum if signum == signal.SIGKILL else 0)


def test_a_part_that_dies_ends_the_whole_and_is_named(var):
    with a_running_site(var, DEMO="0") as site:
        web = next(line for line in processes_of(var) if "gunicorn" in line)  # the group's leader
        os.kill(int(web.split()[0]), signal.SIGKILL)

        assert site.process.wait(30) == 1
        assert "web has stopped (killed by SIGKILL). Its last words:" in site.said()
        wait_until(lambda: not processes_of(var), "the end of them all", seconds=20)


def leader(var, words):
    """The process id of a part: the first of its group to start."""
    return next((int(it.split()[0]) for it in processes_of(var) if words in it), None)


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_worker_or_a_beat_that_ends_by_itself_is_started_again(var, part):
    words = f"lms.celery {part}"
    with a_running_site(var, DEMO="0") as site:
        ended = leader(var, words)
        os.kill(ended, signal.SIGKILL)

        told = f"{part} has stopped (killed by SIGKILL) and was started again."
        wait_until(lambda: told in site.said(), "the new one")
        wait_until(lambda: len(processes_of(var)) == 10, "all ten of them")
        assert leader(var, words) != ended
        assert readyz(site)["status"] == "ok"
        assert site.process.poll() is None


def test_a_worker_that_ends_again_and_again_ends_the_whole_and_is_named(var):
    with a_running_site(var, DEMO="0") as site:
        for times in (1, 2, 3):
            os.kill(leader(var, "lms.celery worker"), signal.SIGKILL)
            told = "worker has stopped (killed by SIGKILL) and was started again."
            wait_until(lambda told=told, times=times: site.said().count(told) == times, "it again")
        os.kill(leader(var, "lms.celery worker"), signal.SIGKILL)

        assert site.process.wait(30) == 1
        assert "worker has stopped (killed by SIGKILL). Its last words:" in site.said()
        wait_until(lambda: not processes_of(var), "the end of them all", seconds=20)


def test_a_second_run_on_the_same_port_is_refused_in_one_line(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]

        run = subprocess.run(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=ROOT,
            env=environment(var),
            capture_output=True,
            text=True,
            check=False,
        )

    words = (
        f"Port {port} cannot be used (Address already in use). Choose another: make run PORT=8001\n"
    )
    assert (run.returncode, run.stderr) == (1, words)
