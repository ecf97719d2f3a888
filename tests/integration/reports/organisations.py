"""Random organisations, and what a report on them must say, counted one person at a time."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from accounts.models import Appointment, User
from learning.models import Assignment
from learning.rules.standing import Facts, standing
from reports.queries.completion import Attribution, CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING, organisation_under
from reports.queries.requirements import requirements_of
from tests.factories import LONG_AGO, NOW, a_course, a_requirement, a_unit

ZONE = ZoneInfo("America/Chicago")
TODAY = date(2026, 11, 24)
SOON = 14
MOMENT = Moment(NOW, ZONE, SOON)
# Around the instant asked for: both sides of every boundary, and the boundary itself.
NEAR = [NOW + timedelta(days=days) for days in (-30, -1, 0, 1, 14, 15)]
instants = st.none() | st.sampled_from(NEAR)
days = st.none() | st.sampled_from([TODAY + timedelta(days=n) for n in (-1, 0, 1)])
# Unit (an index), primary, from, to, superseded.
appointments = st.lists(
    st.tuples(st.integers(0, 5), st.booleans(), days, days, st.booleans()), max_size=3
)
# Requirement (an index), assigned, the six facts of a standing, and the last valid day.
assignments = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(NEAR[:4]),
        st.lists(instants, min_size=6, max_size=6),
        days,
    ),
    max_size=3,
)
people = st.lists(
    st.tuples(appointments, assignments, st.sampled_from(["", "", "", "test", "gone"])), max_size=7
)


def a_tree():
    """Two schools; in the first two departments, one of them with a division."""
    first, second = a_unit("Medicine"), a_unit("Nursing")
    surgery, paediatrics = a_unit("Surgery", parent=first), a_unit("Paediatrics", parent=first)
    division = a_unit("Trauma", parent=surgery)
    adults = a_unit("Adults", parent=second)
    return [first, second, surgery, paediatrics, division, adults]


def two_requirements(units):
    course = a_course(units[0])
    return [a_requirement(course, unit, title=f"Of {unit.name}") for unit in units[:2]]


def settle(units, versions, drawn):
    """Put the drawn people where they belong, with what is asked of them."""
    for held, asked, flag in drawn:
        person = User.objects.create(
            email=f"p{User.objects.count()}@example.org",
            first_name="Ada",
            last_name="Lind",
            is_test=flag == "test",
            deactivated_at=LONG_AGO if flag == "gone" else None,
        )
        _appoint(person, units, held)
        _assign(person, versions, asked)


def _appoint(person, units, held):
    open_units, has_primary = set(), False
    for unit, primary, from_on, to_on, superseded in held:
        stays = to_on is None and not superseded
        if stays and (unit in open_units or (primary and has_primary)):
            continue  # the table's own constraints
        if from_on and to_on and from_on > to_on:
            continue
        if stays:
            open_units.add(unit)
            has_primary |= primary
        Appointment.objects.create(
            person=person,
            unit=units[unit],
            primary=primary,
            from_on=from_on,
            to_on=to_on,
            recorded_at=LONG_AGO,
            superseded_at=LONG_AGO if superseded else None,
        )


def _assign(person, versions, asked):
    for cycle, (requirement, assigned_at, facts, expires_on) in enumerate(asked, start=1):
        waived, withdrawn, completed, due, previous, started = facts
        Assignment.objects.create(
            person=person,
            requirement=versions[requirement].requirement,
            version=versions[requirement],
            course=versions[requirement].course,
            cycle=cycle,
            assigned_at=assigned_at,
            waived_until=waived,
            withdrawn_at=withdrawn,
            completed_at=completed,
            due_on=due and due.date(),
            due_at=due,
            previous_expires_at=previous,
            started_at=started,
            expires_on=expires_on,
        )


def the_report(attribution=Attribution.PRIMARY, paths=EVERYTHING):
    organisation = organisation_under(paths, TODAY)
    requirements = requirements_of(organisation, MOMENT)
    return CompletionReport(organisation, MOMENT, requirements, attribution=attribution)


def by_hand(place, version, attribution):
    """(person → standing, the compliant), found with loops and the rule alone."""
    found, compliant = {}, set()
    for person in User.objects.filter(is_test=False, deactivated_at=None):
        newest = _newest(person, version)
        there = any(_brings(held, place, attribution) for held in person.appointments.all())
        if newest and there:
            found[person.pk] = _standing(newest)
            compliant |= {person.pk} if _is_compliant(newest) else set()
    return found, compliant


def _newest(person, version):
    asked = [
        assignment
        for assignment in person.assignments.all()
        if assignment.requirement_id == version.requirement_id and assignment.assigned_at <= NOW
    ]
    return max(asked, key=lambda assignment: assignment.cycle, default=None)


def _brings(held, place, attribution):
    return (
        held.superseded_at is None
        and (held.from_on is None or held.from_on <= TODAY)
        and (held.to_on is None or held.to_on > TODAY)
        and (held.primary or attribution == Attribution.ALL)
        and held.unit.path.startswith(place.path)
    )


def _standing(assignment):
    facts = Facts(
        waived_until=assignment.waived_until,
        withdrawn_at=assignment.withdrawn_at,
        completed_at=assignment.completed_at,
        due_at=assignment.due_at,
        expires_at=assignment.previous_expires_at,
        started_at=assignment.started_at,
        scheduled_from=assignment.scheduled_from,
    )
    return standing(facts, now=NOW, due_soon_days=SOON)


def _is_compliant(assignment):
    waived = assignment.waived_until and assignment.waived_until > NOW
    completed = assignment.completed_at and assignment.completed_at <= NOW
    valid = completed and (assignment.expires_on is None or assignment.expires_on >= TODAY)
    before = assignment.previous_expires_at and assignment.previous_expires_at > NOW
    return bool(waived or valid or before)
