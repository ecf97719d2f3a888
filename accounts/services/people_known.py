"""What is known of people and units before a roster is taken in: a handful of set-based reads."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from accounts.models import Appointment, AuditEntry, Employment, Unit, User
from accounts.rules.roster import PersonRef, UnitRef

Value = TypeVar("Value")

CHUNK = 5000  # ids in one query: under what SQLite and PostgreSQL take
CHOSEN = "accounts.profile.updated"
GONE = "accounts.person.gone_from_roster"
SHUT = "accounts.person.deactivated"


def chunks(values: Iterable[Value], size: int = CHUNK) -> Iterator[list[Value]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def subject_of(person: User) -> str:
    """How the audit names a person."""
    return f"person:{person.uuid}"


@dataclass(frozen=True, slots=True)
class Known:
    """People by HR id and by address, with what is held of those a roster names."""

    ids: dict[str, int]  # HR id → id
    holders: dict[str, PersonRef]  # address in lower case → HR id, else id
    people: dict[int, User]
    employments: dict[int, list[Employment]] = field(default_factory=dict)
    appointments: dict[int, list[Appointment]] = field(default_factory=dict)
    roster: dict[str, tuple[int, str]] = field(default_factory=dict)  # active: HR id → id, address
    units: dict[tuple[int | None, str], int] = field(default_factory=dict)

    def unit(self, path: tuple[str, ...]) -> UnitRef:
        """The id of the current unit with this path, else the path itself, folded."""
        at: int | None = None
        for name in path:
            at = self.units.get((at, name.casefold()))
            if at is None:
                return tuple(part.casefold() for part in path)
        return at if at is not None else ()


def look_up(hr_ids: Collection[str], addresses: Collection[str]) -> Known:
    """Everything that taking in people with these HR ids and addresses has to know."""
    columns = ("pk", "hr_id", "email", "deactivated_at", "is_test")
    ids: dict[str, int] = {}
    holders: dict[str, PersonRef] = {}
    roster: dict[str, tuple[int, str]] = {}
    for pk, hr_id, email, deactivated_at, is_test in User.objects.values_list(*columns):
        holders[email.lower()] = hr_id or pk
        if hr_id:
            ids[hr_id] = pk
            if deactivated_at is None and not is_test:
                roster[hr_id] = (pk, email.lower())
    named = {ids[hr_id] for hr_id in hr_ids if hr_id in ids}
    unnumbered = (holders.get(address) for address in addresses)
    named |= {holder for holder in unnumbered if isinstance(holder, int)}
    return Known(
        ids=ids,
        holders=holders,
        people=_people(named),
        employments=_of_each(
            row
            for part in chunks(named)
            for row in Employment.objects.standing().filter(person__in=part)
        ),
        appointments=_of_each(
            row
            for part in chunks(named)
            for row in Appointment.objects.standing().filter(person__in=part)
        ),
        roster=roster,
        units=_units(),
    )


def _people(ids: Iterable[int]) -> dict[int, User]:
    return {
        person.pk: person for part in chunks(ids) for person in User.objects.filter(pk__in=part)
    }


Fact = TypeVar("Fact", Employment, Appointment)


def _of_each(rows: Iterable[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return dict(found)


def _units() -> dict[tuple[int | None, str], int]:
    rows = Unit.objects.current().order_by("-pk").values_list("pk", "parent", "name")
    return {(parent, name.casefold()): pk for pk, parent, name in rows}  # the oldest wins


def chose_their_name(people: Iterable[User]) -> set[int]:
    """Who of them chose the name they go by themselves: no roster overrules it."""
    by_subject = {subject_of(person): person.pk for person in people}
    return {
        by_subject[subject]
        for part in chunks(by_subject)
        for subject, after in AuditEntry.objects.filter(
            subject__in=part, action=CHOSEN
        ).values_list("subject", "after")
        if "preferred_name" in after
    }


def shut_by_roster(people: Iterable[User]) -> set[int]:
    """Which deactivated people were gone from a roster; the rest an admin deactivated."""
    by_subject = {subject_of(person): person.pk for person in people}
    latest: dict[str, str] = {}
    for part in chunks(by_subject):
        entries = AuditEntry.objects.filter(subject__in=part, action__in=[GONE, SHUT])
        latest |= dict(entries.order_by("pk").values_list("subject", "action"))
    return {by_subject[subject] for subject, action in latest.items() if action == GONE}
