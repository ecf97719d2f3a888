"""A report as of any past day says what a report of that day said (DOMAIN 7)."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Appointment, Employment, Leave
from accounts.models.facts import successor
from learning.models import Assignment, AssignmentPast, Completion, Enrolment
from learning.services.assignments import reconcile
from learning.services.due_dates import NewDay, date_by_rule, set_days
from learning.services.enrolment import enrol
from learning.services.fulfilment import fulfil
from learning.services.revoking import revoke_completion
from learning.services.waivers import take_back, waive
from reports.queries.behind import behind, in_order
from reports.queries.completion import Attribution, CompletionReport
from reports.queries.moments import INSTANT, Moment, day_asked_for
from reports.queries.organisation import EVERYTHING, organisation_at
from reports.queries.requirements import requirements_of
from tests.factories import a_course, a_learner, a_requirement, a_unit, an_admin, an_edition
from tests.integration.learning.helpers import false_caches

ZONE = ZoneInfo("America/Chicago")
FIRST = datetime(2026, 3, 2, 15, tzinfo=UTC)
SOON = 14
fill = import_module("learning.migrations.0015_how_they_stood_so_far").fill
DEEDS = (
    *("move", "leave", "rehire", "complete", "begin"),
    *("waive", "extend", "away", "learnt", "idle"),
    *("revoke", "ask", "re_date"),
)

histories = st.lists(
    st.tuples(st.integers(1, 40), st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 2)),
    min_size=4,
    max_size=9,
)


class AsOf(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.school = a_unit("Medicine")
        cls.units = [a_unit(f"Department {n}", parent=cls.school) for n in range(3)]
        cls.course = an_edition(a_course(cls.school)).course
        cls.admin = an_admin(cls.school)
        cls.people = [a_learner(cls.units[n % 3]) for n in range(4)]
        cls.versions = [
            a_requirement(
                cls.course,
                cls.school,
                due_days=30,
                now=FIRST,
                renewal="completion",
                active_months=3,
                window_months=1,
                minimum_months=1,
            ),
            a_requirement(cls.course, cls.units[0], due_days=60, now=FIRST, title="Of one"),
        ]

    @example(
        history=[
            *((2, deed, 0, 1) for deed in ("begin", "extend", "away", "complete", "move", "move")),
            *((9, deed, 3, 2) for deed in ("waive", "learnt", "move", "leave", "rehire", "idle")),
            *((40, deed, 1, 0) for deed in ("complete", "idle", "begin", "idle", "idle")),
            *((3, deed, 1, 0) for deed in ("waive", "ask", "re_date", "complete", "revoke")),
        ],
        attribution=Attribution.PRIMARY,
    )
    @given(history=histories, attribution=st.sampled_from(list(Attribution)))
    @settings(max_examples=12)
    def test_the_report_as_of_a_day_is_the_one_stored_on_it(self, history, attribution):
        stored = {}
        now = FIRST
        self.reconcile(now)
        for days, deed, person, unit in history:
            now += timedelta(days=days)
            self.do(deed, self.people[person], self.units[unit], now)
            self.reconcile(now + timedelta(minutes=1))
            day = now.astimezone(ZONE).date()
            stored[day] = said(Moment(day_asked_for(day, ZONE), ZONE, SOON), attribution)

        self.agree(stored, attribution)
        assert false_caches() == []
        AssignmentPast.objects.all().delete()
        Assignment.objects.update(changed_at=None)
        fill(apps, SimpleNamespace(connection=connection))
        self.agree(stored, attribution)

    def agree(self, stored, attribution):
        """As was then known, of which something is kept; and from facts alone, by what was known
        an instant later, when nothing was recorded."""
        for day, snapshot in stored.items():
            at = day_asked_for(day, ZONE)
            assert said(Moment(at, ZONE, SOON, known=at), attribution) == snapshot, day
            assert said(Moment(at, ZONE, SOON, known=at + INSTANT), attribution) == snapshot, day

    def reconcile(self, now):
        for version in self.versions:
            reconcile(version.requirement, now=now)

    def do(self, deed, person, unit, now):
        getattr(self, deed)(person, unit, now)

    def move(self, person, unit, now):
        self.end_appointment(person, now)
        Appointment.objects.create(person=person, unit=unit, from_on=now.date(), recorded_at=now)

    def end_appointment(self, person, now):
        for held in Appointment.objects.standing().filter(person=person, to_on=None):
            Appointment.objects.filter(pk=held.pk).supersede(now)
            successor(held, now=now, to_on=max(now.date(), held.from_on)).save()

    def leave(self, person, unit, now):
        self.end_appointment(person, now)
        for held in Employment.objects.standing().filter(person=person, left_on=None):
            Employment.objects.filter(pk=held.pk).supersede(now)
            successor(held, now=now, left_on=now.date()).save()

    def rehire(self, person, unit, now):
        if not Employment.objects.standing().filter(person=person, left_on=None).exists():
            Employment.objects.create(person=person, hired_on=now.date(), recorded_at=now)
        self.move(person, unit, now)

    def begin(self, person, unit, now):
        enrol(person, self.course, now=now)

    def complete(self, person, unit, now):
        enrolment = enrol(person, self.course, now=now)
        Enrolment.objects.filter(pk=enrolment.pk).update(closed_at=now)
        self.completed(person, now, now, source="by_hand")

    def learnt(self, person, unit, now):
        """Told today, of three weeks ago."""
        self.completed(person, now - timedelta(days=21), now, source="prior_learning")

    def completed(self, person, at, now, *, source):
        completion = Completion.objects.create(
            person=person, course=self.course, completed_at=at, source=source, recorded_at=now
        )
        fulfil(completion, now=now)

    def waive(self, person, unit, now):
        for assignment in Assignment.objects.in_force().filter(person=person):
            until = now.date() + timedelta(days=25)
            waive(assignment, until_on=until, reason="Away", approver=self.admin, now=now)

    def ask(self, person, unit, now):
        """Of who is spared: it is asked of them again."""
        spared = Assignment.objects.filter(person=person, waived_until__gt=now)
        if spared:
            take_back(spared, reason="Back", now=now, by=self.admin)

    def revoke(self, person, unit, now):
        for completion in Completion.objects.valid().filter(person=person):
            revoke_completion(completion, reason="A mix-up", now=now, by=self.admin)

    def re_date(self, person, unit, now):
        for version in self.versions:
            date_by_rule(version, now=now)

    def extend(self, person, unit, now):
        open_ones = Assignment.objects.in_force().filter(person=person, due_on__isnull=False)
        days = [
            NewDay(each.pk, each.due_on + timedelta(days=20), "extension") for each in open_ones
        ]
        set_days(days, now=now)

    def away(self, person, unit, now):
        day = now.date()
        if not Leave.objects.standing().filter(person=person, from_on=day).exists():
            Leave.objects.create(
                person=person, from_on=day, to_on=day + timedelta(days=9), recorded_at=now
            )

    def idle(self, person, unit, now):
        pass


def said(moment, attribution):
    """Every number of a report, and every row behind it."""
    organisation = organisation_at(EVERYTHING, moment)
    requirements = requirements_of(organisation, moment)
    report = CompletionReport(organisation, moment, requirements, attribution=attribution)
    cells = [
        (cell.unit.full_name, cell.requirement.requirement.key, dict(cell.counts), cell.compliant)
        for cell in report.cells(organisation.places)
    ]
    return cells, list(behind(report, in_order(report.people())))
