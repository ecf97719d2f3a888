"""A person's due days as a calendar that programs subscribe to."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse
from icalendar import Calendar

from learning.interchange.calendar import calendar
from learning.models import Assignment, CalendarFeed, DueDate
from learning.services.calendar_entries import entries_of
from learning.services.calendar_feeds import feed_of, feed_with, renew_feed, revoke_feed
from learning.services.fulfilment import fulfil, unmeet
from learning.services.waivers import waive
from tests.factories import (
    NOW,
    a_learner,
    a_requirement,
    an_admin,
    an_assignment,
    an_edition,
)
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def person():
    person = a_learner()
    renew_feed(person, now=NOW)
    return person


def at(person, now=NOW):
    """The calendar of that moment, read by a real parser: its events by their ids."""
    read = Calendar.from_ical(calendar(person, entries_of(feed_of(person), now=now)))
    return {str(event["uid"]): event for event in read.walk("vevent")}


def moved(assignment, day, *, now):
    """Another due day, as a service writes it."""
    assignment.due_dates.standing().supersede(now)
    ends = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + DAY
    DueDate.objects.create(
        assignment=assignment,
        due_on=day,
        zone="America/Chicago",
        due_at=ends,
        cause="extension",
        recorded_at=now,
    )
    Assignment.objects.filter(pk=assignment.pk).update(due_on=day, due_at=ends)


def test_each_due_day_is_a_whole_day_without_an_alarm(person):
    course = an_edition(title="Repair; after, harm\\ and naïveté").course
    asked = an_assignment(person, a_requirement(course), due_on=date(2026, 12, 31))
    an_assignment(person, due_on=None)
    an_assignment()

    ((uid, event),) = at(person).items()

    assert uid == str(asked.uuid)
    assert event["summary"] == "Due: Repair; after, harm\\ and naïveté"
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert (event["status"], event["transp"], event["class"]) == (
        "CONFIRMED",
        "TRANSPARENT",
        "PRIVATE",
    )
    assert str(event["url"]).endswith(f"/courses/{course.key}/next/")
    assert event.decoded("dtstamp") == event.decoded("last-modified") == NOW
    assert event.subcomponents == []


def test_lines_are_folded_as_the_standard_says(person):
    course = an_edition(title="Ämter, Würden und sehr lange Überschriften " * 4).course
    an_assignment(person, a_requirement(course))

    raw = calendar(person, entries_of(feed_of(person), now=NOW))

    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"DTSTART;VALUE=DATE:20270123\r\n" in raw
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_same_facts_are_the_same_bytes_whatever_the_hour(person):
    for _ in range(3):
        an_assignment(person)
    feed = feed_of(person)

    days = [calendar(person, entries_of(feed, now=NOW + n * DAY)) for n in (0, 1, 30)]

    assert days[0] == days[1] == days[2]


def test_each_change_of_the_day_grows_the_sequence(person):
    asked = an_assignment(person)
    uid, seen = str(asked.uuid), []
    for n in range(4):
        event = at(person, NOW + n * DAY)[uid]
        seen.append((int(event["sequence"]), event.decoded("last-modified")))
        moved(asked, date(2027, 2, 1) + n * DAY, now=NOW + n * DAY + timedelta(hours=1))

    assert seen == sorted(seen)
    assert len({sequence for sequence, _ in seen}) == 4
    assert at(person)[uid].decoded("dtstart") == date(2027, 2, 4)


def test_what_is_waived_is_cancelled_and_comes_back_when_the_waiver_ends(person):
    asked = an_assignment(person)
    uid = str(asked.uuid)
    before = int(at(person)[uid]["sequence"])
    waive(asked, until_on=date(2026, 12, 31), reason="Away", approver=an_admin(), now=NOW + DAY)

    during = at(person, NOW + 2 * DAY)[uid]
    after = at(person, NOW + 60 * DAY)[uid]

    assert (during["status"], after["status"]) == ("CANCELLED", "CONFIRMED")
    assert before < int(during["sequence"]) < int(after["sequence"])


def test_what_is_withdrawn_says_so_for_ninety_days_and_is_gone(person):
    asked = an_assignment(person)
    Assignment.objects.update(withdrawn_at=NOW + DAY)
    uid = str(asked.uuid)

    assert at(person, NOW + 2 * DAY)[uid]["status"] == "CANCELLED"
    assert at(person, NOW + 90 * DAY)[uid]["status"] == "CANCELLED"
    assert at(person, NOW + 91 * DAY) == {}


def test_what_was_called_off_before_the_feed_began_was_never_shown(person):
    an_assignment(person, withdrawn_at=NOW - DAY, assigned_at=NOW - 9 * DAY)

    assert at(person) == {}


def test_a_retired_course_is_asked_of_nobody(person):
    asked = an_assignment(person)
    asked.course.retired_at = NOW + DAY
    asked.course.save()

    assert at(person)[str(asked.uuid)]["status"] == "CONFIRMED"
    assert at(person, NOW + DAY)[str(asked.uuid)]["status"] == "CANCELLED"


def test_what_is_completed_is_gone_and_back_with_a_greater_sequence_if_it_is_revoked(person):
    asked = an_assignment(person)
    uid = str(asked.uuid)
    before = int(at(person)[uid]["sequence"])
    completion = completed(person, asked.course)
    fulfil(completion, now=NOW)
    assert at(person) == {}

    completion.superseded_at = NOW + DAY
    completion.save()
    unmeet(completion, now=NOW + DAY)

    assert int(at(person, NOW + DAY)[uid]["sequence"]) > before


def test_the_feed_answers_without_signing_in_and_only_to_its_secret(client, person):
    an_assignment(person)
    secret = renew_feed(person, now=NOW)
    address = reverse("learning:calendar_feed", args=[secret])

    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in response.headers
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    wrong = reverse("learning:calendar_feed", args=[secret[:-1] + "_"])
    assert client.get(wrong).status_code == 404
    assert client.post(address).status_code == 405


def test_an_address_that_was_taken_back_or_replaced_is_not_there(client, person):
    first = renew_feed(person, now=NOW)
    second = renew_feed(person, now=NOW)
    assert [bool(feed_with(first)), bool(feed_with(second))] == [False, True]

    assert revoke_feed(person, now=NOW) is True
    assert revoke_feed(person, now=NOW) is False

    assert client.get(reverse("learning:calendar_feed", args=[second])).status_code == 404


def test_who_may_not_sign_in_has_no_calendar_either(client, person):
    secret = renew_feed(person, now=NOW)
    person.deactivated_at = NOW
    person.save()

    assert client.get(reverse("learning:calendar_feed", args=[secret])).status_code == 404


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(client):
    person = a_learner()
    client.force_login(person)
    assert "It is off" in client.get(reverse("learning:calendar")).content.decode()

    shown = client.post(reverse("learning:renew_calendar"), follow=True)
    address = shown.context["url"]
    assert address in shown.content.decode()
    assert client.get(address).status_code == 200

    later = client.get(reverse("learning:calendar")).content.decode()
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert secret not in later
    assert "It is on" in later
    assert secret not in CalendarFeed.objects.get().secret_hash
    client.post(reverse("learning:revoke_calendar"))
    assert client.get(address).status_code == 404


def test_the_feed_asks_no_more_for_many_than_for_few(client, person, django_assert_num_queries):
    address = reverse("learning:calendar_feed", args=[renew_feed(person, now=NOW)])
    an_assignment(person)
    with django_assert_num_queries(7):
        client.get(address)
    for _ in range(4):
        an_assignment(person)
    with django_assert_num_queries(7):
        client.get(address)


@pytest.mark.django_db(transaction=True)
def test_four_at_once_leave_one_address():
    person = a_learner()
    made, errors = [], []

    def make():
        try:
            made.append(renew_feed(person, now=NOW))
        except Exception as error:
            errors.append(error)
        connection.close()

    threads = [Thread(target=make) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == []
    assert sum(1 for secret in made if feed_with(secret)) == 1
