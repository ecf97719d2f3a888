from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, Mail
from accounts.services.mail import Unwanted
from learning.models import DueDate, ExtensionRequest
from learning.services.extension_answers import ANSWERED, write_answers
from learning.services.extension_requests import Decision, answer_requests, ask_extension
from learning.services.extensions import extend
from tests.factories import NOW, a_learner, a_requirement, an_admin, an_assignment
from tests.integration.learning.helpers import false_caches, four_at_once

pytestmark = pytest.mark.django_db

DUE = date(2027, 1, 23)
LATER = date(2027, 2, 20)


def given(*assignments, until_on=LATER, reason="Clinic closed", by=None):
    return extend(assignments, until_on=until_on, reason=reason, now=NOW, by=by or an_admin())


def test_who_gets_more_time_is_due_on_the_later_day_and_the_former_day_stays_on_record():
    assignment = an_assignment(due_on=DUE)
    admin = an_admin()

    given(assignment, by=admin)

    assignment.refresh_from_db()
    assert assignment.due_on == LATER
    rows = DueDate.objects.order_by("id").values_list("due_on", "cause", "superseded_at")
    assert list(rows) == [(DUE, "policy", NOW), (LATER, "extension", None)]
    newest = DueDate.objects.standing().get()
    assert (newest.due_at, newest.recorded_by) == (assignment.due_at, admin)
    entry = AuditEntry.objects.get(action="learning.assignment.extended")
    assert (entry.by, entry.reason) == (admin, "Clinic closed")
    assert (entry.before, entry.after) == ({"due_on": "2027-01-23"}, {"due_on": "2027-02-20"})
    assert false_caches() == []


@pytest.mark.parametrize(
    ("fields", "until_on", "reason", "code"),
    [
        ({}, LATER, " ", "reason_missing"),
        ({}, DUE, "Ill", "not_later"),
        ({"due_on": date(2026, 11, 1)}, date(2026, 11, 23), "Ill", "until_is_past"),
        ({"due_on": None}, LATER, "Ill", "no_due_date"),
        ({"completed_at": NOW}, LATER, "Ill", "completed"),
        ({"withdrawn_at": NOW}, LATER, "Ill", "withdrawn"),
    ],
)
def test_what_cannot_be_extended_is_refused(fields, until_on, reason, code):
    assignment = an_assignment(**({"due_on": DUE} | fields))

    with pytest.raises(ValidationError) as refusal:
        given(assignment, until_on=until_on, reason=reason)

    assert refusal.value.code == code


def test_of_many_those_who_cannot_be_given_time_are_named_and_left_as_they_are():
    version = a_requirement()
    open_one = an_assignment(version=version)
    done = an_assignment(version=version, completed_at=NOW)

    found = given(open_one, done)

    assert [each.pk for each in found.good] == [open_one.pk]
    assert [(each.pk, why) for each, why in found.why_not()] == [
        (done.pk, "It is completed: there is nothing left to do.")
    ]
    done.refresh_from_db()
    assert done.due_on == DUE


def test_given_twice_the_time_is_given_once():
    assignment, admin = an_assignment(), an_admin()

    given(assignment, by=admin)
    again = given(assignment, by=admin)

    assert len(again.good) == 1
    assert DueDate.objects.filter(cause="extension").count() == 1
    assert AuditEntry.objects.filter(action="learning.assignment.extended").count() == 1


def test_the_statements_do_not_grow_with_the_people(django_assert_num_queries):
    version, admin = a_requirement(), an_admin()
    few = [an_assignment(version=version) for _ in range(2)]
    many = [an_assignment(version=version) for _ in range(9)]

    with django_assert_num_queries(10) as first:
        given(*few, by=admin)
    with django_assert_num_queries(len(first)):
        given(*many, by=admin)


def asked(assignment=None, *, until_on=LATER, reason="My ward is short of people"):
    return ask_extension(assignment or an_assignment(), until_on=until_on, reason=reason, now=NOW)


def test_to_ask_moves_nothing_and_is_answered_later():
    request = asked()

    request.assignment.refresh_from_db()
    assert request.assignment.due_on == DUE
    assert (request.decided_at, request.until_on) == (None, LATER)


def test_the_same_asked_twice_is_one_and_another_waits_for_the_answer():
    assignment = an_assignment()
    first = asked(assignment)

    assert asked(assignment) == first
    with pytest.raises(ValidationError) as refusal:
        asked(assignment, until_on=date(2027, 5, 1))
    assert refusal.value.code == "asked_already"


