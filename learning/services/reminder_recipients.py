"""Who would get a reminder, and what stands in the way of it. Reads only, constant statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from accounts.models import Bounce, Grant, Leave, OptOut
from accounts.models.organisation import SEGMENT
from accounts.rules.roles import Role
from accounts.services.mail import last_written_to, mails_to_join
from learning.rules import reminders as rules
from learning.rules.due_dates import Leave as Spell
from learning.rules.mail_hours import MailHours
from learning.services.dates import mail_hours, today, zone_of
from learning.services.reminder_plans import Candidate, Recipient

KIND = "reminder"
LONGEST_DAY = timedelta(hours=26)  # since when a mail may be of today, anywhere
FORGOTTEN = timedelta(days=30)  # leave that ended so long ago makes nothing less stale


@dataclass(frozen=True, slots=True)
class Coordinators:
    """Who answers for which unit and all below it."""

    by_path: Mapping[str, tuple[int, ...]]

    @classmethod
    def on(cls, day: date) -> "Coordinators":
        """Those of that day who may still sign in; one query."""
        held: dict[str, tuple[int, ...]] = {}
        grants = (
            Grant.objects.standing()
            .holding_on(day)
            .filter(
                role=Role.COORDINATOR, person__deactivated_at__isnull=True, person__is_test=False
            )
            .order_by("person_id")
        )
        for path, person in grants.values_list("unit__path", "person_id"):
            held[path] = (*held.get(path, ()), person)
        return cls(held)

    def of(self, path: str | None, person_id: int) -> tuple[int, ...]:
        """Those of the nearest unit, at or above this one, that has any but the person."""
        for end in range(len(path or ""), 0, -SEGMENT):
            held = self.by_path.get((path or "")[:end], ())
            if others := tuple(each for each in held if each != person_id):
                return others
        return ()


def recipients_of(
    candidate: Candidate, recipient: str, coordinators: Coordinators
) -> tuple[int, ...]:
    """Whom a rule of this kind tells of somebody; nobody where there is none."""
    if recipient == Recipient.LEARNER:
        return (candidate.person_id,)
    if recipient == Recipient.SUPERVISOR:
        return (candidate.supervisor_id,) if candidate.supervisor_id else ()
    return coordinators.of(candidate.path, candidate.person_id)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of recipients and of leave at one moment."""

    zones: Mapping[int, ZoneInfo]
    unsubscribed: frozenset[int]
    bounced: frozenset[int]
    written_to: Mapping[int, datetime]
    waiting: Mapping[int, int]  # mails that can still carry more
    leave: Mapping[int, tuple[Spell, ...]]
    hours: MailHours = field(default_factory=mail_hours)

    @classmethod
    def of(cls, zones: Mapping[int, str], *, now: datetime) -> "Known":
        """Of these people, by their ids with the zones they chose; and everybody's leave.

        Locks the mails that can still carry more, until the caller's transaction ends.
        """
        waiting = mails_to_join(zones, KIND, now=now)
        written_to = last_written_to(zones, KIND, since=now - LONGEST_DAY, now=now)
        return cls(
            zones={person: zone_of(name) for person, name in zones.items()},
            unsubscribed=unsubscribed(),
            bounced=bounced(),
            written_to={who: at for who, at in written_to.items() if who not in waiting},
            waiting=waiting,
            leave=spells(now=now),
        )

    def learner(self, candidate: Candidate) -> rules.Learner:
        left = filter(None, (candidate.withdrawn_at, candidate.deactivated_at))
        return rules.Learner(
            completed_at=candidate.completed_at,
            waived_until=candidate.waived_until,
            withdrawn_at=min(left, default=None),
            leave=self.leave.get(candidate.person_id, ()),
        )

    def recipient(self, person: int) -> rules.Recipient:
        return rules.Recipient(
            zone=self.zones[person],
            hours=self.hours,
            unsubscribed=person in self.unsubscribed,
            last_sent_at=self.written_to.get(person),
            bounced=person in self.bounced,
        )


def unsubscribed() -> frozenset[int]:
    """Who wants no optional reminders."""
    return frozenset(
        OptOut.objects.standing().filter(kind=KIND).values_list("person_id", flat=True)
    )


def bounced() -> frozenset[int]:
    """Whose address, as it is now, is known to refuse mail."""
    marked = Bounce.objects.standing().filter(permanent=True, address__iexact=F("person__email"))
    return frozenset(marked.values_list("person_id", flat=True))


def spells(*, now: datetime) -> dict[int, tuple[Spell, ...]]:
    """Everybody's leave that is, will be, or ended lately, by person."""
    held: dict[int, list[Spell]] = defaultdict(list)
    rows = Leave.objects.standing().exclude(to_on__lt=today(now) - FORGOTTEN).order_by("from_on")
    for person, from_on, to_on in rows.values_list("person_id", "from_on", "to_on"):
        held[person].append(Spell(from_on, to_on))
    return {person: tuple(each) for person, each in held.items()}
