from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employment, Mail
from learning.models import Assignment, DueDate, ExtensionRequest, Waiver
from learning.services.assignments import reconcile
from learning.services.extension_answers import ANSWERED
from learning.services.extension_requests import ask_extension
from tests.factories import (
    LONG_AGO,
    a_coordinator,
    a_learner,
    a_requirement,
    a_unit,
    an_admin,
)
from tests.integration.learning.helpers import page_of

pytestmark = pytest.mark.django_db

QUEUE = reverse("learning:extensions")
ANSWER = reverse("learning:answer_extensions")
MISSING = reverse("learning:missing_dates")


def deed(name):
    return reverse("learning:case", args=[name])


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def school():
    return a_unit("School of Medicine")


@pytest.fixture
def medicine(school):
    return a_unit("Internal Medicine", parent=school)


@pytest.fixture
def required(medicine):
    """A requirement of the department, due in 60 days, with its three people."""
    version = a_requirement(unit=medicine, now=LONG_AGO)
    for name in ("Abel", "Baker", "Cole"):
        a_learner(medicine, first="Ada", last=name)
    reconcile(version.requirement, now=timezone.now())
    return version


@pytest.fixture
def coordinator(client, medicine):
    person = a_coordinator(medicine, first="Cora", last="Zimmer")
    client.force_login(person)
    return person


@pytest.fixture
def admin(client, school):
    person = an_admin(school)
    client.force_login(person)
    return person


def assignment_of(last):
    return Assignment.objects.get(person__last_name=last)


def who(*lasts):
    return "?" + "&".join(f"who={assignment_of(last).uuid}" for last in lasts)


def text(response):
    return " ".join(response.content.decode().split())


def test_the_people_of_a_requirement_can_be_ticked_and_given_more_time(
    client, required, coordinator
):
    page = page_of(client, required.requirement.get_absolute_url())
    assert f'name="who" value="{assignment_of("Abel").uuid}"' in page
    assert f'formaction="{deed("extend")}"' in page
    assert deed("waive") not in page

    address = deed("extend") + who("Abel", "Baker")
    assert "2 people are chosen." in page_of(client, address)
    sent = {"day": in_days(90).isoformat(), "reason": "The ward moved"}
    look = client.post(address, sent | {"step": "look"})
    assert look.status_code == 200
    assert "It would be so for 2 people." in text(look)
    assert not DueDate.objects.filter(cause="extension").exists()
    done = client.post(address, sent | {"step": "confirm", "people": "2"}, follow=True)

    assert "2 people have more time." in text(done)
    assert "Extended until" in text(done)
    assert "The ward moved" in text(done)
    assert assignment_of("Abel").due_on == in_days(90)
    assert assignment_of("Cole").due_on != in_days(90)


def test_all_that_match_are_chosen_without_a_tick(client, required, admin):
    address = f"{deed('waive')}?requirement={required.requirement.key}&all=1&q=Ada"
    sent = {"day": in_days(90).isoformat(), "reason": "Strike", "scope": "requirement"}

    client.post(address, sent | {"step": "confirm", "people": "3"})

    assert Waiver.objects.filter(scope="requirement").count() == 3
    page = text(client.get(required.requirement.get_absolute_url()))
    assert "renewals too: Strike" in page


def test_where_others_match_by_now_it_is_looked_at_again(client, required, coordinator):
    address = f"{deed('extend')}?requirement={required.requirement.key}&all=1"
    sent = {"day": in_days(90).isoformat(), "reason": "Strike"}

    response = client.post(address, sent | {"step": "confirm", "people": "2"})

    assert "It would be so for" in text(response)
    assert not DueDate.objects.filter(cause="extension").exists()


def test_a_day_that_is_not_later_is_refused_beside_the_day(client, required, coordinator):
    sent = {"day": in_days(1).isoformat(), "reason": "Strike", "step": "confirm", "people": "1"}

    response = client.post(deed("extend") + who("Abel"), sent)

    assert response.status_code == 422
    assert "choose a later day" in text(response)


