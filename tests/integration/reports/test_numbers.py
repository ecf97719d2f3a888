"""Every number equals the list behind it, in whatever organisation (DOMAIN 7)."""

from collections import Counter
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Appointment
from learning.rules.standing import Standing
from reports.queries.behind import behind
from reports.queries.completion import COMPLIANT, Attribution, CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING, organisation_at
from reports.queries.requirements import requirements_of
from tests.factories import LONG_AGO, NOW, a_person, a_requirement, a_unit, an_assignment
from tests.integration.reports.organisations import (
    a_tree,
    by_hand,
    people,
    settle,
    the_report,
    two_requirements,
)

FIGURES = ["", COMPLIANT, *Standing]


class Numbers(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.units = a_tree()
        cls.versions = two_requirements(cls.units)

    @settings(max_examples=40, deadline=None)
    @given(drawn=people, attribution=st.sampled_from(list(Attribution)))
    def test_every_cell_is_what_counting_by_hand_gives(self, drawn, attribution):
        settle(self.units, self.versions, drawn)
        report = the_report(attribution)

        for cell in report.cells(report.organisation.places):
            standings, compliant = by_hand(cell.unit, cell.requirement, attribution)
            assert {s: n for s, n in cell.counts.items() if n} == Counter(standings.values())
            assert cell.people == len(standings)
            assert cell.compliant == len(compliant)

    @settings(max_examples=15, deadline=None)
    @given(drawn=people, attribution=st.sampled_from(list(Attribution)))
    def test_every_number_equals_the_list_behind_it(self, drawn, attribution):
        settle(self.units, self.versions, drawn)
        report = the_report(attribution)

        for cell in [*report.cells(report.organisation.places), *report.totals()]:
            asked = replace(report, unit=cell.unit, requirements=(cell.requirement,))
            numbers = {"": cell.people, **{f: cell.count(f) for f in FIGURES[1:]}}
            for figure in ["", *(figure for figure in FIGURES if numbers[figure])]:
                rows = list(behind(asked, asked.people(figure)))
                assert len(rows) == asked.people(figure).count() == numbers[figure]
                assert len({row.person for row in rows}) == len(rows)
                assert figure in ("", COMPLIANT) or {row.standing for row in rows} == {figure}
                assert figure != COMPLIANT or all(row.is_compliant for row in rows)
                assert all(
                    row.unit and (not cell.unit or cell.unit.holds(row.unit)) for row in rows
                )

    @settings(max_examples=15, deadline=None)
    @given(drawn=people, attribution=st.sampled_from(list(Attribution)))
    def test_a_part_of_the_scope_says_what_the_whole_says_of_it(self, drawn, attribution):
        settle(self.units, self.versions, drawn)
        whole = the_report(attribution)
        part = the_report(attribution, paths=(self.units[2].path, self.units[5].path))

        of_whole = {
            (cell.unit.path, cell.requirement.pk): (cell.counts, cell.compliant)
            for cell in whole.cells(part.organisation.places)
        }
        for cell in part.cells(part.organisation.places):
            key = cell.unit.path, cell.requirement.pk
            assert (cell.counts, cell.compliant) == of_whole[key]


@pytest.mark.django_db
def test_whoever_has_two_primary_appointments_at_once_counts_once_above():
    """Both have an end, so that nothing forbids them; the units below do not add up then."""
    top = a_unit("Medicine")
    units = [a_unit(name, parent=top) for name in ("Surgery", "Nursing")]
    person = a_person(units[0])
    Appointment.objects.filter(person=person).update(to_on=date(2099, 1, 1))
    Appointment.objects.create(
        person=person, unit=units[1], to_on=date(2099, 1, 1), primary=True, recorded_at=LONG_AGO
    )
    an_assignment(person, a_requirement(unit=top))
    moment = Moment(NOW, ZoneInfo("UTC"), 14)
    organisation = organisation_at(EVERYTHING, moment)
    report = CompletionReport(organisation, moment, requirements_of(organisation, moment))

    cells = report.cells(organisation.places)

    assert {cell.unit.name: cell.people for cell in cells} == {
        "Medicine": 1,
        "Nursing": 1,
        "Surgery": 1,
    }
