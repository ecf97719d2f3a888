"""Those who may do something, and try it where they may not."""

import pytest
from django.urls import reverse

from accounts.models import Grant, User
from learning.models import Requirement
from tests import factories as make
from tests.integration.learning.helpers import at_now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with at_now:
        yield


@pytest.fixture
def school():
    """A school of two departments; who runs one of them tries."""
    school = make.a_unit("School")
    medicine = make.a_unit("Medicine", parent=school)
    surgery = make.a_unit("Surgery", parent=school)
    return school, medicine, surgery


WHY = {"reason": "Because."}


def roles_of(person):
    return sorted(Grant.objects.standing().filter(person=person).values_list("role", "unit__name"))


@pytest.mark.parametrize("role", ["admin", "coordinator", "trainer"])
@pytest.mark.parametrize("place", [0, 2])
def test_who_runs_a_department_gives_nobody_a_role_beyond_it(client, school, role, place):
    admin = make.an_admin(school[1])
    client.force_login(admin)

    reply = client.post(
        reverse("accounts:grant", args=[admin.uuid]),
        {"role": role, "unit": str(school[place].uuid), **WHY},
    )

    assert reply.status_code == 422
    assert roles_of(admin) == [("admin", "Medicine")]


def test_who_runs_a_department_invites_nobody_elsewhere(client, school):
    client.force_login(make.an_admin(school[1]))
    people = User.objects.count()

    reply = client.post(
        reverse("accounts:invite"),
        {"email": "n@example.org", "last_name": "N", "unit": str(school[2].uuid)},
    )

    assert reply.status_code == 422
    assert User.objects.count() == people


@pytest.mark.parametrize("deed", ["person", "grant", "deactivate", "reactivate", "invite_again"])
def test_people_of_another_department_are_not_there(client, school, deed):
    client.force_login(make.an_admin(school[1]))
    person = make.a_person(school[2])

    address = reverse(f"accounts:{deed}", args=[person.uuid])
    sent = {**WHY, "role": "coordinator", "unit": str(school[1].uuid)}

    assert client.post(address, sent).status_code in (404, 405)
    assert client.get(address).status_code in (404, 405)
    person.refresh_from_db()
    assert person.deactivated_at is None
    assert roles_of(person) == []


def test_who_runs_a_department_shuts_out_nobody_who_runs_more(client, school):
    client.force_login(make.an_admin(school[1]))
    chief = make.an_admin(school[0])
    make.Appointment.objects.create(
        person=chief,
        unit=school[1],
        primary=False,
        from_on=make.LONG_AGO.date(),
        recorded_at=make.LONG_AGO,
    )

    reply = client.post(reverse("accounts:deactivate", args=[chief.uuid]), WHY)

    chief.refresh_from_db()
    assert chief.deactivated_at is None
    assert reply.status_code in (404, 422)
    assert roles_of(chief) == [("admin", "School")]


@pytest.mark.parametrize("step", ["preview", "confirm"])
@pytest.mark.parametrize("place", [0, 2])
def test_who_runs_a_department_requires_nothing_elsewhere(client, school, step, place):
    client.force_login(make.an_admin(school[1]))
    course = make.an_edition(make.a_course(school[0])).course

    reply = client.post(
        reverse("learning:new_requirement"),
        {
            "step": step,
            "course": course.key,
            "title": "Everybody",
            "units": [str(school[place].uuid)],
            "due": "none",
        },
    )

    assert reply.status_code == 422
    assert not Requirement.objects.exists()


def test_who_runs_a_department_ends_no_requirement_of_the_school(client, school):
    client.force_login(make.an_admin(school[1]))
    version = make.a_requirement(None, school[0])
    make.an_assignment(make.a_person(school[1]), version)

    reply = client.post(reverse("learning:end_requirement", args=[version.requirement.key]), WHY)

    version.requirement.refresh_from_db()
    assert reply.status_code == 403
    assert version.requirement.ended_at is None