def test_nothing_is_done_without_a_reason(client, required, coordinator):
    sent = {"day": in_days(90).isoformat(), "reason": "", "step": "look"}
    assert client.post(deed("extend") + who("Abel"), sent).status_code == 422


def test_a_waiver_is_taken_back_on_the_same_page(client, required, admin):
    sent = {"day": in_days(90).isoformat(), "reason": "Abroad", "scope": "assignment"}
    client.post(deed("waive") + who("Abel"), sent | {"step": "confirm", "people": "1"})
    assert assignment_of("Abel").waived_until

    address = deed("take-back") + who("Abel", "Baker")
    look = client.post(address, {"reason": "Came back", "step": "look"})
    assert "For 1 person it cannot be done." in text(look)
    client.post(address, {"reason": "Came back", "step": "confirm", "people": "2"})

    assert assignment_of("Abel").waived_until <= timezone.now()


def test_people_of_elsewhere_are_not_there(client, required, school):
    client.force_login(a_coordinator(a_unit("Surgery", parent=school)))

    assert client.get(deed("extend") + who("Abel")).status_code == 404
    assert client.get(f"{deed('extend')}?who=nobody").status_code == 404
    assert client.get(f"{deed('dance')}").status_code == 404


def test_a_coordinator_waives_nothing(client, required, coordinator):
    assert client.get(deed("waive") + who("Abel")).status_code == 403
    assert client.get(deed("known-day") + who("Abel")).status_code == 403


def test_nobody_chosen_says_so(client, coordinator):
    assert "Nobody is chosen." in page_of(client, deed("extend"))


@pytest.fixture
def undated(medicine):
    """A requirement that counts from the hire, of somebody whose hire is not known."""
    version = a_requirement(unit=medicine, now=LONG_AGO, due_days=90, title="Consent")
    type(version).objects.filter(pk=version.pk).update(due_base="hired")
    person = a_learner(medicine, first="Dora", last="Dunn")
    Employment.objects.filter(person=person).update(hired_on=None)
    reconcile(version.requirement, now=timezone.now())
    return version


def test_a_queue_lists_who_has_no_due_date_and_is_worked_off(client, undated, coordinator):
    assert "1 person has no due date" in text(client.get(reverse("learning:requirements")))
    assert "1 has no due date yet" in text(client.get(undated.requirement.get_absolute_url()))
    queue = page_of(client, MISSING)
    assert "Dora Dunn" in queue
    assert "the day of hire" in queue
    assert "Dora" not in page_of(client, f"{MISSING}?q=Abel")

    sent = {"day": in_days(60).isoformat(), "reason": "Agreed", "step": "confirm", "people": "1"}
    done = client.post(f"{deed('resolve')}?missing=1&all=1", sent, follow=True)

    assert "Nobody is without a due date." in text(done)
    page = text(client.get(undated.requirement.get_absolute_url()))
    assert "Due day given by hand: Agreed" in page


def test_an_admin_records_the_day_of_hire_instead(client, undated, admin):
    sent = {"day": in_days(-30).isoformat(), "reason": "Contract"}
    look = client.post(f"{deed('known-day')}?missing=1&all=1", sent | {"step": "look"})
    assert "no due date" in text(look)
    client.post(f"{deed('known-day')}?missing=1&all=1", sent | {"step": "confirm", "people": "1"})

    held = Employment.objects.standing().get(person__last_name="Dunn")
    assert held.hired_on == in_days(-30)


def test_a_coordinator_of_elsewhere_has_an_empty_queue(client, undated, school):
    client.force_login(a_coordinator(a_unit("Surgery", parent=school)))
    assert "Nobody is without a due date." in page_of(client, MISSING)


def asking(last, days=90):
    return ask_extension(
        assignment_of(last), until_on=in_days(days), reason="Night shifts", now=timezone.now()
    )


