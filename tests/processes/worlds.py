"""A database, a mail server and a broker for a fault test, and the processes that meet in them."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.processes.ledger import Ledger, differences
from tests.running import ROOT, environment
from tests.smtp import MailServer

RULES_COME = (("assigned", 0), ("due", -14))  # the moment that somebody is assigned


@dataclass(frozen=True, slots=True)
class World:
    """What one test has to itself."""

    env: dict[str, str]
    server: MailServer
    ledger: Ledger

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.processes.reminding", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stderr=subprocess.PIPE, text=True)

    def ended(self, *arguments: str) -> int:
        """How a process with these arguments ended, in a number; an error is the test's."""
        process = self.start(*arguments)
        _, said = process.communicate()
        assert process.returncode <= 0, said
        return process.returncode

    def run(self, *arguments: str) -> None:
        assert self.ended(*arguments) == 0

    def differences(
        self, *, rules: tuple[tuple[str, int], ...] = RULES_COME, repeats: int = 0
    ) -> list[str]:
        return differences(self.ledger, self.server, rules=rules, repeats=repeats)


def a_world(var: Path, server: MailServer, template: Path | None = None, **more: str) -> World:
    """On a copy of that database, or an empty one of its own; leases of a second."""
    if template:
        shutil.copy(template, var)
    env = environment(
        var,
        **{
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "LEASE_SECONDS": "1",
            "LOG_LEVEL": "ERROR",
            "PYTHONPATH": ".",
            **more,
        },
    )
    return World(env, server, Ledger(more.get("DATABASE_URL", str(var / "concord.sqlite3"))))


def migrate(env: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def seeded(migrated: Path, var: Path, *seed: str) -> Path:
    """A copy of that database in which this was done: to be copied for each test."""
    shutil.copy(migrated, var)
    fill(environment(var, LOG_LEVEL="ERROR"), *seed)
    return var / migrated.name


def fill(env: dict[str, str], *seed: str) -> None:
    command = [sys.executable, "-m", "tests.processes.reminding", *seed]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
