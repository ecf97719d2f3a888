from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from learning.models import Accommodation
from learning.services.accommodations import (
    Granted,
    end_accommodation,
    grant_accommodation,
    in_force,
)
from tests.factories import NOW, a_coordinator, a_learner, a_trainer, a_unit, an_admin
from tests.integration.learning.helpers import at_now, page_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
HALF_AGAIN = Granted(factor=Decimal("1.5"))
WHY = "SECRET: a letter from the disability office"


@pytest.fixture
def school():
    return a_unit("School")


@pytest.fixture
def person(school):
    return a_learner(a_unit("Medicine", parent=school), first="Rosa", last="Jiménez")


def grant(person, granted=HALF_AGAIN, *, reason=WHY, now=NOW, by=None):
    return grant_accommodation(person, granted, reason=reason, now=now, by=by or an_admin())


def test_a_grant_holds_from_the_institutions_day_on_and_is_recorded(person):
    admin = an_admin()

    held = grant(person, by=admin)

    assert (held.from_on, held.to_on, held.recorded_by) == (TODAY, None, admin)
    assert in_force(person, TODAY) == held
    entry = AuditEntry.objects.get(action="learning.accommodation.granted")
    assert (entry.subject, entry.reason) == (f"person:{person.uuid}", WHY)
    assert entry.after["factor"] == "1.5"


def test_granting_something_else_supersedes_what_was_known(person):
    first = grant(person)
    later = NOW + 3 * DAY

    second = grant(person, Granted(no_time_limit=True, extra_attempts=1), now=later)

    first.refresh_from_db()
    assert first.superseded_at == later
    assert in_force(person, TODAY + 3 * DAY) == second
    known_before = Accommodation.objects.known_at(later - timedelta(seconds=1))
    assert [each.factor for each in known_before.holding_on(TODAY)] == [Decimal("1.50")]


def test_the_same_again_for_the_same_reason_is_the_first_one(person):
    assert grant(person) == grant(person, now=NOW + DAY)
    assert AuditEntry.objects.filter(action="learning.accommodation.granted").count() == 1


def test_what_ends_today_helps_nobody_today_and_stays_on_record(person):
    grant(person)
    later = NOW + 3 * DAY

    end_accommodation(person, reason="No longer needed", now=later, by=an_admin())
    end_accommodation(person, reason="No longer needed", now=later, by=an_admin())

    assert in_force(person, TODAY + 2 * DAY).to_on == TODAY + 3 * DAY
    assert in_force(person, TODAY + 3 * DAY) is None
    assert Accommodation.objects.count() == 2
    assert AuditEntry.objects.filter(action="learning.accommodation.ended").count() == 1


def test_after_an_end_it_can_be_granted_again(person):
    grant(person)
    end_accommodation(person, reason="No longer needed", now=NOW, by=an_admin())

    assert in_force(person, TODAY) is None
    assert grant(person, now=NOW + DAY) == in_force(person, TODAY + DAY)


@pytest.mark.parametrize(
    ("granted", "reason", "code"),
    [
        (Granted(), WHY, "grants_nothing"),
        (HALF_AGAIN, "  ", "reason_missing"),
        (Granted(factor=Decimal(2), to_on=TODAY), WHY, "ends_in_the_past"),
    ],
)
def test_what_makes_no_sense_is_refused(person, granted, reason, code):
    with pytest.raises(ValidationError) as refusal:
        grant(person, granted, reason=reason)

    assert refusal.value.code == code
    assert not Accommodation.objects.exists()


# The page


def address(person, deed=""):
    return f"/people/{person.uuid}/accommodation/{deed}"


@at_now
def test_an_admin_grants_looks_and_ends(client, school, person):
    client.force_login(an_admin(school))
    assert address(person) in page_of(client, f"/people/{person.uuid}/")
    assert "Nothing is granted beyond what everybody has." in page_of(client, address(person))

    form = {"factor": "1.5", "extra_attempts": "1", "last_on": "2026-12-24", "reason": WHY}
    text = client.post(address(person), form, follow=True).content.decode()
    assert "1.5 times everybody's" in text
    assert "from 24 November 2026 to 24 December 2026" in text
    assert WHY in text
    assert "Accommodation granted" in page_of(client, f"/people/{person.uuid}/")

    reply = client.post(address(person, "end/"), {"reason": "No longer needed"}, follow=True)
    assert "Nothing is granted beyond what everybody has." in reply.content.decode()
    assert client.get(address(person, "end/")).status_code == 404


@at_now
@pytest.mark.parametrize("factor", ["10", "2", "1.25"])
def test_a_factor_is_written_as_a_person_would(client, school, person, factor):
    grant(person, Granted(factor=Decimal(factor).quantize(Decimal("0.01"))))
    client.force_login(an_admin(school))

    text = page_of(client, address(person))

    assert f"<dd>{factor} times everybody's</dd>" in text
    assert f'value="{factor}"' in text


@at_now
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("factor", "0.5"),
        ("factor", "11"),
        ("factor", "1.333"),
        ("factor", "NaN"),
        ("extra_attempts", "-1"),
        ("extra_attempts", "9" * 20),
        ("last_on", "2026-11-23"),
        ("last_on", "9999-12-31"),
        ("reason", " "),
        ("reason", "a\0b"),
    ],
)
def test_a_form_that_cannot_be_granted_comes_back_with_what_was_written(
    client, school, person, field, value
):
    client.force_login(an_admin(school))
    form = {"factor": "2", "extra_attempts": "0", "last_on": "", "reason": WHY, field: value}

    reply = client.post(address(person), form)

    assert reply.status_code == 422
    assert not Accommodation.objects.exists()


@at_now
def test_a_grant_of_nothing_is_refused_in_words(client, school, person):
    client.force_login(an_admin(school))

    reply = client.post(address(person), {"factor": "1", "extra_attempts": "0", "reason": WHY})

    assert reply.status_code == 422
    assert "Grant more time, no time limit, or more attempts." in reply.content.decode()


@at_now
def test_only_admins_who_see_the_person_see_what_is_granted(client, school, person):
    grant(person)
    people = {
        an_admin(school): 200,
        an_admin(a_unit("Elsewhere")): 200,  # a root: the whole site
        a_trainer(school): 403,
        a_coordinator(school): 403,
        person: 403,
    }

    for who, status in people.items():
        client.force_login(who)
        for deed in ("", "end/"):
            reply = client.get(address(person, deed))
            assert reply.status_code == status
            assert (WHY in reply.content.decode()) == (status == 200 and deed == "")
