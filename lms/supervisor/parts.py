"""The parts of a running system: each a group of processes, started and stopped as one."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

PR_SET_PDEATHSIG = 1
LAST_LINES = 15
BROKER = "broker"  # what the others lean on: the first to start, the last to stop
PATIENCE = 8.0  # a worker may be in the middle of a task


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its process (and its group's leader), where it writes what it says."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    command: Sequence[str]
    env: Mapping[str, str]

    def runs(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "\n  ".join(["Its last words:", *lines]) if lines else "It said nothing."


class Parts:
    """All of them. Leaving the `with` stops them: beat, web and worker, and then the broker."""

    def __init__(self, folder: Path, *, lock: int) -> None:
        self.folder = folder
        self.started: list[Part] = []
        self.leash = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("leash.py"))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[lock],
        )

    def __enter__(self) -> "Parts":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)  # it is stopping already
        self.stop([part for part in reversed(self.started) if part.name != BROKER])
        self.stop(list(self.started))
        assert self.leash.stdin
        with suppress(BrokenPipeError):
            self.leash.stdin.close()
        self.leash.wait()

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> Part:
        """Start a part in a session of its own: the terminal's Ctrl-C is not for it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._begin(name, command, env, how="wb")
        self.started.append(part)
        return part

    def start_again(self, part: Part) -> Part:
        """Start a part that ended by itself anew, in its place; its log goes on.

        What is left of its group ends first: a killed worker leaves its pool behind.
        """
        end_group(part.process.pid)
        self.tell_leash(-part.process.pid)
        again = self._begin(part.name, part.command, part.env, how="ab")
        self.started[self.started.index(part)] = again
        return again

    def _begin(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, how: Literal["wb", "ab"]
    ) -> Part:
        log = self.folder / f"{name}.log"
        with log.open(how) as output:
            process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509  (no threads here)
            )
        self.tell_leash(process.pid)
        return Part(name, process, log, command, env)

    def stop(self, parts: Sequence[Part]) -> None:
        """Ask them all to end, wait, and end whatever is left of their groups."""
        for part in parts:
            if part.runs():
                part.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for part in parts:
            with suppress(subprocess.TimeoutExpired):
                part.process.wait(max(0.0, deadline - time.monotonic()))
            end_group(part.process.pid)
            part.process.wait()
            self.started.remove(part)
            self.tell_leash(-part.process.pid)

    def tell_leash(self, group: int) -> None:
        assert self.leash.stdin
        with suppress(BrokenPipeError):  # someone killed it: dead() says so
            self.leash.stdin.write(f"{group}\n".encode())
            self.leash.stdin.flush()

    def ended(self) -> list[Part]:
        """Those that ended by themselves."""
        return [part for part in self.started if not part.runs()]

    def obituary(self) -> str:
        """Which part ended by itself, how, and what it said last; nothing while all are there."""
        if self.leash.poll() is not None:
            return f"leash has stopped ({ending(self.leash)})."
        for part in self.ended():
            return f"{part.name} has stopped ({ending(part.process)}). {part.last_words()}"
        return ""


def ending(process: subprocess.Popen[bytes]) -> str:
    if process.returncode < 0:
        return f"killed by {signal.Signals(-process.returncode).name}"
    return f"status {process.returncode}"


def end_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel itself tells a part that the supervisor is gone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask


def take_lock(path: Path) -> int:
    """The lock of a folder that only one system may run from, as an open file.

    A run that was killed outright holds it for the moment that its parts take to end.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise SystemExit(
                    f"Concord is already running from {path.parent}. Stop that one first (Ctrl-C)."
                ) from None
            time.sleep(0.1)