def test_a_learner_asks_on_the_page_of_the_course_and_reads_the_answer_there(client, required):
    abel = assignment_of("Abel")
    client.force_login(abel.person)
    course = reverse("learning:course", args=[required.course.key])
    ask = reverse("learning:more_time", args=[required.course.key])
    assert "Ask for more time" in page_of(client, course)

    refused = client.post(ask, {"day": in_days(1).isoformat(), "reason": "Nights"})
    assert refused.status_code == 422
    asked = client.post(ask, {"day": in_days(90).isoformat(), "reason": "Nights"}, follow=True)
    assert "You have asked to have until" in text(asked)
    assert "You have asked to have until" in page_of(client, ask)

    request = ExtensionRequest.objects.get()
    client.force_login(an_admin())
    sent = {"decision": "asked", "reason": "Of course", "step": "confirm", "day": ""}
    client.post(f"{ANSWER}?who={request.uuid}", sent)
    client.force_login(abel.person)
    assert "Read the answer about more time" in page_of(client, course)
    assert "you were given more time" in page_of(client, course)
    assert "Of course" in page_of(client, ask)
    assert Mail.objects.get(kind=ANSWERED).recipient == abel.person


def test_nobody_asks_for_time_in_a_course_that_is_not_asked_of_them(client, required):
    client.force_login(a_learner())
    address = reverse("learning:more_time", args=[required.course.key])
    assert client.get(address).status_code == 404


def test_a_coordinator_answers_several_at_once(client, required, coordinator):
    first, second = asking("Abel"), asking("Baker")
    assert "2 people ask for more time" in text(client.get(reverse("learning:requirements")))
    queue = page_of(client, QUEUE)
    assert "2 requests wait for an answer." in queue
    assert "Night shifts" in queue

    address = f"{ANSWER}?who={first.uuid}&who={second.uuid}"
    assert "2 requests are chosen." in page_of(client, address)
    sent = {"decision": "other", "day": in_days(70).isoformat(), "reason": "Ten days"}
    look = text(client.post(address, sent | {"step": "look"}))
    assert "2 people get this answer by mail." in look
    assert ExtensionRequest.objects.filter(decided_at=None).count() == 2
    done = client.post(address, sent | {"step": "confirm"}, follow=True)

    assert "2 people are told by mail." in text(done)
    assert "Nobody waits for an answer." in text(done)
    assert assignment_of("Abel").due_on == in_days(70)
    assert "Ten days" in page_of(client, f"{QUEUE}?state=answered")


def test_another_day_needs_a_day(client, required, coordinator):
    address = f"{ANSWER}?who={asking('Abel').uuid}"
    sent = {"decision": "other", "day": "", "reason": "Ten days", "step": "look"}
    assert client.post(address, sent).status_code == 422


def test_a_request_answered_meanwhile_is_named(client, required, coordinator):
    address = f"{ANSWER}?who={asking('Abel').uuid}"
    sent = {"decision": "refuse", "day": "", "reason": "No", "step": "confirm"}
    client.post(address, sent)

    again = client.post(address, sent)

    assert again.status_code == 422
    assert "It has been answered already." in text(again)


def test_requests_of_elsewhere_are_neither_listed_nor_answered(client, required, school):
    request = asking("Abel")
    client.force_login(a_coordinator(a_unit("Surgery", parent=school)))

    assert "Night shifts" not in page_of(client, QUEUE)
    assert client.get(f"{ANSWER}?who={request.uuid}").status_code == 404
    assert client.get(f"{ANSWER}?who=x").status_code == 404


def test_the_queue_is_narrowed_by_requirement_and_unit(client, required, coordinator, medicine):
    asking("Abel")
    key = required.requirement.key
    assert "Night shifts" in page_of(client, f"{QUEUE}?requirement={key}&unit={medicine.uuid}")
    assert "Nobody fits." in page_of(client, f"{QUEUE}?q=nobody-at-all")


def test_a_year_far_away_is_refused(client, required, coordinator):
    sent = {"day": date(2090, 1, 1).isoformat(), "reason": "Ever", "step": "look"}
    response = client.post(deed("extend") + who("Abel"), sent)
    assert response.status_code == 422
    assert "within ten years" in text(response)
