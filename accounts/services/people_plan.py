"""What taking in a roster would change: worked out from reads alone, so that a preview is exact."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Appointment, User
from accounts.rules.roster import (
    Employed,
    Entry,
    Frame,
    PersonRef,
    Place,
    PlaceChange,
    Remark,
    Roster,
    Stretch,
    Wanted,
    latest,
    refused_addresses,
    settle_employment,
    settle_places,
)
from accounts.services.people_away import AwayPlan, compare_away, held_by
from accounts.services.people_known import (
    Known,
    chose_their_name,
    look_up,
    shut_by_roster,
)

NAMES = ("first_name", "last_name", "preferred_name")


@dataclass(slots=True)
class PersonPlan:
    """One person of a roster: who they are, if known, and what changes about them."""

    entries: list[Entry]
    person: User | None
    columns: dict[str, str] = field(default_factory=dict)
    employment: Employed | None = None
    places: list[PlaceChange] = field(default_factory=list)
    returns: bool = False
    away: AwayPlan = field(default_factory=AwayPlan)

    @property
    def hr_id(self) -> str:
        return self.entries[0].hr_id

    @property
    def changes(self) -> bool:
        settled = self.columns or self.employment or self.places or self.returns
        return bool(settled or self.away.changes)


@dataclass(slots=True)
class Plan:
    """What a roster changes, with a remark on everything in it that cannot be used."""

    rows: int
    known: Known
    people: list[PersonPlan]
    failed: list[Remark]
    warnings: list[Remark]
    units: list[tuple[str, ...]]  # paths to be made, parents first
    gone: list[int]
    active: int  # people of the roster who were active before

    @property
    def created(self) -> int:
        return sum(plan.person is None for plan in self.people)

    @property
    def updated(self) -> int:
        return sum(plan.person is not None and plan.changes for plan in self.people)

    @property
    def unchanged(self) -> int:
        return len(self.people) - self.created - self.updated


def plan_roster(roster: Roster, *, full: bool, today: date) -> Plan:
    """Compare a roster with what is known. Writes nothing."""
    groups = _groups(roster.entries)
    known = look_up(groups.keys(), {group[0].email.lower() for group in groups.values()})
    failed, warnings = list(roster.failed), list(roster.warnings)
    groups = _employable(groups, known, today, failed)
    groups = _addressable(groups, known, failed)
    people = _identified(groups, known, warnings)
    _compare_columns(people)
    _compare_returns(people, today, warnings)
    _compare_away(people, warnings)
    supervisors = _Supervisors(known, set(groups), warnings)
    for plan in people:
        _compare_places(plan, known, supervisors, today, plan.hr_id in roster.partial)
    return Plan(
        rows=roster.rows,
        known=known,
        people=people,
        failed=sorted(failed, key=lambda remark: remark.row),
        warnings=sorted(warnings, key=lambda remark: remark.row),
        units=_new_units(people, known),
        gone=_gone(roster, known) if full else [],
        active=len(known.roster),
    )


def _groups(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.hr_id, []).append(entry)
    return groups


def _employable(
    groups: dict[str, list[Entry]], known: Known, today: date, failed: list[Remark]
) -> dict[str, list[Entry]]:
    """Without the people who would have left before they are known to have been hired."""
    kept = {}
    for hr_id, group in groups.items():
        try:
            settle_employment(_stretches(known, _who(group, known)), _told(group[0]), today)
        except ValueError:
            words = _("It is before the day of hire that is known.")
            failed += [Remark(entry.row, "left_on", words) for entry in group]
        else:
            kept[hr_id] = group
    return kept


def _addressable(
    groups: dict[str, list[Entry]], known: Known, failed: list[Remark]
) -> dict[str, list[Entry]]:
    """Without the people whose rows give an address that is another's."""
    wanted: dict[PersonRef, str] = {
        hr_id: group[0].email.lower() for hr_id, group in groups.items()
    }
    held = dict(known.holders)
    for who, address in wanted.items():
        # Somebody invited, without an HR id so far: the first to come with that address.
        if who not in known.ids and isinstance(held.get(address), int):
            held[address] = who
    refused = refused_addresses(wanted, held)
    for who, owner in refused.items():
        words = _whose(owner, groups)
        failed += [Remark(entry.row, "email", words) for entry in groups[str(who)]]
    return {hr_id: group for hr_id, group in groups.items() if hr_id not in refused}


def _whose(owner: PersonRef, groups: dict[str, list[Entry]]) -> str:
    if isinstance(owner, int):
        return _("This address belongs to another person.")
    if owner in groups:
        words = _("This address belongs to the person in row %(row)d.")
        return words % {"row": groups[owner][0].row}
    return _("This address belongs to another person (HR id %(hr_id)s).") % {"hr_id": owner}


def _identified(
    groups: dict[str, list[Entry]], known: Known, warnings: list[Remark]
) -> list[PersonPlan]:
    """Each person of the file with whom they are: by HR id, else invited under that address."""
    plans = []
    for hr_id, group in groups.items():
        pk = _who(group, known)
        if pk is not None and hr_id not in known.ids:
            words = _("Taken to be the person invited under this address.")
            warnings.append(Remark(group[0].row, "email", words))
        plans.append(PersonPlan(group, None if pk is None else known.people[pk]))
    return plans


def _who(group: list[Entry], known: Known) -> int | None:
    holder = known.holders.get(group[0].email.lower())
    return known.ids.get(group[0].hr_id, holder if isinstance(holder, int) else None)


