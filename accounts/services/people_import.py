"""Taking in a roster: one transaction, whatever its size."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any, TypedDict

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Appointment, AuditEntry, Employment, Grant, Unit, User
from accounts.models.user import sort_name
from accounts.rules.roster import PersonRef, Place, Remark, Roster, UnitRef
from accounts.services.audit import record
from accounts.services.organisation import add_units, institution_day
from accounts.services.people_away import write_away
from accounts.services.people_facts import end_facts, end_rows, replace_facts
from accounts.services.people_known import GONE, chunks, subject_of
from accounts.services.people_plan import PersonPlan, Plan, plan_roster

MOST_GONE = 0.10
REASON = "roster"
BATCH = 1000
NAMES = ("first_name", "last_name", "preferred_name")
COLUMNS = ("hr_id", "email", *NAMES, "sort_name", "deactivated_at")


class Numbers(TypedDict):
    """What an import did, or would do, as it is printed and stored."""

    rows: int
    created: int
    updated: int
    unchanged: int
    deactivated: int
    units_created: int
    failed: list[dict[str, Any]]
    warnings: list[dict[str, Any]]


class TooManyGone(Exception):
    """A full file names too few of the people known: it is more likely cut short than true."""

    def __init__(self, gone: int, active: int) -> None:
        super().__init__(f"{gone} of {active} people are not in the file")
        self.gone = gone
        self.active = active


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an import goes: whether the file is the whole roster, and may drop many."""

    full: bool = False
    force: bool = False


def preview_people(roster: Roster, *, now: datetime, extent: Extent = Extent()) -> Numbers:
    """What `import_people` would answer now. Writes nothing."""
    return numbers(_plan(roster, now, extent))


@transaction.atomic
def import_people(
    roster: Roster, *, now: datetime, by: User | None = None, extent: Extent = Extent()
) -> Numbers:
    """Take in a roster: people, units, employments and appointments become what it says.

    All of it or, where something breaks, nothing. A second time it finds all unchanged.
    TooManyGone: a full file would deactivate more than a tenth, and nobody insisted.
    """
    list(Unit.objects.filter(parent=None).select_for_update().order_by("pk"))  # one at a time
    plan = _plan(roster, now, extent)
    outcome = numbers(plan)  # before the plan's new people become known ones
    _Import(plan, now, by).write()
    counts = {name: value for name, value in outcome.items() if isinstance(value, int)}
    counts |= {"failed": len(plan.failed), "full": extent.full}
    record(by, "accounts.people.imported", "roster", at=now, after=counts)
    return outcome


def _plan(roster: Roster, now: datetime, extent: Extent) -> Plan:
    plan = plan_roster(roster, full=extent.full, today=institution_day(now))
    if len(plan.gone) > MOST_GONE * plan.active and not extent.force:
        raise TooManyGone(len(plan.gone), plan.active)
    return plan


def numbers(plan: Plan) -> Numbers:
    return {
        "rows": plan.rows,
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "deactivated": len(plan.gone),
        "units_created": len(plan.units),
        "failed": [_said(remark) for remark in plan.failed],
        "warnings": [_said(remark) for remark in plan.warnings],
    }


def _said(remark: Remark) -> dict[str, Any]:
    return asdict(remark)


