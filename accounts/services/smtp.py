"""One mail handed to one mail server, step by step, so that each kind of failure is told apart."""

import re
import smtplib
from collections.abc import Iterator
from email.generator import BytesGenerator
from email.message import Message
from email.policy import Compat32
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from accounts.rules.delivery import Answer, answer

PATIENCE = 3  # times the usual wait for the answer to a whole mail (RFC 5321, 4.5.3.2.6)
TAKEN = (250, 251)
GO_ON = 354


class Refusal(Exception):
    """The mail server refused this mail, for good or for now; the connection is still good."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


class ConnectionGone(OSError):
    """The mail server went away, was too slow, or takes nothing from us: no fault of the mail.

    `in_doubt`: it had the whole mail and did not say whether it keeps it.
    """

    def __init__(self, said: object, *, in_doubt: bool = False) -> None:
        super().__init__(str(said))
        self.in_doubt = in_doubt


def hand_over(message: EmailMessage, backend: BaseEmailBackend) -> None:
    """Give a mail for one recipient to the mail server; it has it when this returns.

    Raises Refusal, ConnectionGone, or ValueError for an address that no server could take.
    """
    server = getattr(backend, "connection", None)
    if not isinstance(server, smtplib.SMTP):  # files, or the memory of tests
        message.connection = backend
        message.send()
        return
    encoding = message.encoding or "utf-8"
    sender = _sender(message.from_email, encoding)
    recipient = sanitize_address(message.to[0], encoding)
    whole = message.message()
    try:
        _ask(server, sender, recipient, _bytes(whole))
    except Refusal:
        _start_afresh(server)
        raise


@lru_cache(maxsize=8)
def _sender(address: str, encoding: str) -> str:
    """We are few, and write to many."""
    return str(sanitize_address(address, encoding))


class Plainly(Compat32):
    """Writes a short header as it is, where the library weighs every word for a line's end."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        line = f"{name}: {value}"
        if isinstance(value, str) and line.isascii() and line.isprintable() and len(line) <= 76:
            return f"{line}{self.linesep}".encode()
        return super().fold_binary(name, value)


PLAINLY = Plainly(linesep="\r\n")


def _bytes(message: Message) -> bytes:
    """As it goes over the wire: a line that begins with a full stop gets another (4.5.2)."""
    lines = BytesIO()
    BytesGenerator(lines, mangle_from_=False, policy=PLAINLY).flatten(message)
    return re.sub(rb"(?m)^\.", b"..", lines.getvalue().removesuffix(b"\r\n")) + b"\r\n.\r\n"


def _ask(server: smtplib.SMTP, sender: str, recipient: str, whole: bytes) -> None:
    usual = server.sock.gettimeout() if server.sock else None
    in_doubt = False
    try:
        server.ehlo_or_helo_if_needed()
        _envelope(server, sender, recipient)
        server.send(whole)
        in_doubt = True
        if usual and server.sock:
            server.sock.settimeout(usual * PATIENCE)
        _expect(*server.getreply(), 250)
        if server.sock:
            server.sock.settimeout(usual)
    except (ConnectionGone, ValueError):
        raise
    except OSError as error:
        raise ConnectionGone(error, in_doubt=in_doubt) from error


def _envelope(server: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Until the server waits for the mail itself. All in one go where it can take that (2920)."""
    commands = (
        f"MAIL FROM:{smtplib.quoteaddr(sender)}",
        f"RCPT TO:{smtplib.quoteaddr(recipient)}",
        "DATA",
    )
    if server.has_extn("pipelining"):
        server.send("".join(f"{command}\r\n" for command in commands))
        replies = [server.getreply() for _ in commands]
        if replies[-1][0] == GO_ON and replies[1][0] not in TAKEN:
            server.send(".\r\n")  # it waits for a mail to nobody: an empty one (2920, 3.1)
            server.getreply()
        asked: Iterator[tuple[int, bytes]] = iter(replies)
    else:
        asked = (server.docmd(command) for command in commands)
    digits, said = next(asked)
    if digits != 250:
        raise ConnectionGone(answer(digits, said))  # it takes nothing that comes from us
    _expect(*next(asked), *TAKEN)
    _expect(*next(asked), GO_ON)


def _expect(digits: int, said: bytes, *good: int) -> None:
    if digits in good:
        return
    given = answer(digits, said)
    raise ConnectionGone(given) if given.is_going_away else Refusal(given)


def _start_afresh(server: smtplib.SMTP) -> None:
    """Forget the refused mail; a server that goes away now is noticed at the next."""
    try:
        server.rset()
    except OSError:
        server.close()
