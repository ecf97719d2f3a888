from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry, Leave, Tag
from accounts.services.leave import Away, correct_leave, record_leave, take_back_leave
from accounts.services.tags import end_tag, give_tag
from tests.factories import NOW, a_learner, a_unit, an_admin
from tests.integration.learning.helpers import four_at_once, page_of

pytestmark = pytest.mark.django_db

MAY = Away(date(2026, 5, 1), date(2026, 6, 1))
OPEN = Away(date(2026, 12, 1))
TODAY = date(2026, 11, 24)


def recorded(person, away=MAY, **told):
    told = {"reason": "HR said so", "now": NOW, "by": told.pop("by", None) or an_admin()} | told
    return record_leave(person, away, **told)


def test_leave_is_recorded_once_with_its_reason():
    person, admin = a_learner(), an_admin()

    first = recorded(person, by=admin)

    assert recorded(person, by=admin) == first
    entry = AuditEntry.objects.get(action="accounts.leave.recorded")
    assert (entry.subject, entry.reason) == (f"person:{person.uuid}", "HR said so")
    assert entry.after == {"from_on": "2026-05-01", "to_on": "2026-06-01"}


def test_a_leave_is_ended_by_a_new_row_and_the_old_one_stays_on_record():
    person, admin, later = a_learner(), an_admin(), NOW + timedelta(days=30)
    leave = recorded(person, OPEN)

    away = Away(OPEN.from_on, date(2027, 1, 4))
    correct_leave(leave, away, reason="Back in January", now=later, by=admin)
    correct_leave(leave, away, reason="Back in January", now=later, by=admin)

    rows = Leave.objects.order_by("id").values_list("to_on", "recorded_at", "superseded_at")
    assert list(rows) == [(None, NOW, later), (date(2027, 1, 4), later, None)]
    entry = AuditEntry.objects.get(action="accounts.leave.corrected")
    assert entry.before == {"from_on": "2026-12-01", "to_on": None}


def test_a_leave_taken_back_was_never_and_stays_on_record():
    person, admin = a_learner(), an_admin()
    leave = recorded(person)

    for _ in range(2):
        take_back_leave(leave, reason="A mistake", now=NOW, by=admin)

    assert not Leave.objects.standing().exists()
    assert AuditEntry.objects.filter(action="accounts.leave.taken_back").count() == 1


@pytest.mark.parametrize(
    ("away", "code"),
    [
        (Away(date(2026, 5, 31), date(2026, 7, 1)), "overlaps"),
        (Away(date(2026, 4, 1)), "overlaps"),
        (Away(date(2026, 7, 1), date(2026, 7, 1)), "ends_before_start"),
    ],
)
def test_days_that_cannot_be_are_refused(away, code):
    person = a_learner()
    recorded(person)
    with pytest.raises(ValidationError) as refusal:
        recorded(person, away)
    assert refusal.value.code == code


def test_leave_may_follow_on_leave():
    person = a_learner()
    recorded(person)
    recorded(person, Away(MAY.to_on, date(2026, 7, 1)))
    assert Leave.objects.standing().count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_leave_four_times_at_once_is_one():
    person, admin = a_learner(), an_admin()
    four_at_once(lambda number: recorded(person, OPEN, by=admin))
    assert Leave.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_leaves_that_overlap_are_not_both_taken_at_once():
    person, admin = a_learner(), an_admin()
    starts = [OPEN.from_on + timedelta(days=number) for number in range(4)]
    four_at_once(lambda number: recorded(person, Away(starts[number]), by=admin))
    assert Leave.objects.count() == 1


def test_a_tag_is_given_once_and_ends_by_a_new_row():
    person, admin, later = a_learner(), an_admin(), NOW + timedelta(days=10)
    told = {"reason": "Teaches on the ward", "by": admin}

    first = give_tag(person, "Ward  Preceptor", now=NOW, **told)
    assert give_tag(person, "ward-preceptor", now=NOW, **told) == first
    end_tag(person, "ward-preceptor", now=later, **told)
    assert end_tag(person, "ward-preceptor", now=later, **told) is None

    rows = Tag.objects.order_by("id").values_list("tag", "from_on", "to_on", "superseded_at")
    assert list(rows) == [
        ("ward-preceptor", TODAY, None, later),
        ("ward-preceptor", TODAY, TODAY + timedelta(days=10), None),
    ]
    assert AuditEntry.objects.filter(action__startswith="accounts.tag.").count() == 2


def test_what_is_no_tag_is_refused():
    with pytest.raises(ValidationError) as refusal:
        give_tag(a_learner(), "¿?", reason="So", now=NOW, by=an_admin())
    assert refusal.value.code == "no_tag"


def to(name, person, *more):
    return reverse(f"accounts:{name}", args=[person.uuid, *more])


def test_an_admin_records_corrects_and_takes_back_leave_on_the_persons_page(client):
    school = a_unit()
    person = a_learner(school)
    client.force_login(an_admin(school))
    assert "No leave is known." in page_of(client, person.get_absolute_url())

    assert "due later by the days of leave" in page_of(client, to("new_leave", person))
    sent = {"from_on": "2026-05-01", "to_on": ""}
    assert client.post(to("new_leave", person), sent | {"reason": ""}).status_code == 422
    client.post(to("new_leave", person), sent | {"reason": "Parental"})
    assert "first day back not known yet" in page_of(client, person.get_absolute_url())

    change = to("change_leave", person, "2026-05-01")
    assert 'value="2026-05-01"' in page_of(client, change)
    wrong = client.post(change, sent | {"to_on": "2026-04-01", "reason": "Back"})
    assert wrong.status_code == 422
    assert "comes after the first day away" in wrong.content.decode()
    client.post(change, sent | {"to_on": "2026-06-01", "reason": "Back"})
    assert "back on 1 June 2026" in page_of(client, person.get_absolute_url())

    client.post(to("cancel_leave", person, "2026-05-01"), {"reason": "Somebody else's"})
    page = page_of(client, person.get_absolute_url())
    assert "No leave is known." in page
    assert "Leave taken back" in page
    assert client.get(change).status_code == 404
    assert client.get(to("change_leave", person, "may")).status_code == 404


def test_an_admin_gives_and_ends_tags_on_the_persons_page(client):
    school = a_unit()
    person = a_learner(school)
    client.force_login(an_admin(school))

    wrong = client.post(to("new_tag", person), {"tag": "?!", "reason": "So"})
    assert wrong.status_code == 422
    client.post(to("new_tag", person), {"tag": "Preceptor", "reason": "Teaches"})
    assert "preceptor" in page_of(client, person.get_absolute_url())
    assert "In use: preceptor." in page_of(client, to("new_tag", person))
    assert page_of(client, to("end_tag", person, "preceptor"))
    client.post(to("end_tag", person, "preceptor"), {"reason": "No more"})

    assert not Tag.objects.standing().filter(to_on__isnull=True).exists()
    assert client.get(to("end_tag", person, "preceptor")).status_code == 404


def test_people_of_elsewhere_are_not_there(client):
    person = a_learner()
    client.force_login(an_admin(a_unit(parent=a_unit())))
    for name in ("new_leave", "new_tag"):
        assert client.get(to(name, person)).status_code == 404