class _Import:
    """Writes a plan down, table by table."""

    def __init__(self, plan: Plan, now: datetime, by: User | None) -> None:
        self.plan = plan
        self.now = now
        self.by = by
        self.today = institution_day(now)
        self.units: dict[tuple[str, ...], int] = {}
        self.audit: list[AuditEntry] = []

    def write(self) -> None:
        made = add_units(self.plan.units, now=self.now, by=self.by)
        self.units = {tuple(n.casefold() for n in path): unit.pk for path, unit in made.items()}
        self._update_people()
        self._create_people()
        self._settle_employments()
        self._settle_places()
        away = [(plan.person, plan.away) for plan in self.plan.people if plan.person]
        write_away(away, today=self.today, now=self.now, by=self.by)
        self._drop_the_gone()
        AuditEntry.objects.bulk_create(self.audit, batch_size=BATCH)

    def _update_people(self) -> None:
        changed = []
        for plan in self.plan.people:
            person = plan.person
            if person is None or not plan.changes:
                continue
            before = {name: getattr(person, name) for name in plan.columns}
            after: dict[str, Any] = dict(plan.columns)
            if plan.columns or plan.returns:
                changed.append(person)
            for name, value in plan.columns.items():
                setattr(person, name, value)
            person.sort_name = sort_name(person)
            if plan.returns:
                person.deactivated_at = None
                after["returned"] = True
            self._note("accounts.person.updated", person, before, after)
        self._set_addresses_aside()
        # As an upsert, for bulk_update takes five times as long.
        User.objects.bulk_create(
            changed,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=COLUMNS,
        )

    def _set_addresses_aside(self) -> None:
        """Two may swap addresses: first nobody holds what another is to have."""
        aside = Concat(
            Value("moving-"),
            Cast("pk", CharField()),
            Value("@moving.invalid"),
            output_field=CharField(),
        )
        people = self.plan.people
        moving = [p.person.pk for p in people if p.person and "email" in p.columns]
        for part in chunks(moving, BATCH):
            User.objects.filter(pk__in=part).update(email=aside)
            EmailAddress.objects.filter(user__in=part).delete()  # or the old one would sign in

    def _create_people(self) -> None:
        plans = [plan for plan in self.plan.people if plan.person is None]
        for plan in plans:
            entry = plan.entries[0]
            plan.person = User(
                hr_id=entry.hr_id,
                email=entry.email,
                first_name=entry.first_name or "",
                last_name=entry.last_name or "",
                preferred_name=entry.preferred_name or "",
                joined_at=self.now,
                password=UNUSABLE_PASSWORD_PREFIX + token_hex(20),  # as set_unusable_password
            )
            plan.person.sort_name = sort_name(plan.person)
            self._note("accounts.person.created", plan.person, {}, {"row": entry.row})
        User.objects.bulk_create([p.person for p in plans if p.person], batch_size=BATCH)

    def _settle_employments(self) -> None:
        rows, replaced = [], []
        for plan in self.plan.people:
            if plan.employment is None or plan.person is None:
                continue
            known = self.plan.known.employments.get(plan.person.pk, [])
            corrects = plan.employment.corrects
            if corrects is not None:
                replaced.append(known[corrects].pk)
            rows.append(
                Employment(
                    person=plan.person,
                    hired_on=plan.employment.stretch.hired_on,
                    left_on=plan.employment.stretch.left_on,
                    recorded_at=self.now,
                    recorded_by=self.by,
                )
            )
        replace_facts(Employment, replaced, rows, now=self.now)
        self._end_roles([(row.person_id, row.left_on) for row in rows if row.left_on])

    def _end_roles(self, leavers: list[tuple[int, date]]) -> None:
        """A role ends with the employment."""
        days = dict(leavers)
        for part in chunks(days, BATCH):
            for grant in Grant.objects.standing().filter(person__in=part):
                on = days[grant.person_id]
                if grant.to_on is None or grant.to_on > on:
                    columns = ("to_on", "from_on")
                    end_rows(Grant, [grant], columns, on=on, now=self.now, by=self.by)

    def _settle_places(self) -> None:
        rows, replaced = [], []
        ids = self.plan.known.ids | {p.hr_id: p.person.pk for p in self.plan.people if p.person}
        for plan in self.plan.people:
            known = self.plan.known.appointments.get(plan.person.pk, []) if plan.person else []
            for change in plan.places:
                before = None if change.replaces is None else known[change.replaces]
                if before is not None:
                    replaced.append(before.pk)
                rows += [self._appointment(plan, place, ids) for place in change.rows]
        replace_facts(Appointment, replaced, rows, now=self.now)

    def _appointment(self, plan: PersonPlan, place: Place, ids: dict[str, int]) -> Appointment:
        assert plan.person is not None
        return Appointment(
            person_id=plan.person.pk,
            unit_id=self._unit(place.unit),
            position=place.position,
            kind=place.kind,
            primary=place.primary,
            supervisor_id=self._supervisor(place.supervisor, ids),
            from_on=place.from_on,
            to_on=place.to_on,
            recorded_at=self.now,
            recorded_by=self.by,
        )

    def _unit(self, ref: UnitRef) -> int:
        return ref if isinstance(ref, int) else self.units[ref]

    def _supervisor(self, ref: PersonRef | None, ids: dict[str, int]) -> int | None:
        return ids.get(ref) if isinstance(ref, str) else ref

    def _drop_the_gone(self) -> None:
        for part in chunks(self.plan.gone, BATCH):
            people = list(User.objects.filter(pk__in=part))
            User.objects.filter(pk__in=part).update(deactivated_at=self.now)
            end_facts(part, on=self.today, now=self.now, by=self.by)
            for person in people:
                self._note(GONE, person, {}, {"left_on": str(self.today)})

    def _note(
        self, action: str, person: User, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        self.audit.append(
            AuditEntry(
                at=self.now,
                by=self.by,
                action=action,
                subject=subject_of(person),
                before=before,
                after=after,
                reason=REASON,
            )
        )
