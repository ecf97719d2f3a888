"""Real processes for tests: a broker, a worker, the whole system; each in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lms.supervisor import broker

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0
STARTING = 240.0  # with the demo to be put in, on a busy machine
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DEBUG", "DEMO")


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"Not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


def environment(var: Path, **more: str) -> dict[str, str]:
    """The caller's own, without its services, and with a folder that is the test's."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "VAR_DIR": str(var), "SECRET_KEY": "tests-only", **more}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def processes_of(var: Path) -> list[str]:
    """Every process that runs on this folder, by its environment or where it stands (Linux)."""
    mark = f"VAR_DIR={var}".encode()
    found = []
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda folder: int(folder.name)):
        try:
            known = mark in (folder / "environ").read_bytes().split(b"\0")
            if known or (folder / "cwd").readlink() == var / "valkey":
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(f"{folder.name} {words}")
        except OSError:
            continue  # ended meanwhile
    return found


@dataclass
class Broker:
    """The embedded broker, to be killed and started again on the same folder."""

    var: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return broker.url(self.var)

    def start(self) -> None:
        self.process = subprocess.Popen(
            broker.command(self.var), stdout=subprocess.DEVNULL, env=environment(self.var)
        )
        path = broker.socket_path(self.var)
        assert broker.wait_until_it_answers(path, still_running=lambda: True)

    def end(self, signum: int = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(signum)
            self.process.wait(PATIENCE)
            self.process = None


@dataclass
class Worker:
    """A Celery worker with its pool, or a beat; killed as a group."""

    env: dict[str, str]
    app: str = "lms.celery"
    does: tuple[str, ...] = ("worker", "-c", "2", "--without-gossip", "--without-mingle")
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", self.app, *self.does]
        log = Path(self.env["VAR_DIR"]) / f"{self.does[0]}.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "--loglevel", "INFO"],
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """As the kernel would, out of memory: no word, no clean-up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Site:
    """The whole system as `make run` starts it."""

    var: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        """What a management command prints, run on the same database and broker."""
        env = environment(self.var, DEMO="1", REDIS_URL=broker.url(self.var), SITE_URL=self.url)
        env["SECRET_KEY"] = (self.var / "secret_key").read_text().strip()
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self) -> str:
        return (self.var / "said.txt").read_text()


@contextmanager
def a_running_site(var: Path, **more: str) -> Iterator[Site]:
    """Started on a free port, ready, and ended afterwards."""
    port = free_port()
    env = environment(var, **more)
    del env["SECRET_KEY"]  # `run` makes one
    with (var / "said.txt").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    site = Site(var, port, process)
    try:
        wait_until(lambda: "Logs:" in site.said() or process.poll() is not None, "ready", STARTING)
        assert process.poll() is None, site.said()
        yield site
    finally:
        process.terminate()
        process.wait(PATIENCE)
