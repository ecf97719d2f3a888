from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from learning.models import Assignment, Completion, Equivalent
from learning.services.assignments import reconcile
from learning.services.equivalents import Counting, admit_equivalent, end_equivalent, would_meet
from learning.services.fulfilment import fulfil
from learning.services.menus import MenuPart
from tests.factories import (
    LONG_AGO,
    NOW,
    a_course,
    a_learner,
    a_requirement,
    a_unit,
    an_admin,
    an_edition,
    hours_required,
)
from tests.integration.learning.helpers import at_now, four_at_once, page_of
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db

LIST = reverse("learning:equivalents")
NEW = reverse("learning:new_equivalent")


@pytest.fixture
def school():
    return a_unit("School of Medicine")


@pytest.fixture
def asked(school):
    """A requirement of the school, of one person who has completed another course in June."""
    version = a_requirement(
        an_edition(a_course(school, key="repair"), title="Repair").course, school, now=LONG_AGO
    )
    other = an_edition(a_course(key="circles"), title="Circles").course
    person = a_learner(school, first="Ada", last="Abel")
    Completion.objects.create(
        person=person,
        course=other,
        completed_at=NOW.replace(month=6, day=15),
        source="prior_learning",
        recorded_at=NOW,
    )
    reconcile(version.requirement, now=NOW)
    return version, other


def counting(asked, **days):
    version, other = asked
    return Counting(other, version.course, **days)


def names_met(what):
    with would_meet(what, now=NOW) as found:
        return [each.person.last_name for each in found]


def admit(what, by=None):
    return admit_equivalent(what, reason="Same content", now=NOW, by=by or an_admin())


def met():
    return list(
        Assignment.objects.filter(completed_at__isnull=False).values_list(
            "person__last_name", flat=True
        )
    )


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ({}, ["Abel"]),
        ({"from_on": date(2026, 6, 15)}, ["Abel"]),
        ({"from_on": date(2026, 6, 16)}, []),
        ({"to_on": date(2026, 6, 15)}, []),
        ({"to_on": date(2026, 6, 16)}, ["Abel"]),
    ],
)
def test_whom_it_would_meet_is_whom_it_meets(asked, days, names):
    what = counting(asked, **days)
    looked = names_met(what)

    admit(what)
    reconcile(asked[0].requirement, now=NOW)

    assert looked == names
    assert met() == names


def test_what_was_completed_too_early_to_count_is_not_promised(asked):
    Assignment.objects.update(counts_from=NOW.replace(month=7))
    assert names_met(counting(asked)) == []


def test_it_counts_one_way(asked):
    version, other = asked
    assert names_met(Counting(version.course, other)) == []


def test_looking_leaves_nothing(asked):
    names_met(counting(asked))
    assert not Equivalent.objects.exists()
    assert met() == []


@pytest.mark.parametrize(("hours", "names"), [("0.5", ["Abel"]), ("2", [])])
def test_hours_from_a_menu_are_told_where_they_suffice(school, hours, names):
    workshop, other = (an_edition(title=title).course for title in ("Workshop", "Elsewhere"))
    version = hours_required(
        school, hours=hours, now=LONG_AGO, menu=(MenuPart("Workshops", (workshop.pk,)),)
    )
    person = a_learner(school, first="Ada", last="Abel")
    done = completed(person, other, at=NOW - timedelta(days=9))
    Completion.objects.filter(pk=done.pk).update(hours=1)
    reconcile(version.requirement, now=NOW)
    what = Counting(other, workshop)

    looked = names_met(what)
    admit(what)
    reconcile(version.requirement, now=NOW)

    assert looked == names
    assert met() == names


def test_a_renewal_by_a_shorter_course_takes_what_counts_for_the_whole(school):
    whole, short, other = (an_edition(title=title).course for title in ("All", "Short", "Other"))
    terms = {"renewal": "completion", "active_months": 12, "window_months": 2}
    version = a_requirement(
        whole, school, now=LONG_AGO, renewal_course=short, minimum_months=6, **terms
    )
    person = a_learner(school, first="Ada", last="Abel")
    fulfil(completed(person, whole, at=NOW - timedelta(days=330)), now=LONG_AGO)
    reconcile(version.requirement, now=NOW - timedelta(days=320))
    reconcile(version.requirement, now=NOW - timedelta(days=5))
    completed(person, other, at=NOW - timedelta(days=2))
    what = Counting(other, whole)

    looked = names_met(what)
    admit(what)
    reconcile(version.requirement, now=NOW)

    assert looked == ["Abel"]
    assert Assignment.objects.get(cycle=2).completed_at == NOW - timedelta(days=2)


