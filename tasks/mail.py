"""Sending what is owed. The outbox says to whom; the words are found at that moment."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Mail
from accounts.services.bounce_notices import BOUNCES, write_bounce_notices
from accounts.services.delivery import deliver, settle_refused, still_to_go
from accounts.services.invitations import write_invitations
from accounts.services.mail import (
    Letter,
    Unwanted,
    claim_mails,
    give_back,
    hold_on,
    is_mail_due,
    lease,
    let_go,
    note_failure,
    put_off,
    withdraw,
)
from accounts.services.smtp import ConnectionGone, Refusal
from learning.services.extension_answers import ANSWERED, write_answers
from learning.services.marked_mail import MARKED, write_marked
from learning.services.reminder_mail import write_reminders
from reports.services.mailing_mail import write_reports
from reports.services.mailings import REPORT

logger = logging.getLogger(__name__)

MOST_SECONDS = 120  # far below the time limit of a task; what is left waits for the next wake
MOST_LOST = 2  # connections that broke with nothing sent between: then the server is not well

Words = Mapping[int, Letter | Unwanted]  # by the id of the mail
Clock = Callable[[], datetime]


class Writer(Protocol):
    """Writes many mails of one kind at once, so that it asks the database once."""

    def __call__(self, mails: Iterable[Mail], *, now: datetime) -> Words: ...


WRITERS: dict[str, Writer] = {
    "reminder": write_reminders,
    "invitation": write_invitations,
    BOUNCES: write_bounce_notices,
    MARKED: write_marked,
    ANSWERED: write_answers,
    REPORT: write_reports,
}


@dataclass
class Round:
    """One wake's work: a connection kept open for as long as it lasts, and what came of it."""

    connection: BaseEmailBackend
    clock: Clock
    ends: float
    holds_until: float = 0.0  # half the lease of the batch in hand: another may have it soon
    tally: Counter[str] = field(default_factory=Counter)
    lost: int = 0  # connections in a row

    def is_over(self) -> bool:
        return time.monotonic() >= self.ends

    def claims(self) -> list[Mail]:
        """The next batch, and from when on it is no longer safely this worker's."""
        self.holds_until = time.monotonic() + lease().total_seconds() / 2
        return claim_mails(now=self.clock())

    def is_nearly_anothers(self) -> bool:
        """Whether half the lease of the batch has gone."""
        return time.monotonic() >= self.holds_until


@shared_task(ignore_result=True)
def send_due_mail(now: datetime | None = None) -> None:
    """Send what has fallen due. Woken every minute and by whoever owes a mail; any number may
    run at once, for a mail is leased to one of them, and a worker that dies lets it go.
    """
    going = Round(
        connection=get_connection(),
        clock=lambda: now or timezone.now(),
        ends=time.monotonic() + MOST_SECONDS,
    )
    try:
        while not going.is_over() and is_mail_due(now=going.clock()):
            going.connection.open()  # before the claim: a server that is down costs no mail a try
            mails = going.claims()
            if not mails:
                break  # all of it would be too fast for its domain
            _send(mails, going)
    except OSError as error:
        logger.warning("the mail server is not there: %s", error)
    finally:
        going.connection.close()
    if going.tally:
        came = ", ".join(f"{n} {what}" for what, n in sorted(going.tally.items()))
        logger.info("mails: %s", came)


def _send(mails: list[Mail], going: Round) -> None:
    """One batch, settled mail by mail; what there is no time for is given back untried.

    A lease that ran out while its worker still sends would have another send the same mails. The
    first of a batch goes out in any case, under a lease made anew: or a slow server would get none.
    """
    words = still_to_go(mails, _words(mails, now=going.clock()))
    for place, mail in enumerate(mails):
        if going.is_over() or (place and going.is_nearly_anothers()):
            give_back(mails[place:])
            return
        if going.is_nearly_anothers() and not hold_on(mail, now=going.clock()):
            continue  # its words took so long that another has it
        if mail.pk not in words:
            going.tally["not written"] += 1
            continue
        outcome = _settle(mail, words[mail.pk], going)
        going.tally[outcome] += 1
        if outcome == "let go":
            try:
                _connect_again(going)
            except OSError:
                give_back(mails[place + 1 :])
                raise


def _connect_again(going: Round) -> None:
    """One broken connection may be one mail's doing; two in a row are the server's."""
    going.lost += 1
    going.connection.close()
    if going.lost >= MOST_LOST:
        raise ConnectionGone("it hung up again")
    going.connection.open()


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


def _settle(mail: Mail, words: Letter | Unwanted, going: Round) -> str:
    """Send one mail, or write down why not; what came of it, in a word for the tally."""
    if isinstance(words, Unwanted):
        withdraw(mail, words, now=going.clock())
        return "withdrawn"
    try:
        deliver(mail, words, now=going.clock(), connection=going.connection)
    except ConnectionGone as gone:
        logger.warning("mail %s let go: the connection broke", mail.pk)
        let_go(mail, str(gone), in_doubt=gone.in_doubt, now=going.clock())
        return "let go"
    except Refusal as refusal:
        going.lost = 0
        return _refused(mail, refusal, going)
    except (OSError, ValueError) as error:  # a disk that is full; an address that is none
        put_off(mail, f"{type(error).__name__}: {error}", now=going.clock())
        logger.warning("mail %s not sent, try %s: %s", mail.pk, mail.tries, type(error).__name__)
        return "put off"
    going.lost = 0
    return "sent"


def _refused(mail: Mail, refusal: Refusal, going: Round) -> str:
    """For good: undeliverable. For now: later."""
    answer = refusal.answer
    if answer.is_final:
        logger.warning("mail %s is undeliverable: %s", mail.pk, answer.code)
        settle_refused(mail, answer, now=going.clock())
        return "undeliverable"
    logger.info("mail %s put off, try %s: %s", mail.pk, mail.tries, answer.code)
    put_off(mail, str(answer), now=going.clock())
    return "put off"