def test_nobody_asks_for_a_day_that_is_not_later():
    with pytest.raises(ValidationError) as refusal:
        asked(until_on=DUE)
    assert refusal.value.code == "not_later"


@pytest.mark.parametrize(
    ("decision", "due_on", "granted"),
    [
        (Decision(granted=True), LATER, LATER),
        (Decision(granted=True, until_on=date(2027, 2, 1)), date(2027, 2, 1), date(2027, 2, 1)),
        (Decision(granted=False), DUE, None),
    ],
)
def test_an_answer_moves_the_day_or_leaves_it_and_is_told_by_mail(decision, due_on, granted):
    request, admin = asked(), an_admin()

    answer_requests([request], decision, answer="Good luck", now=NOW, by=admin)

    request.refresh_from_db()
    assert (request.granted_until_on, request.answer) == (granted, "Good luck")
    assert (request.decided_at, request.decided_by) == (NOW, admin)
    request.assignment.refresh_from_db()
    assert request.assignment.due_on == due_on
    mail = Mail.objects.get(kind=ANSWERED)
    assert mail.recipient == request.assignment.person
    (letter,) = write_answers([mail], now=NOW).values()
    assert "Good luck" in letter.text
    assert "Good luck" in letter.html
    assert f"/courses/{request.assignment.course.key}/" in letter.text


def test_what_was_answered_stays_so():
    request, admin = asked(), an_admin()
    answer_requests([request], Decision(granted=False), answer="No", now=NOW, by=admin)

    with pytest.raises(ValidationError) as refusal:
        answer_requests([request], Decision(granted=True), answer="Yes", now=NOW, by=admin)

    assert refusal.value.messages == ["It has been answered already."]
    assert Mail.objects.count() == 1


def test_an_answer_needs_words():
    with pytest.raises(ValidationError) as refusal:
        answer_requests([asked()], Decision(granted=True), answer=" ", now=NOW, by=an_admin())
    assert refusal.value.code == "reason_missing"


def test_who_completed_meanwhile_gets_no_later_day_and_can_still_be_answered():
    request, admin = asked(), an_admin()
    type(request.assignment).objects.update(completed_at=NOW)

    with pytest.raises(ValidationError):
        answer_requests([request], Decision(granted=True), answer="Yes", now=NOW, by=admin)
    answer_requests([request], Decision(granted=False), answer="Not needed", now=NOW, by=admin)

    assert ExtensionRequest.objects.get().answer == "Not needed"


def test_who_gets_unasked_what_they_asked_for_has_their_answer():
    request = asked()

    given(request.assignment)

    request.refresh_from_db()
    assert (request.granted_until_on, request.answer) == (LATER, "Clinic closed")
    assert Mail.objects.filter(kind=ANSWERED).count() == 1


def test_less_time_than_was_asked_for_is_no_answer():
    request = asked()

    given(request.assignment, until_on=LATER - timedelta(days=5))

    request.refresh_from_db()
    assert request.decided_at is None


def test_no_mail_goes_to_whoever_has_left():
    request = asked(an_assignment(a_learner(deactivated_at=NOW)))
    answer_requests([request], Decision(granted=False), answer="No", now=NOW, by=an_admin())

    (said,) = write_answers([Mail.objects.get()], now=NOW).values()

    assert isinstance(said, Unwanted)


@pytest.mark.django_db(transaction=True)
def test_four_who_answer_at_once_answer_once():
    request, admin = asked(), an_admin()

    results = four_at_once(
        lambda number: answer_requests(
            [request],
            Decision(granted=True, until_on=LATER + timedelta(days=number)),
            answer="Yes",
            now=NOW,
            by=admin,
        )
    )

    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert DueDate.objects.filter(cause="extension").count() == 1
    assert Mail.objects.filter(kind=ANSWERED).count() == 1
    assert false_caches() == []


@pytest.mark.django_db(transaction=True)
def test_one_extends_while_another_answers_and_neither_waits_for_ever():
    request, admin = asked(), an_admin()

    def act(number):
        if number % 2:
            return given(request.assignment, by=admin)
        decision = Decision(granted=True)
        return answer_requests([request], decision, answer="Yes", now=NOW, by=admin)

    four_at_once(act)

    request.refresh_from_db()
    assert request.granted_until_on == LATER
    assert DueDate.objects.filter(cause="extension").count() == 1