def test_ended_it_stays_on_record_and_what_was_met_stays_met(asked):
    first = admit(counting(asked))
    reconcile(asked[0].requirement, now=NOW)
    later, admin = NOW + timedelta(days=1), an_admin()

    ended = end_equivalent(first, to_on=date(2026, 6, 1), reason="Changed", now=later, by=admin)
    reconcile(asked[0].requirement, now=later)

    assert met() == ["Abel"]
    rows = Equivalent.objects.order_by("id").values_list("to_on", "superseded_at")
    assert list(rows) == [(None, later), (date(2026, 6, 1), None)]
    again = end_equivalent(ended, to_on=date(2026, 6, 1), reason="Again", now=later, by=admin)
    assert again == ended
    assert AuditEntry.objects.get(action="learning.equivalent.ended").reason == "Changed"


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [
        ({}, " ", "reason_missing"),
        ({"from_on": date(2026, 6, 2), "to_on": date(2026, 6, 2)}, "So", "ends_before_start"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, days, reason, code):
    with pytest.raises(ValidationError) as refusal:
        admit_equivalent(counting(asked, **days), reason=reason, now=NOW, by=an_admin())
    assert refusal.value.code == code


def test_a_course_does_not_count_for_itself(asked):
    with pytest.raises(ValidationError) as refusal:
        admit(Counting(asked[1], asked[1]))
    assert refusal.value.code == "same_course"


def test_days_that_overlap_are_said_once_and_others_may_follow(asked):
    admit(counting(asked, to_on=date(2026, 6, 1)))
    with pytest.raises(ValidationError) as refusal:
        admit(counting(asked, from_on=date(2026, 5, 1)))
    assert refusal.value.code == "said_already"
    admit(counting(asked, from_on=date(2026, 6, 1)))
    assert Equivalent.objects.standing().count() == 2


@pytest.mark.django_db(transaction=True)
def test_said_four_times_at_once_it_is_said_once(asked):
    admin = an_admin()
    results = four_at_once(lambda number: admit(counting(asked), by=admin))
    assert sum(isinstance(result, Equivalent) for result in results) == 1
    assert Equivalent.objects.count() == 1


@at_now
def test_an_admin_lets_a_course_count_after_seeing_whom_it_meets(client, asked, school):
    client.force_login(an_admin(school))
    sent = {"course": "circles", "counts_for": "repair", "from_on": "", "to_on": ""}
    assert client.post(NEW, sent | {"reason": "", "step": "look"}).status_code == 422

    look = client.post(NEW, sent | {"reason": "Same content", "step": "look"})
    assert "It would meet what is asked of 1 person." in look.content.decode()
    assert "Ada Abel" in look.content.decode()
    assert not Equivalent.objects.exists()
    client.post(NEW, sent | {"reason": "Same content", "step": "confirm"})

    page = page_of(client, LIST)
    assert "Circles" in page
    assert "Same content" in page
    assert "No title holds" in page_of(client, f"{LIST}?q=nothing")
    end = reverse("learning:end_equivalent", args=["circles", "repair"])
    assert page_of(client, end)
    assert client.post(end, {"to_on": "2026-12-01", "reason": ""}).status_code == 422
    client.post(end, {"to_on": "2026-12-01", "reason": "Rewritten"})
    assert Equivalent.objects.standing().get().to_on == date(2026, 12, 1)


@at_now
def test_an_admin_says_it_of_their_own_courses_alone(client, asked):
    admit(counting(asked))
    client.force_login(an_admin(a_unit("Surgery", parent=a_unit("Elsewhere"))))
    sent = {"course": "circles", "counts_for": "repair", "reason": "So", "step": "look"}

    assert client.post(NEW, sent).status_code == 422
    end = reverse("learning:end_equivalent", args=["circles", "repair"])
    assert client.get(end).status_code == 403
    assert "End it" not in page_of(client, LIST)
