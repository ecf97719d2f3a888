"""What comes back to us by mail: failures of delivery, and wishes to be sent no more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Mail
from accounts.rules.delivery import marks_the_address
from accounts.services.bounces import Report, note_bounce
from accounts.services.mail_addresses import mail_named
from accounts.services.mail_choices import choose_mail, read_stop_token


@dataclass(frozen=True, slots=True)
class Returned:
    """One thing that came back: of which mail (its possible Message-IDs), with which code."""

    mails: tuple[str, ...]
    code: str
    said: str
    at: datetime | None


def take_in(returned: Iterable[Returned], *, now: datetime) -> Counter[str]:
    """Note what came back, each on its own; how many were new, known, or no mail of ours.

    A notification counts only for a mail that it names: anybody can write to this mailbox, but
    nobody can guess a Message-ID, and so nobody can have a colleague's address marked.
    """
    tally: Counter[str] = Counter()
    for one in returned:
        mail = next(filter(None, map(mail_named, one.mails)), None)
        if mail is None:
            tally["unknown"] += 1
            continue
        bounce = note_bounce(_report(mail, one, now), now=now)
        tally["noted" if bounce and bounce.recorded_at == now else "known"] += 1
    return tally


def _report(mail: Mail, one: Returned, now: datetime) -> Report:
    return Report(
        address=mail.address or mail.recipient.email,
        mail=mail,
        permanent=marks_the_address(one.code),
        code=one.code,
        said=one.said,
        at=min(one.at or mail.sent_at or mail.created_at, now),
    )


def stop_as_asked(subjects: Iterable[str], *, now: datetime) -> int:
    """Switch off what mail programs ask for by mail: their subject is the signed token."""
    stopped = 0
    for subject in subjects:
        meant = read_stop_token(subject.strip())
        if meant:
            person, kind = meant
            choose_mail(person, {kind.kind: False}, now=now)
            stopped += 1
    return stopped
