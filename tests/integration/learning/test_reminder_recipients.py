"""Supervisors and coordinators are told, each in one mail a day."""

from datetime import timedelta

import pytest

from accounts.models import Appointment, Bounce, Mail, OptOut
from learning.models import Reminder
from learning.services.reminders import decide_reminders
from tests.factories import (
    LONG_AGO,
    a_coordinator,
    a_learner,
    a_unit,
    an_assignment,
)
from tests.integration.learning.reminding import (
    DUE,
    a_reminded_requirement,
    a_rule,
    decide,
    from_due,
    ledger,
    supervised_by,
)

pytestmark = pytest.mark.django_db


def test_a_supervisor_gets_one_mail_about_all_their_people():
    chief = a_learner()
    version = a_reminded_requirement(("due", 7, "supervisor"))
    for _ in range(3):
        an_assignment(supervised_by(a_learner(), chief), version, due_on=DUE, assigned_at=LONG_AGO)

    decided = decide_reminders(now=from_due(7))

    assert (decided.sent, decided.mails) == (3, 1)
    assert ledger() == [(7, chief.pk, "sent", "")] * 3
    assert Mail.objects.get().recipient == chief


def test_somebody_without_a_supervisor_is_told_of_to_nobody():
    an_assignment(
        version=a_reminded_requirement(("due", 7, "supervisor")),
        due_on=DUE,
        assigned_at=LONG_AGO,
    )

    assert decide_reminders(now=from_due(7)).reminders == 0


def test_a_supervisor_who_left_is_told_nothing():
    chief = a_learner(deactivated_at=LONG_AGO)
    version = a_reminded_requirement(("due", 7, "supervisor"))
    an_assignment(supervised_by(a_learner(), chief), version, due_on=DUE, assigned_at=LONG_AGO)

    assert decide_reminders(now=from_due(7)).reminders == 0


def test_the_coordinators_nearest_to_the_primary_unit_are_told():
    school = a_unit()
    medicine = a_unit(parent=school)
    division = a_unit(parent=medicine)
    a_coordinator(school)
    one, two = a_coordinator(medicine), a_coordinator(medicine)
    a_coordinator(a_unit(parent=school))
    version = a_reminded_requirement(("due", 14, "coordinator"))
    an_assignment(a_learner(division), version, due_on=DUE, assigned_at=LONG_AGO)

    decide_reminders(now=from_due(14))

    assert sorted(ledger()) == sorted((14, who.pk, "sent", "") for who in (one, two))


def test_a_coordinator_is_told_of_themselves_by_nobody_but_the_next_above():
    school = a_unit()
    medicine = a_unit(parent=school)
    dean, own = a_coordinator(school), a_coordinator(medicine)
    version = a_reminded_requirement(("due", 14, "coordinator"))
    an_assignment(own, version, due_on=DUE, assigned_at=LONG_AGO)

    decide_reminders(now=from_due(14))

    assert ledger() == [(14, dean.pk, "sent", "")]


def test_whoever_is_learner_and_supervisor_gets_one_mail_a_day():
    chief = a_learner()
    version = a_reminded_requirement(("due", 7), ("due", 7, "supervisor"))
    an_assignment(chief, version, due_on=DUE, assigned_at=LONG_AGO)
    an_assignment(supervised_by(a_learner(), chief), version, due_on=DUE, assigned_at=LONG_AGO)

    decided = decide_reminders(now=from_due(7))

    assert (decided.sent, decided.mails) == (3, 2)
    assert Mail.objects.get(recipient=chief).reminders.count() == 2


def test_a_second_digest_on_one_day_is_left_to_the_first():
    chief = a_learner()
    version = a_reminded_requirement(("due", 7, "supervisor"))
    an_assignment(supervised_by(a_learner(), chief), version, due_on=DUE, assigned_at=LONG_AGO)
    decide(from_due(7))
    a_rule(version, "due", 8, "supervisor")
    late = an_assignment(
        supervised_by(a_learner(), chief),
        version,
        due_on=DUE - timedelta(days=1),
        assigned_at=LONG_AGO,
    )

    decide(from_due(7, 9))

    assert ledger(assignment=late)[-1] == (8, chief.pk, "suppressed", "digest")


def test_completed_means_that_the_supervisor_is_not_told():
    chief = a_learner()
    version = a_reminded_requirement(("due", 7, "supervisor"))
    an_assignment(
        supervised_by(a_learner(), chief),
        version,
        due_on=DUE,
        assigned_at=LONG_AGO,
        completed_at=from_due(3),
    )

    assert decide_reminders(now=from_due(7)).reminders == 0


