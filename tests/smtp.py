"""A real mail server for tests, in a thread: it keeps what it was given, or misbehaves as told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests.running import free_port

NOBODY = "550 5.1.1 There is nobody of that name"
TAKEN = "250 OK"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the server's own log: who was to get which message, and what it answered.

    An empty answer: the connection was dropped instead.
    """

    to: tuple[str, ...]
    message_id: str
    answer: str


@dataclass
class MailServer:
    """Messages in the order in which they came, each one that was taken.

    `refused`: addresses it does not know. `at_rcpt`, `at_data`: what it answers for an address
    in place of 250 (`"450 4.2.0 Later"`). `seconds`: how long it thinks after each DATA.
    `drops_rcpt`, `drops_data`: of how many of the next mails it cuts the connection, before DATA
    or after it has read and *kept* the whole message. `pipelines`: takes commands in one
    go. `stop()` and `start()`: gone, and back at the same port.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    at_mail: str = ""
    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    drops_rcpt: int = 0
    drops_data: int = 0
    pipelines: bool = False
    connections: int = 0
    port: int = field(default_factory=free_port)
    controller: Controller | None = None

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return ["250-PIPELINING", *responses] if self.pipelines else responses

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return TAKEN

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.drops_rcpt:
            self.drops_rcpt -= 1
            self.log.append(Entry((address,), "", ""))
            return await hang_up(server)
        if answer := NOBODY if address in self.refused else self.at_rcpt.get(address, ""):
            self.log.append(Entry((address,), "", answer))
            return answer
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        to = tuple(envelope.rcpt_tos)
        answer = next((self.at_data[it] for it in to if it in self.at_data), TAKEN)
        drops = answer == TAKEN and self.drops_data > 0
        self.log.append(Entry(to, str(message["Message-ID"]), "" if drops else answer))
        if answer == TAKEN:
            self.messages.append(message)
        if drops:
            self.drops_data -= 1
            return await hang_up(server)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return answer

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=30)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None


async def hang_up(server: Any) -> str:
    """Cut the connection without a word; what is answered afterwards reaches nobody."""
    server.transport.abort()
    await asyncio.sleep(0)
    return "421 4.3.2 Gone"


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """Listening on a free port of this machine."""
    kept = MailServer()
    kept.start()
    try:
        yield kept
    finally:
        kept.stop()
