import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value

from accounts.models import Appointment, Employment, User
from accounts.services.set_based import MANY, among, insert_and_name, insert_select
from learning.models import Assignment, AssignmentReason
from learning.services.assignments import reconcile
from tests.factories import LONG_AGO, NOW, a_requirement, a_unit, an_assignment

pytestmark = pytest.mark.django_db


def give_reasons(*, why, **options):
    columns = {"assignment_id": F("pk"), "why": Value(why), "from_at": Value(NOW)}
    columns["recorded_at"] = Value(NOW)
    return insert_select(AssignmentReason, Assignment.objects.all(), columns, **options)


def test_what_is_there_already_is_left_out():
    an_assignment()
    assert give_reasons(why="unit:1") == 1
    an_assignment()

    assert give_reasons(why="unit:1") == 1

    reasons = AssignmentReason.objects.filter(why="unit:1").order_by("pk")
    assert [each.assignment for each in reasons] == list(Assignment.objects.order_by("pk"))


def test_what_could_not_be_there_and_is_stops_it_all():
    an_assignment()
    assert give_reasons(why="unit:1", may_exist=False) == 1
    an_assignment()

    with pytest.raises(IntegrityError), transaction.atomic():
        give_reasons(why="unit:1", may_exist=False)

    assert AssignmentReason.objects.filter(why="unit:1").count() == 1


def test_new_rows_are_named_by_one_of_their_columns():
    asked = [an_assignment().pk for _ in range(3)]
    columns = {"assignment_id": F("pk"), "why": Value("unit:1"), "from_at": Value(NOW)}
    columns["recorded_at"] = Value(NOW)

    some = Assignment.objects.filter(among("pk", asked[1:]))
    named = insert_and_name(AssignmentReason, some, columns, "assignment_id")

    reasons = AssignmentReason.objects.filter(why="unit:1")
    assert named == {each.assignment_id: each.pk for each in reasons}
    assert sorted(named) == asked[1:]
    assert insert_and_name(AssignmentReason, Assignment.objects.none(), columns, "why") == {}


def test_one_of_nobody_is_nobody_and_not_even_looked_for(django_assert_num_queries):
    an_assignment()

    with django_assert_num_queries(0):
        assert list(Assignment.objects.filter(among("person", []))) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no such statistics")
def test_the_planner_expects_the_rows_just_inserted():
    unit = a_unit()
    many_people_in(unit)

    for _ in range(4):
        version = a_requirement(unit=unit)
        assert reconcile(version.requirement, now=NOW).assigned == MANY

        assert expected(Assignment.objects.filter(requirement=version.requirement)) == MANY


def many_people_in(unit):
    people = [User(email=f"p{n}@example.org", hr_id=f"P{n}", password="!") for n in range(MANY)]
    User.objects.bulk_create(people)
    Employment.objects.bulk_create(Employment(person=p, recorded_at=LONG_AGO) for p in people)
    Appointment.objects.bulk_create(
        Appointment(person=person, unit=unit, recorded_at=LONG_AGO) for person in people
    )


def expected(rows):
    """How many rows the planner thinks that it will find."""
    [plan] = json.loads(rows.explain(format="json"))
    return plan["Plan"]["Plan Rows"]