def test_who_runs_a_department_takes_in_no_roster(client, school):
    client.force_login(make.an_admin(school[1]))

    assert client.get(reverse("accounts:people_import")).status_code == 403
    assert client.post(reverse("accounts:people_import")).status_code == 403


@pytest.mark.parametrize("name", ["overview", "overview_csv", "people", "people_csv"])
def test_no_report_names_anything_of_another_department(client, school, name):
    coordinator = make.a_coordinator(school[1])
    stranger = make.a_person(school[2], last="Unseen")
    version = make.a_requirement(None, school[2], title="Only of surgery")
    make.an_assignment(stranger, version)
    client.force_login(coordinator)
    address = reverse(f"reports:{name}")

    for query in ({}, {"q": "unseen"}, {"attribution": "all"}, {"standing": "overdue"}):
        reply = client.get(address, query)
        text = b"".join(reply.streaming_content) if reply.streaming else reply.content
        said = text.decode()
        assert "Only of surgery" not in said
        assert stranger.email not in said
        assert stranger.last_name not in said

    for query in (
        {"unit": str(school[2].uuid)},
        {"unit": str(school[0].uuid)},
        {"requirement": version.requirement.key},
    ):
        assert client.get(address, query).status_code == 404


def test_a_requirement_of_the_whole_school_shows_a_coordinator_their_own_people_only(
    client, school
):
    coordinator = make.a_coordinator(school[1])
    stranger = make.a_person(school[2], last="Unseen")
    version = make.a_requirement(None, school[0])
    for person in (stranger, make.a_person(school[1])):
        make.an_assignment(person, version)
    client.force_login(coordinator)

    for query in ({}, {"q": "Unseen"}, {"page": "2"}):
        page = client.get(version.requirement.get_absolute_url(), query).content.decode()

        assert stranger.email not in page
        assert str(stranger.uuid) not in page
        assert f">{stranger}" not in page


@pytest.mark.parametrize("make_one", [make.a_coordinator, make.a_trainer, make.a_learner])
def test_only_admins_write_anything_about_people_and_requirements(client, school, make_one):
    person, other = make_one(school[0]), make.a_person(school[1])
    version = make.a_requirement(None, school[0])
    make.an_assignment(other, version)
    client.force_login(person)

    for address in (
        reverse("accounts:grant", args=[person.uuid]),
        reverse("accounts:grant", args=[other.uuid]),
        reverse("accounts:deactivate", args=[other.uuid]),
        reverse("accounts:reactivate", args=[other.uuid]),
        reverse("accounts:invite_again", args=[other.uuid]),
        reverse("accounts:invite"),
        reverse("accounts:people_import"),
        reverse("learning:new_requirement"),
        reverse("learning:end_requirement", args=[version.requirement.key]),
    ):
        sent = {**WHY, "role": "admin", "unit": str(school[0].uuid), "step": "confirm"}
        assert client.post(address, sent).status_code == 403, address


def test_a_grant_that_ended_opens_nothing_any_more(client, school):
    coordinator = make.a_coordinator(school[1])
    Grant.objects.filter(person=coordinator).update(to_on=make.NOW.date())
    client.force_login(coordinator)

    assert client.get(reverse("reports:overview")).status_code == 403
    assert client.get(reverse("reports:people_csv")).status_code == 403
    assert client.get(reverse("learning:requirements")).status_code == 403


def test_nobody_takes_the_last_admin_away_by_ending_their_own_role(client, school):
    admin = make.an_admin(school[0])
    client.force_login(admin)

    client.post(reverse("accounts:revoke", args=[admin.uuid, "admin", school[0].uuid]), WHY)
    client.post(reverse("accounts:deactivate", args=[admin.uuid]), WHY)

    admin.refresh_from_db()
    assert roles_of(admin) == [("admin", "School")]
    assert admin.deactivated_at is None