def _compare_columns(people: list[PersonPlan]) -> None:
    """Names and address; a name that somebody chose themselves stands."""
    for plan in people:
        if plan.person is None:
            continue
        entry, person = plan.entries[0], plan.person
        told = {name: getattr(entry, name) for name in NAMES} | {"hr_id": entry.hr_id}
        if entry.email.lower() != person.email.lower():
            told["email"] = entry.email
        plan.columns = {
            name: value
            for name, value in told.items()
            if value is not None and value != getattr(person, name)
        }
    renamed = [plan for plan in people if plan.person and "preferred_name" in plan.columns]
    chose = chose_their_name(plan.person for plan in renamed if plan.person)
    for plan in renamed:
        if plan.person and plan.person.pk in chose:
            del plan.columns["preferred_name"]


def _compare_returns(people: list[PersonPlan], today: date, warnings: list[Remark]) -> None:
    """Whom a roster had dropped, a roster brings back; whom an admin shut out, only an admin."""
    shut = [plan for plan in people if plan.person and plan.person.deactivated_at]
    by_roster = shut_by_roster(plan.person for plan in shut if plan.person)
    for plan in shut:
        left_on = plan.entries[0].left_on
        if left_on and left_on <= today:
            continue
        if plan.person and plan.person.pk in by_roster:
            plan.returns = True
        else:
            words = _("An admin deactivated this person; a roster does not change that.")
            warnings.append(Remark(plan.entries[0].row, "hr_id", words))


def _compare_away(people: list[PersonPlan], warnings: list[Remark]) -> None:
    """Leave and tags, where the file speaks of them at all."""
    told = [
        plan
        for plan in people
        if plan.entries[0].leave_from is not None or plan.entries[0].tags is not None
    ]
    held = held_by(plan.person.pk for plan in told if plan.person)
    for plan in told:
        pk = plan.person.pk if plan.person else 0
        leaves, tags = held.leaves.get(pk, []), held.tags.get(pk, [])
        plan.away = compare_away(plan.entries[0], leaves, tags, warnings)


class _Supervisors:
    """Finds who supervises; warns of each one who is nowhere to be found."""

    def __init__(self, known: Known, coming: set[str], warnings: list[Remark]) -> None:
        self.known = known
        self.coming = coming
        self.warnings = warnings

    def find(self, entry: Entry) -> PersonRef | None:
        hr_id = entry.supervisor_hr_id
        if not hr_id:
            return None
        if hr_id in self.known.ids:
            return self.known.ids[hr_id]
        if hr_id in self.coming:
            return hr_id
        words = _("Nobody has the HR id %(hr_id)s; the person goes in without a supervisor.")
        self.warnings.append(Remark(entry.row, "supervisor_hr_id", words % {"hr_id": hr_id}))
        return None


def _stretches(known: Known, pk: int | None) -> list[Stretch]:
    return [Stretch(row.hired_on, row.left_on) for row in known.employments.get(pk or 0, [])]


def _told(entry: Entry) -> Stretch:
    return Stretch(entry.hired_on, entry.left_on)


def _compare_places(
    plan: PersonPlan, known: Known, supervisors: _Supervisors, today: date, partial: bool
) -> None:
    """Employment and places."""
    pk = plan.person.pk if plan.person else 0
    stretches, told = _stretches(known, pk), _told(plan.entries[0])
    plan.employment = settle_employment(stretches, told, today)
    places = [place_of(row) for row in known.appointments.get(pk, [])]
    wanted = [
        Wanted(
            known.unit(entry.unit),
            entry.position,
            supervisors.find(entry),
            entry.supervisor_hr_id is not None,
            entry.appointment_kind,
        )
        for entry in plan.entries
    ]
    frame = _frame(plan.employment, stretches, bool(places), told.left_on, today)
    plan.places = settle_places(places, wanted, replace(frame, partial=partial))


def _frame(
    settled: Employed | None,
    known: list[Stretch],
    placed: bool,
    left_on: date | None,
    today: date,
) -> Frame:
    """From when new places hold: the hire, for who is new; today, for who was here before."""
    now = settled.stretch if settled else known[latest(known)]
    before = known[settled.corrects] if settled and settled.corrects is not None else now
    fresh = settled is not None and settled.corrects is None and (bool(known) or not placed)
    left = left_on is not None and left_on <= today
    return Frame(
        today=today,
        start=now.hired_on if fresh or left or not placed else max(today, now.hired_on or today),
        left_on=left_on,
        fresh=fresh,
        hired_was=before.hired_on,
        hired_is=now.hired_on,
    )


def place_of(row: Appointment) -> Place:
    return Place(
        row.unit_id,
        row.position,
        row.supervisor_id,
        row.primary,
        row.from_on,
        row.to_on,
        row.kind,
    )


def _new_units(people: list[PersonPlan], known: Known) -> list[tuple[str, ...]]:
    """Paths of the units that are missing, as first spelt, every parent before its children."""
    spelt: dict[tuple[str, ...], tuple[str, ...]] = {}
    for plan in people:
        for entry in plan.entries:
            for end in range(1, len(entry.unit) + 1):
                path = entry.unit[:end]
                ref = known.unit(path)
                if isinstance(ref, tuple):
                    spelt.setdefault(ref, path)
    return sorted(spelt.values(), key=len)


def _gone(roster: Roster, known: Known) -> list[int]:
    """Active people of earlier rosters whom no row names, not even a bad one by its address."""
    return [
        pk
        for hr_id, (pk, address) in known.roster.items()
        if hr_id not in roster.named and address not in roster.addressed
    ]
