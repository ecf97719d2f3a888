"""How many reminder mails one worker sends a second, beside a bare loop that does as little."""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.figures import Figure
from bench.system import ROOT, System, free_port

if TYPE_CHECKING:
    from bench.reminders_made import World

ROUNDS = 3
MAILS = 1_500  # in a round
BATCH = 50
LEAST = 200.0


def sending(system: System, world: "World") -> Figure:
    """Messages a second to a mail server in a process of its own; each round other people."""
    from django.test import override_settings  # noqa: PLC0415  (needs Django set up)

    from tasks.mail import send_due_mail  # noqa: PLC0415

    ours, theirs = [], []
    with a_sink(system) as port, override_settings(**by_smtp(port)):
        for turn in range(ROUNDS + 1):
            ours.append(rate(send_due_mail, world, turn * 2))
            theirs.append(rate(lambda: send_bare(port), world, turn * 2 + 1))
    value = median(ours[1:])  # the first is to warm
    return Figure(
        name="reminders send",
        value=round(value, 1),
        unit="messages/s",
        control=round(median(theirs[1:]), 1),
        ratio=round(median(a / b for a, b in zip(ours[1:], theirs[1:], strict=True)), 3),
        aim=f"≥ {LEAST:.0f} messages/s with one worker",
        met=value >= LEAST,
    )


def by_smtp(port: int) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
    }


def rate(send: Callable[[], object], world: "World", turn: int) -> float:
    """Mails a second of one round; all of them have to be gone after it."""
    from accounts.models import Mail  # noqa: PLC0415
    from bench.reminders_made import owe  # noqa: PLC0415
    from learning.models import Assignment  # noqa: PLC0415

    asked = Assignment.objects.filter(requirement=world.due).order_by("pk")
    people = list(asked.values_list("person", flat=True)[turn * MAILS : (turn + 1) * MAILS])
    owe(world.due, people, now=world.now)
    begin = time.perf_counter()
    send()
    took = time.perf_counter() - begin
    if left := Mail.objects.filter(sent_at__isnull=True).count():
        raise RuntimeError(f"{left} mails are not sent")
    return MAILS / took


@contextmanager
def a_sink(system: System) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bench.smtp_sink", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=system.environment)
    try:
        wait_for(port)
        yield port
    finally:
        server.kill()
        server.wait()


def wait_for(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the mail server")


CLAIM = """
    UPDATE accounts_mail SET claimed_at = now(), tries = tries + 1
    WHERE id IN (
        SELECT id FROM accounts_mail
        WHERE sent_at IS NULL AND withdrawn_at IS NULL AND claimed_at IS NULL
        ORDER BY not_before, id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING id, recipient_id, uuid
"""
ADDRESS = "SELECT email, first_name, last_name FROM accounts_user WHERE id = %s"
SETTLE = "UPDATE accounts_mail SET sent_at = now(), message_id = %s WHERE id = %s"
TEXT = "Dear {{ name }},\n\n{% for line in lines %}{{ line }}: {{ url }}\n{% endfor %}"
HTML = "<p>Dear {{ name }},</p><ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>"


def send_bare(port: int) -> None:
    """The control: claim a batch, and of each the address, two small templates, send, settle."""
    from django.db import connection  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415

    templates = [engines["django"].from_string(source) for source in (TEXT, HTML)]
    with smtplib.SMTP("127.0.0.1", port) as line, connection.cursor() as cursor:
        while True:
            cursor.execute(CLAIM, [BATCH])
            claimed = cursor.fetchall()
            if not claimed:
                return
            for pk, recipient, uuid in claimed:
                cursor.execute(ADDRESS, [recipient])
                email, first, last = cursor.fetchone()
                context = {"name": f"{first} {last}", "lines": range(8), "url": "https://x.org/1"}
                text, html = (str(template.render(context)) for template in templates)
                line.send_message(message(email, f"<{uuid}@localhost>", text, html))
                cursor.execute(SETTLE, [f"<{uuid}@localhost>", pk])


def message(to: str, mark: str, text: str, html: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "dei@example.org", to, "Due today"
    made["Message-ID"] = mark
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    return made