def test_optional_reminders_stop_for_whoever_unsubscribed():
    version = a_reminded_requirement()
    a_rule(version, optional=True)
    a_rule(version, offset=1)
    assignment = an_assignment(version=version, due_on=DUE, assigned_at=LONG_AGO)
    OptOut.objects.create(person=assignment.person, kind="reminder", recorded_at=LONG_AGO)

    decide(from_due(0))
    decide(from_due(1))

    who = assignment.person_id
    assert ledger() == [(0, who, "suppressed", "unsubscribed"), (1, who, "sent", "")]


@pytest.mark.parametrize(
    ("address", "permanent", "because"),
    [("{}", True, "bounced"), ("{}", False, ""), ("old@example.org", True, "")],
)
def test_an_address_that_refuses_mail_is_not_written_to(address, permanent, because):
    assignment = an_assignment(
        version=a_reminded_requirement(("due", 0)), due_on=DUE, assigned_at=LONG_AGO
    )
    Bounce.objects.create(
        person=assignment.person,
        address=address.format(assignment.person.email.upper()),
        permanent=permanent,
        happened_at=LONG_AGO,
        recorded_at=LONG_AGO,
    )

    decide(from_due(0))

    assert [row[3] for row in ledger()] == [because]


def test_nothing_is_decided_of_test_people():
    an_assignment(
        a_learner(is_test=True),
        a_reminded_requirement(("due", 0)),
        due_on=DUE,
        assigned_at=LONG_AGO,
    )

    assert decide_reminders(now=from_due(0)).reminders == 0


def test_the_window_the_expiry_and_the_completion_are_anchors_too():
    person = a_learner()
    version = a_reminded_requirement(
        ("window", 0), ("window", 5), ("expiry", -3), ("completion", 0), ("completion", 10)
    )
    opened = from_due(-60, 0, 1)
    renewal = an_assignment(
        person,
        version,
        due_on=DUE,
        cycle=2,
        assigned_at=opened,
        counts_from=from_due(-60),
        previous_expires_at=from_due(1),  # the midnight that ends the due day
    )
    decide(opened)
    decide(from_due(-55))
    decide(from_due(-3))
    renewal.completed_at = from_due(-1, 15)
    renewal.save()
    decide(from_due(-1, 16))
    decide(from_due(9))

    found = [(row.rule.anchor, row.offset_days, row.decision) for row in Reminder.objects.all()]
    assert found == [
        ("window", 0, "sent"),
        ("window", 5, "sent"),
        ("expiry", -3, "sent"),
        ("completion", 0, "sent"),
        ("completion", 10, "sent"),
    ]


def test_of_completed_ones_only_the_newest_cycle_is_spoken_of():
    person = a_learner()
    version = a_reminded_requirement(("completion", 10))
    an_assignment(person, version, due_on=DUE, assigned_at=LONG_AGO, completed_at=from_due(-10, 12))
    an_assignment(person, version, due_on=None, cycle=2, assigned_at=from_due(-5))

    assert decide_reminders(now=from_due(0)).reminders == 0


def test_each_is_reminded_by_their_own_clock():
    version = a_reminded_requirement(("due", 0))
    here = an_assignment(version=version, due_on=DUE, assigned_at=LONG_AGO)
    tokyo = an_assignment(
        a_learner(time_zone="Asia/Tokyo"), version, due_on=DUE, assigned_at=LONG_AGO
    )

    decide(from_due(-1, 8, 59))
    assert ledger() == []
    decide(from_due(-1, 9))  # midnight in Tokyo
    assert ledger() == [(0, tokyo.person_id, "sent", "")]
    decide(from_due(0))
    assert ledger()[1:] == [(0, here.person_id, "sent", "")]


@pytest.mark.parametrize(("recipient", "statements"), [("supervisor", 16), ("coordinator", 16)])
def test_deciding_for_others_asks_no_more_for_many_than_for_few(
    recipient, statements, django_assert_num_queries
):
    for people in (1, 5):
        unit = a_unit()
        version = a_reminded_requirement(("due", 7, recipient))
        for _ in range(people):
            chief = a_coordinator(own := a_unit(parent=unit))
            person = supervised_by(a_learner(own), chief)
            an_assignment(person, version, due_on=DUE, assigned_at=LONG_AGO)
        with django_assert_num_queries(statements):
            assert decide_reminders(now=from_due(7)).mails == people


def test_a_new_supervisor_is_not_told_again_of_what_the_last_one_was_told():
    one, two = a_learner(), a_learner()
    version = a_reminded_requirement(("due", 7, "supervisor"))
    person = supervised_by(a_learner(), one)
    an_assignment(person, version, due_on=DUE, assigned_at=LONG_AGO)
    decide(from_due(7))
    Appointment.objects.filter(person=person).update(supervisor=two)

    assert decide(from_due(7, 1)).reminders == 0
