from datetime import date, timedelta

import pytest

from accounts.models import Appointment, Employment
from accounts.rules.audiences import UnitTerm, matches, parse
from accounts.services.audiences import people_matching, term_members
from tests.factories import LONG_AGO, NOW, a_person, a_unit

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def unit_term(unit):
    return {"unit": str(unit.uuid)}


def found(data, on=TODAY):
    return set(people_matching(parse(data), on=on))


def appoint(person, unit, **dates):
    return Appointment.objects.create(
        person=person, unit=unit, primary=False, recorded_at=LONG_AGO, **dates
    )


def test_a_unit_holds_the_people_below_it_and_nobody_beside_it():
    school = a_unit("School")
    department = a_unit("Medicine", parent=school)
    division = a_unit("Cardiology", parent=department)
    beside = a_unit("Surgery", parent=school)
    of_department, of_division, _elsewhere = (a_person(u) for u in (department, division, beside))

    assert found(unit_term(department)) == {of_department, of_division}


def test_any_all_and_none_combine_and_nest():
    medicine, surgery, ethics = a_unit("Medicine"), a_unit("Surgery"), a_unit("Ethics")
    in_medicine, in_surgery, in_both = a_person(medicine), a_person(surgery), a_person(medicine)
    appoint(in_both, surgery)
    in_all_three = a_person(medicine)
    appoint(in_all_three, surgery)
    appoint(in_all_three, ethics)
    m, s, e = unit_term(medicine), unit_term(surgery), unit_term(ethics)

    assert found({"any": [m, s]}) == {in_medicine, in_surgery, in_both, in_all_three}
    assert found({"all": [m, s]}) == {in_both, in_all_three}
    assert found({"all": [m, {"none": [s, e]}]}) == {in_medicine}
    assert found({"any": [{"all": [m, s, {"none": [e]}]}, {"all": [s, {"none": [m]}]}]}) == {
        in_both,
        in_surgery,
    }


def test_the_query_agrees_with_the_rule():
    units = [a_unit(f"U{n}") for n in range(3)]
    people = {}
    for mask in range(1, 8):
        mine = [u for bit, u in enumerate(units) if mask >> bit & 1]
        person = a_person(mine[0])
        for unit in mine[1:]:
            appoint(person, unit)
        people[person] = {str(u.uuid) for u in mine}
    a, b, c = (unit_term(u) for u in units)

    for data in (
        a,
        {"any": [a, {"all": [b, c]}]},
        {"all": [{"any": [a, b]}, {"none": [{"all": [a, c]}]}]},
        {"all": [a, {"none": [b, {"none": [c]}]}]},
    ):
        expected = {p for p, mine in people.items() if matches(parse(data), mine)}
        assert found(data) == expected


def test_an_appointment_counts_from_its_first_day_to_the_day_before_it_ends():
    unit, elsewhere = a_unit(), a_unit()
    person = a_person(elsewhere)
    appoint(person, unit, from_on=date(2026, 3, 1), to_on=date(2026, 6, 1))

    assert [
        person in found(unit_term(unit), on=day)
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    ] == [False, True, True, False]


def test_a_superseded_appointment_counts_no_more():
    unit = a_unit()
    person = a_person(unit)
    Appointment.objects.filter(person=person).supersede(NOW)

    assert found(unit_term(unit)) == set()


def test_leavers_the_deactivated_and_test_accounts_are_left_out():
    unit = a_unit()
    person = a_person(unit)
    a_person(unit, deactivated_at=NOW)
    a_person(unit, is_test=True)
    leaver = a_person(unit)
    Employment.objects.filter(person=leaver).update(left_on=TODAY)

    assert found(unit_term(unit)) == {person}
    assert found(unit_term(unit), on=TODAY - timedelta(days=1)) == {person, leaver}


def test_the_rehired_and_those_of_unknown_employment_are_in():
    unit = a_unit()
    rehired, invited = a_person(unit), a_person(unit)
    Employment.objects.filter(person=rehired).update(left_on=date(2025, 1, 1))
    Employment.objects.create(person=rehired, hired_on=date(2026, 1, 1), recorded_at=LONG_AGO)
    Employment.objects.filter(person=invited).delete()

    assert found(unit_term(unit)) == {rehired, invited}


def test_a_unit_that_is_not_there_holds_nobody():
    person = a_person()
    unknown = {"unit": "5c5b9ac4-7a3e-4c7d-93a4-0d6d8a1f5a01"}

    assert found(unknown) == set()
    assert found({"all": [unit_term(person.appointments.get().unit), {"none": [unknown]}]}) == {
        person
    }


def test_the_members_of_a_term_are_those_whose_reason_it_can_be():
    school = a_unit("School")
    person = a_person(a_unit("Medicine", parent=school))
    a_person()

    assert list(term_members(UnitTerm(str(school.uuid)), on=TODAY)) == [person]


def test_two_queries_whatever_the_expression(django_assert_num_queries):
    units = [a_unit() for _ in range(5)]
    for unit in units:
        a_person(unit)
    data = {"any": [{"all": [unit_term(units[0])]}, *map(unit_term, units[1:])]}

    with django_assert_num_queries(2):
        assert len(list(people_matching(parse(data), on=TODAY))) == 5
