"""A real mail server for tests, in a thread: it keeps what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests.running import free_port


@dataclass
class MailServer:
    """Messages in the order in which they came; `refused` are addresses that it does not take."""

    messages: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    connections: int = 0
    port: int = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 There is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(cast(EmailMessage, message))
        return "250 OK"


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """Listening on a free port of this machine."""
    kept = MailServer()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port(), ready_timeout=30)
    controller.start()
    kept.port = controller.port
    try:
        yield kept
    finally:
        controller.stop()
