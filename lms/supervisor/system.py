"""The whole system in one terminal: what `manage.py run` starts, and in which order."""

import os
import signal
import socket
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import NoReturn

from lms.supervisor import broker
from lms.supervisor.environment import for_parts
from lms.supervisor.parts import BROKER, Parts, ending

PATIENCE = 120.0
STARTED_AGAIN = ("worker", "beat")
A_WHILE = 60.0
MOST_IN_A_WHILE = 3
CELERY = (sys.executable, "-m", "celery", "-A", "lms.celery")


class Stopped(BaseException):
    """Ctrl-C, a closed terminal, or a polite kill."""


def stop_when_asked() -> None:
    """Own handlers: a shell's background job has SIGINT ignored, and Python then leaves it so."""

    def stop(signum: int, frame: FrameType | None) -> NoReturn:
        raise Stopped

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)


def say(words: str) -> None:
    """Tell the terminal, which may be closed already."""
    try:
        print(words, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (for the rest of its life)


def claim_port(port: int) -> None:
    """Refuse a port that cannot be had before anything is started."""
    if not 0 < port < 65536:
        raise SystemExit(f"{port} is not a port. Choose one from 1024 to 65535: make run PORT=8001")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8001"
            ) from error


def start_broker(parts: Parts, var: Path) -> None:
    part = parts.start(BROKER, broker.command(var), for_parts(0))
    if not broker.wait_until_it_answers(broker.socket_path(var), still_running=part.runs):
        raise SystemExit(f"The broker did not start. {part.last_words()}")


def start_rest(parts: Parts, var: Path, port: int) -> None:
    """Worker, web and beat together: none waits for another."""
    env = for_parts(port)
    quick = ("--without-gossip", "--without-mingle")
    parts.start("worker", [*CELERY, "worker", "-c", "2", "--loglevel", "INFO", *quick], env)
    parts.start("web", web_command(port), env)
    schedule = var / "beat" / "schedule"
    schedule.parent.mkdir(exist_ok=True)
    beat = (*CELERY, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO")
    parts.start("beat", beat, env)


def web_command(port: int) -> list[str]:
    options = {
        "--bind": f"127.0.0.1:{port}",
        "--worker-class": "gthread",
        "--workers": "2",
        "--threads": "4",
        "--graceful-timeout": "5",
    }
    flags = ["--preload", "--no-control-socket"]  # the application is read once for both workers
    given = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "gunicorn", *given, *flags, "lms.wsgi"]


def wait_until_ready(parts: Parts, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers_ready(port):
        watch(parts)
        if time.monotonic() > deadline:
            raise SystemExit(f"Not ready after {PATIENCE:.0f} s. Its logs: {parts.folder}")
        time.sleep(0.1)


def answers_ready(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def watch(parts: Parts) -> None:
    """A part that dies ends the whole, and is named."""
    if words := parts.obituary():
        raise SystemExit(words)


class Nurse:
    """Looks after a system that runs: a worker or a beat that ends by itself is started again.

    What is owed lies in the database, so nothing is lost with either of them; and Celery's worker
    ends by itself when its broker goes at an unlucky instant. One that ends too often is not well:
    like any other part, it then ends the whole, and is named.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.began: dict[str, list[float]] = {}

    def look(self) -> None:
        for part in self.parts.ended():
            if part.name not in STARTED_AGAIN or self._ended_too_often(part.name):
                continue
            how = ending(part.process)
            self.parts.start_again(part)
            say(f"{part.name} has stopped ({how}) and was started again. Its log: {part.log}")
        watch(self.parts)

    def _ended_too_often(self, name: str) -> bool:
        now = time.monotonic()
        lately = [at for at in self.began.get(name, []) if at > now - A_WHILE]
        self.began[name] = [*lately, now]
        return len(lately) >= MOST_IN_A_WHILE
