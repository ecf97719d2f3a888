"""What a mail server's answer means, and when to try again. Pure: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import timedelta

ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
GOING_AWAY = 421  # RFC 5321, 3.8: the server closes the connection, whatever it was asked
# RFC 3463: the subject says what is wrong. These blame the address, the mailbox or the way to it;
# the others (system, protocol, content, policy) may be our own doing, and say nothing of a person.
ABOUT_THE_ADDRESS = {"0", "1", "2", "4"}
ABOUT_THE_SENDER = {"5.1.7", "5.1.8"}  # subject 1, yet of whom the mail comes from
FURTHER = 4  # each wait is so many times the one before


@dataclass(frozen=True, slots=True)
class Answer:
    """A mail server's refusal: its three digits, its enhanced code where it gave one, its words."""

    digits: int
    enhanced: str
    said: str

    @property
    def code(self) -> str:
        """The more telling of its codes: 5.1.1, else 550."""
        return self.enhanced or str(self.digits)

    @property
    def is_final(self) -> bool:
        """5xx: the same mail would be refused again. 4xx: it may be taken later."""
        return 500 <= self.digits < 600

    @property
    def is_going_away(self) -> bool:
        return self.digits == GOING_AWAY

    def __str__(self) -> str:
        return f"{self.digits} {self.said}"


def answer(digits: int, said: bytes | str) -> Answer:
    """What a server said, read."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = " ".join(text.split())
    found = ENHANCED.match(words)
    return Answer(digits, found[1] if found else "", words)


def marks_the_address(code: str) -> bool:
    """Whether a permanent refusal with this code says that the address is no good.

    One without an enhanced code does. "Relaying denied" (5.7.1) does not: a mail server set up
    wrongly would otherwise mark everybody's address in one night.
    """
    parts = code.split(".")
    if len(parts) != 3:
        return code.startswith("5")
    return parts[0] == "5" and parts[1] in ABOUT_THE_ADDRESS and code not in ABOUT_THE_SENDER


def wait_after(tries: int, first: timedelta) -> timedelta:
    """How long to leave a mail alone after so many tries: `first`, then ever longer."""
    times: int = FURTHER ** max(0, tries - 1)
    return first * times
