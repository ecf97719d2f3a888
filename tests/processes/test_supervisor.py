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
