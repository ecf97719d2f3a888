"""Whether the ledger, the outbox and the mail server's own log say the same: in words what differs.

Read by plain SQL from outside, as somebody would who trusts none of the processes.
"""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.smtp import MailServer

OPEN = """
    SELECT asked.id, person.email
    FROM learning_assignment AS asked JOIN accounts_user AS person ON person.id = asked.person_id
    WHERE asked.withdrawn_at IS NULL AND asked.completed_at IS NULL
      AND person.deactivated_at IS NULL
"""
DECIDED = """
    SELECT entry.assignment_id, person.email, rule.anchor, rule.offset_days,
           entry.decision, entry.because, entry.mail_id
    FROM learning_reminder AS entry
    JOIN learning_reminderrule AS rule ON rule.id = entry.rule_id
    JOIN accounts_user AS person ON person.id = entry.recipient_id
    ORDER BY entry.id
"""
MAILS = """
    SELECT mail.id, mail.uuid, person.email, mail.sent_at, mail.withdrawn_because
    FROM accounts_mail AS mail JOIN accounts_user AS person ON person.id = mail.recipient_id
"""
LATE = """
    SELECT person.email FROM learning_reminder AS entry
    JOIN accounts_mail AS mail ON mail.id = entry.mail_id
    JOIN learning_assignment AS asked ON asked.id = entry.assignment_id
    JOIN accounts_user AS person ON person.id = entry.recipient_id
    WHERE mail.sent_at IS NOT NULL AND asked.completed_at <= mail.sent_at
"""

Rule = tuple[str, int]  # its anchor and offset


@dataclass(frozen=True, slots=True)
class Ledger:
    """A test's database, from outside."""

    url: str  # of PostgreSQL, or the path of an SQLite file

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if not self.url.startswith("postgres"):
            with closing(sqlite3.connect(self.url, timeout=20)) as database:
                return database.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.url) as database:
            return database.execute(sql).fetchall()

    def count(self, table: str, condition: str = "1 = 1") -> int:
        ((number,),) = self.rows(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(number)

    @property
    def sent(self) -> int:
        return self.count("accounts_mail", "sent_at IS NOT NULL")

    @property
    def owed(self) -> int:
        return self.count("accounts_mail", "sent_at IS NULL AND withdrawn_at IS NULL")


def differences(
    ledger: Ledger, server: MailServer, *, rules: tuple[Rule, ...], repeats: int = 0
) -> list[str]:
    """What is not as it has to be once everything has been done, a sentence for each.

    `rules`: those whose day has come for every open assignment. `repeats`: in how many mails at
    most a worker or a connection died between the server's yes and the note of it.
    """
    decided = ledger.rows(DECIDED)
    return [
        *undecided(ledger.rows(OPEN), decided, rules),
        *decided_twice(decided),
        *(f"{email} had completed and was reminded" for (email,) in ledger.rows(LATE)),
        *not_as_delivered(ledger.rows(MAILS), decided, server, repeats),
    ]


def undecided(
    asked: list[tuple[Any, ...]], decided: list[tuple[Any, ...]], rules: tuple[Rule, ...]
) -> list[str]:
    known = {(row[0], (row[2], row[3])) for row in decided}
    return [
        f"{email}: nothing is decided for {rule[0]} {rule[1]:+d}"
        for assignment, email in asked
        for rule in rules
        if (assignment, rule) not in known
    ]


def decided_twice(decided: list[tuple[Any, ...]]) -> list[str]:
    often = Counter(row[:4] for row in decided)
    return [f"{key} is decided {times} times" for key, times in often.items() if times > 1]


def not_as_delivered(
    mails: list[tuple[Any, ...]],
    decided: list[tuple[Any, ...]],
    server: MailServer,
    repeats: int,
) -> list[str]:
    """The outbox beside what the server took."""
    taken = Counter(str(message["Message-ID"]) for message in server.messages)
    reminded = {row[6] for row in decided if row[4] == "sent"}
    found = []
    for pk, uuid, email, sent_at, because in mails:
        mark = next((mark for mark in taken if mark.startswith(f"<{dashed(uuid)}@")), "")
        times = taken.pop(mark, 0)
        if sent_at is None and not because:
            found.append(f"{email}: a mail is still owed")
        if sent_at is None and times:
            found.append(f"{email}: the server has a mail that was not sent")
        if sent_at is not None and not times:
            found.append(f"{email}: the server never had what was sent")
        if pk not in reminded:
            found.append(f"{email}: a mail that no decision names")
        repeats -= max(0, times - 1)
    found += [f"the server has {mark}, of which nobody knows" for mark in taken]
    if repeats < 0:
        found.append(f"{-repeats} more repeated mails than connections or workers that died")
    return found


def dashed(uuid: object) -> str:
    """As a Message-ID has it; SQLite keeps the digits alone."""
    digits = str(uuid).replace("-", "")
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "-".join(parts)
