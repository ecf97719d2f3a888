"""Audiences as nobody sends them from the page: too much, too long, too deep, or nothing at all."""

import pytest
from django.urls import reverse

from accounts.models import Appointment, Unit, User
from tests.factories import LONG_AGO, a_learner, an_admin
from tests.integration.learning.test_audience_lines import COUNT, exactly, lines
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    NEW,
    admin,
    department,
    filled,
    school,
    text,
)

pytestmark = pytest.mark.django_db


def people(*who):
    return exactly(("people", {"who": "\n".join(who)}))


def test_an_empty_address_names_nobody_who_has_no_hr_id(client, admin, department):  # noqa: F811
    a_learner(department, hr_id="", first="Zora")

    reply = client.post(NEW, people("Somebody Else <>") | {"step": "preview"})

    assert reply.status_code == 422
    assert "There is nobody here with “Somebody Else &lt;&gt;”" in text(reply)


def test_nor_does_it_when_somebody_without_one_is_named_beside_it(client, admin, department):  # noqa: F811
    zora = a_learner(department, hr_id="")

    reply = client.post(NEW, people(zora.email, "Somebody Else <>") | {"step": "preview"})

    assert "There is nobody here with “Somebody Else &lt;&gt;”" in text(reply)


def test_names_are_looked_for_in_short_lists_only(
    client,
    admin,  # noqa: F811
    department,  # noqa: F811
    django_assert_max_num_queries,
):
    names = [a_learner(department, password=None).display_name for _one in range(26)]

    with django_assert_max_num_queries(40):
        reply = client.post(NEW, people(*names) | {"step": "preview"})

    assert reply.status_code == 422
    assert "More than 25 lines are no address and no HR id of anybody here." in text(reply)


@pytest.mark.parametrize(("number", "said"), [(500, "too much for one"), (501, "at most 500")])
def test_an_audience_that_is_too_long_is_told_so(
    client,
    department,  # noqa: F811
    number,
    said,
):
    """A department's own has one term more, which keeps it inside."""
    boss = an_admin(department)
    client.force_login(boss)
    made = User.objects.bulk_create(
        User(email=f"one-{each}@example.org", sort_name=f"one {each}") for each in range(number)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, unit=department, recorded_at=LONG_AGO) for person in made
    )
    sent = people(*(person.email for person in made))

    assert client.post(COUNT, sent).status_code == 200
    reply = client.post(NEW, sent | {"step": "preview"})

    assert reply.status_code == 422
    assert said in text(reply)


@pytest.mark.parametrize("name", ["course", "requirement", "based_on"])
def test_a_nul_is_no_key(client, admin, department, name):  # noqa: F811
    sent = exactly(("appointment", {"unit": str(department.uuid)})) | {name: "re\0pair"}

    assert client.post(COUNT, sent).status_code == 200


@pytest.mark.parametrize("step", ["count", "preview", "confirm"])
def test_a_nul_is_no_course(client, admin, department, step):  # noqa: F811
    sent = filled(units=[str(department.uuid)]) | {"course": "re\0pair", "step": step}

    assert client.post(NEW, sent).status_code == {"count": 200}.get(step, 422)


@pytest.mark.parametrize("place", ["9" * 5000, "٣", "-1", "0-0-0-0-0-0-0-0-0", ""])
@pytest.mark.parametrize("deed", ["add rule-{} tag", "remove rule-{}"])
def test_a_deed_with_what_is_not_there_changes_nothing(client, admin, deed, place):  # noqa: F811
    sent = exactly(("tag", {"tag": "preceptor"})) | {"do": deed.format(place)}

    reply = client.post(NEW, sent)

    assert reply.status_code == 200
    assert text(reply).count('value="preceptor"') == 1


def test_a_search_for_more_words_than_anybody_has_finds_nobody(client, admin):  # noqa: F811
    words = " ".join(f"a{number}" for number in range(1100))

    assert client.get(reverse("accounts:people"), {"q": words}).status_code == 200
    assert client.post(COUNT, lines(("people", {"who": words}))).status_code == 200


@pytest.mark.parametrize("step", ["count", "preview", "confirm"])
def test_whoever_runs_a_unit_that_has_ended_requires_nothing(client, department, step):  # noqa: F811
    client.force_login(an_admin(department))
    Unit.objects.filter(pk=department.pk).update(ended_on=LONG_AGO.date())
    sent = exactly(("tag", {"tag": "preceptor"})) | {"step": step}

    assert client.post(NEW, sent).status_code == {"count": 200}.get(step, 422)
