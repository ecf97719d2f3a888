"""Sending what is owed. The outbox says to whom; the words are found at that moment."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Mail
from accounts.services.invitations import write_invitations
from accounts.services.mail import (
    Letter,
    Unwanted,
    claim_mails,
    deliver,
    give_back,
    is_mail_due,
    note_failure,
    withdraw,
)
from learning.services.marked_mail import MARKED, write_marked
from learning.services.reminder_mail import write_reminders

logger = logging.getLogger(__name__)

MOST_SECONDS = 120  # far below the time limit of a task; what is left waits for the next wake

Words = Mapping[int, Letter | Unwanted]  # by the id of the mail
Clock = Callable[[], datetime]


class Writer(Protocol):
    """Writes many mails of one kind at once, so that it asks the database once."""

    def __call__(self, mails: Iterable[Mail], *, now: datetime) -> Words: ...


WRITERS: dict[str, Writer] = {
    "reminder": write_reminders,
    "invitation": write_invitations,
    MARKED: write_marked,
}


@shared_task(ignore_result=True)
def send_due_mail(now: datetime | None = None) -> None:
    """Send what has fallen due. Woken every minute and by whoever owes a mail; any number may
    run at once, for a mail is leased to one of them, and a worker that dies lets it go.
    """

    def clock() -> datetime:
        return now or timezone.now()

    connection = get_connection()
    tally: Counter[str] = Counter()
    ends = time.monotonic() + MOST_SECONDS
    try:
        while time.monotonic() < ends and is_mail_due(now=clock()):
            connection.open()  # before the claim: a server that is down costs no mail a try
            mails = claim_mails(now=clock())
            _send(mails, connection, clock, tally)
    except OSError as error:
        logger.warning("the mail server is not there: %s", error)
    finally:
        connection.close()
    if tally:
        logger.info("mails: %s", ", ".join(f"{n} {what}" for what, n in sorted(tally.items())))


def _send(
    mails: list[Mail], connection: BaseEmailBackend, clock: Clock, tally: Counter[str]
) -> None:
    """One batch, settled mail by mail; if the server goes away, the rest is given back."""
    words = _words(mails, now=clock())
    for place, mail in enumerate(mails):
        if mail.pk not in words:
            tally["not written"] += 1
            continue
        outcome = _settle(mail, words[mail.pk], connection, clock)
        tally[outcome] += 1
        if outcome == "failed":
            try:
                connection.close()
                connection.open()
            except OSError:
                give_back(mails[place + 1 :])
                raise


def _words(mails: list[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """What each mail says, asked kind by kind; what cannot be written is left out."""
    words: dict[int, Letter | Unwanted] = {}
    for kind in {mail.kind for mail in mails}:
        alike = [mail for mail in mails if mail.kind == kind]
        try:
            words.update(WRITERS[kind](alike, now=now))
        except DatabaseError:
            raise
        except Exception:
            logger.exception("the words of %s %s mails failed; each alone", len(alike), kind)
            words.update(_one_by_one(alike, now=now))
    return words


def _one_by_one(mails: list[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """Whatever is wrong with the words of one mail, the others go all the same."""
    words: dict[int, Letter | Unwanted] = {}
    for mail in mails:
        try:
            words.update(WRITERS[mail.kind]([mail], now=now))
        except DatabaseError:
            raise
        except Exception as error:
            note_failure(mail, f"{type(error).__name__}: {error}")
            logger.exception("mail %s cannot be written, try %s", mail.pk, mail.tries)
    return words


def _settle(
    mail: Mail, words: Letter | Unwanted, connection: BaseEmailBackend, clock: Clock
) -> str:
    """Send one mail, or write down why not; a failure is tried again when the lease runs out."""
    if isinstance(words, Unwanted):
        withdraw(mail, words, now=clock())
        return "withdrawn"
    try:
        deliver(mail, words, now=clock(), connection=connection)
    except (OSError, ValueError) as error:  # the server, the network; an address that is none
        note_failure(mail, f"{type(error).__name__}: {error}")
        logger.warning(
            "mail %s not delivered, try %s: %s", mail.pk, mail.tries, type(error).__name__
        )
        return "failed"
    return "sent"
