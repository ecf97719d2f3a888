from datetime import date, timedelta

import pytest

from accounts.models import Appointment, Audience, AudienceRule, Employment, Tag
from accounts.rules.audience_terms import Facts, Place
from accounts.rules.audiences import matches, parse
from accounts.services.audiences import members_by_reason, people_matching
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
        people[person] = Facts(places=tuple(Place(frozenset({str(u.uuid)})) for u in mine))
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


def test_each_reason_has_the_people_of_the_audience_for_whom_it_holds():
    school = a_unit("School")
    medicine = a_unit("Medicine", parent=school)
    both, school_only = a_person(medicine), a_person(school)
    a_person()
    tagged(both, "preceptor")
    tagged(school_only, "away")
    members, _named = members_by_reason(
        parse(
            {
                "all": [
                    {"any": [unit_term(school), {"tag": "preceptor"}]},
                    {"none": [{"tag": "away"}]},
                ]
            }
        ),
        on=TODAY,
    )

    assert {reason: set(people) for reason, people in members.items()} == {
        f"unit:{school.uuid}": {both},
        "tag:preceptor": {both},
    }


def tagged(person, tag, **dates):
    return Tag.objects.create(person=person, tag=tag, recorded_at=LONG_AGO, **dates)


def kept(unit, data, name="Preceptors"):
    audience = Audience.objects.create(unit=unit, created_at=LONG_AGO)
    AudienceRule.objects.create(audience=audience, name=name, expression=data, recorded_at=LONG_AGO)
    return audience


def test_a_position_and_a_unit_in_one_term_are_one_appointment():
    medicine, surgery = a_unit("Medicine"), a_unit("Surgery")
    professor, chair_elsewhere = a_person(medicine), a_person(surgery)
    appoint(chair_elsewhere, medicine, position="Fellow")
    professor_there = {**unit_term(medicine), "position": "assistant professor"}

    assert found(professor_there) == {professor}
    apart = {"all": [unit_term(medicine), {"position": "assistant professor"}]}
    assert found(apart) == {professor, chair_elsewhere}


def test_positions_are_found_however_they_are_written():
    unit = a_unit()
    people = {a_person(unit) for _ in range(3)}
    for person, position in zip(people, ["Ärztin", "ÄRZTIN", " ärztin  "], strict=True):
        Appointment.objects.filter(person=person).update(position=position)
    a_person(unit)

    assert found({"position": "ärztin"}) == people
    assert found({"position": "Nobody"}) == set()


def test_the_latest_hire_counts_and_none_yet_to_come():
    first, again, soon = a_person(), a_person(), a_person()
    Employment.objects.filter(person=again).update(left_on=date(2025, 1, 1))
    Employment.objects.create(person=again, hired_on=date(2026, 3, 1), recorded_at=LONG_AGO)
    Employment.objects.filter(person=soon).update(left_on=date(2027, 1, 1))
    Employment.objects.create(person=soon, hired_on=date(2027, 2, 1), recorded_at=LONG_AGO)

    assert found({"hired": {"from": "2026-01-01"}}) == {again}
    assert found({"hired": {"to": "2026-03-01"}}) == {first, soon}
    assert found({"hired": {"from": "2024-01-01", "to": "2026-03-02"}}) == {first, again, soon}


def test_a_tag_counts_while_it_is_carried():
    person = a_person()
    tagged(person, "preceptor", from_on=date(2026, 3, 1), to_on=date(2026, 6, 1))

    assert [
        person in found({"tag": "preceptor"}, on=day)
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    ] == [False, True, True, False]


def test_a_saved_audience_holds_whom_it_says_now_and_names_itself():
    unit = a_unit()
    person, preceptor = a_person(unit), a_person()
    tagged(preceptor, "preceptor")
    inner = kept(unit, {"tag": "preceptor"})
    outer = kept(unit, {"any": [unit_term(unit), {"audience": str(inner.uuid)}]}, "Both")
    asked = {"audience": str(outer.uuid)}

    assert found(asked) == {person, preceptor}
    members, _named = members_by_reason(parse(asked), on=TODAY)
    assert set(members) == {
        f"audience:{outer.uuid}/unit:{unit.uuid}",
        f"audience:{outer.uuid}/tag:preceptor",
    }

    inner.rules.supersede(NOW)
    assert found(asked) == {person}


def test_the_number_of_queries_depends_on_the_kinds_of_terms_alone(django_assert_num_queries):
    unit = a_unit()
    person = a_person(unit)
    audience = kept(unit, {"any": [{"tag": "a"}, {"position": "Chair"}]})

    def several(number):
        return {
            "any": [
                {"position": "assistant professor"},
                *[{"position": f"Chair {n}"} for n in range(number)],
                *[{"kind": f"kind-{n}", **unit_term(unit)} for n in range(number)],
                *[{"audience": str(audience.uuid)}] * number,
                *[{"person": str(person.uuid)}] * number,
                *[{"hired": {"from": f"2026-01-0{n + 1}"}} for n in range(number)],
            ]
        }

    for number in (1, 6):
        with django_assert_num_queries(5):
            assert list(people_matching(parse(several(number)), on=TODAY)) == [person]


def test_two_queries_whatever_the_expression(django_assert_num_queries):
    units = [a_unit() for _ in range(5)]
    for unit in units:
        a_person(unit)
    data = {"any": [{"all": [unit_term(units[0])]}, *map(unit_term, units[1:])]}

    with django_assert_num_queries(2):
        assert len(list(people_matching(parse(data), on=TODAY))) == 5
