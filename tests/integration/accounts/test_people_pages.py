from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Grant, Mail, User
from accounts.rules.roles import Role
from accounts.services.organisation import institution_day
from tests.factories import (
    NOW,
    a_coordinator,
    a_person,
    a_trainer,
    a_unit,
    an_admin,
    with_role,
)

pytestmark = pytest.mark.django_db
PEOPLE = reverse("accounts:people")


@pytest.fixture
def root():
    return a_unit("Harlow")


@pytest.fixture
def admin(client, root):
    admin = an_admin(root, first="Ruth", last="Adler")
    client.force_login(admin)
    return admin


def listed(response):
    return [person.display_name for person in response.context["page"].object_list]


def roles_today(person):
    """On the day on which the pages acted: they have a clock of their own."""
    today = institution_day(timezone.now())
    return User.objects.with_roles(today).get(pk=person.pk).roles


def pages_of(person):
    uuid = person.uuid
    return [
        reverse("accounts:people"),
        reverse("accounts:invite"),
        reverse("accounts:people_import"),
        reverse("accounts:person", args=[uuid]),
        reverse("accounts:grant", args=[uuid]),
        reverse("accounts:deactivate", args=[uuid]),
        reverse("accounts:reactivate", args=[uuid]),
    ]


def test_the_pages_about_people_are_for_admins_alone(client, root):
    person = a_person(root)
    statuses = {}
    for name, visitor in {
        "nobody": None,
        "learner": a_person(root),
        "trainer": a_trainer(root),
        "coordinator": a_coordinator(root),
        "admin": an_admin(root),
    }.items():
        client.logout()
        if visitor:
            client.force_login(visitor)
        statuses[name] = {client.get(page).status_code for page in pages_of(person)}

    assert statuses == {
        "nobody": {302},
        "learner": {403},
        "trainer": {403},
        "coordinator": {403},
        "admin": {200},
    }


def test_no_page_leaves_a_variable_undefined(client, admin, root):
    person = a_person(root)
    Mail.objects.create(recipient=person, kind="invitation", created_at=NOW, not_before=NOW)

    for page in pages_of(person):
        assert "UNDEFINED" not in client.get(page).content.decode()


def test_everybody_is_listed_by_name_and_can_be_searched_for(client, admin, root):
    a_person(root, first="Ana", last="Núñez", email="ana@example.org", hr_id="0099")
    a_person(root, first="Bo", last="Ek")

    assert listed(client.get(PEOPLE)) == ["Ruth Adler", "Bo Ek", "Ana Núñez"]
    assert listed(client.get(PEOPLE, {"sort": "-name"})) == ["Ana Núñez", "Bo Ek", "Ruth Adler"]
    for words in ("nunez", "NÚÑEZ ana", "ANA@example.org", "0099"):
        assert listed(client.get(PEOPLE, {"q": words})) == ["Ana Núñez"]
    assert listed(client.get(PEOPLE, {"q": "nobody"})) == []


def test_the_list_can_be_narrowed_to_a_unit_and_to_who_is_deactivated(client, admin, root):
    medicine = a_unit("Medicine", parent=root)
    a_person(a_unit("Cardiology", parent=medicine), first="In", last="Heart")
    a_person(medicine, first="Is", last="Gone", deactivated_at=NOW)

    assert listed(client.get(PEOPLE, {"unit": medicine.uuid})) == ["In Heart"]
    assert listed(client.get(PEOPLE, {"state": "deactivated"})) == ["Is Gone"]
    assert listed(client.get(PEOPLE, {"unit": medicine.uuid, "state": "all"})) == [
        "Is Gone",
        "In Heart",
    ]
    assert len(listed(client.get(PEOPLE, {"unit": "nonsense"}))) == 2


def test_the_list_comes_in_pages(client, admin, root):
    for number in range(60):
        a_person(root, last=f"Zed{number:02}")

    second = client.get(PEOPLE, {"page": 2, "q": "zed"})

    assert listed(second) == [f"Amara Zed{number}" for number in range(50, 60)]


def test_an_admin_of_a_part_sees_its_people_alone(client, root):
    medicine = a_unit("Medicine", parent=root)
    client.force_login(an_admin(medicine, first="Part", last="Admin"))
    inside = a_person(a_unit("Cardiology", parent=medicine), first="In", last="Side")
    outside = a_person(root, first="Out", last="Side")

    assert listed(client.get(PEOPLE)) == ["Part Admin", "In Side"]
    assert client.get(inside.get_absolute_url()).status_code == 200
    for name in ("person", "grant", "deactivate", "reactivate"):
        assert client.get(reverse(f"accounts:{name}", args=[outside.uuid])).status_code == 404
    assert client.get(reverse("accounts:people_import")).status_code == 403


@pytest.mark.parametrize("number", [1, 50])
def test_the_list_asks_the_same_queries_with_one_and_with_fifty(
    client, admin, root, number, django_assert_num_queries
):
    for _ in range(number):
        with_role("trainer", root)

    with django_assert_num_queries(8):
        client.get(PEOPLE)


def test_a_role_is_given_with_a_reason(client, admin, root):
    medicine = a_unit("Medicine", parent=root)
    person = a_person(medicine)
    told = {"role": "coordinator", "unit": medicine.uuid, "reason": "Answers to the chair"}

    response = client.post(reverse("accounts:grant", args=[person.uuid]), told)

    assert response.headers["Location"] == person.get_absolute_url()
    grant = Grant.objects.get(person=person)
    entry = AuditEntry.objects.get(action="accounts.role.granted")
    assert (grant.role, grant.unit, grant.recorded_by) == ("coordinator", medicine, admin)
    assert (entry.by, entry.subject, entry.reason) == (
        admin,
        f"person:{person.uuid}",
        "Answers to the chair",
    )
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Answers to the chair" in page


def test_a_role_given_twice_is_one(client, admin, root):
    person = a_person(root)
    told = {"role": "trainer", "unit": root.uuid, "reason": "Teaches"}

    for _ in range(2):
        client.post(reverse("accounts:grant", args=[person.uuid]), told)

    assert Grant.objects.filter(person=person).count() == 1


def test_a_role_without_a_reason_is_not_given(client, admin, root):
    person = a_person(root)

    response = client.post(
        reverse("accounts:grant", args=[person.uuid]), {"role": "trainer", "unit": root.uuid}
    )

    assert response.status_code == 422
    assert not Grant.objects.filter(person=person).exists()


def test_an_admin_is_an_admin_of_the_whole_site(client, admin, root):
    person, medicine = a_person(root), a_unit("Medicine", parent=root)
    told = {"role": "admin", "unit": medicine.uuid, "reason": "Helps"}

    response = client.post(reverse("accounts:grant", args=[person.uuid]), told)

    assert response.status_code == 422
    assert "choose the topmost unit" in response.content.decode()


def test_a_role_is_ended_and_stays_on_record(client, admin, root):
    person = a_trainer(root)
    url = reverse("accounts:revoke", args=[person.uuid, "trainer", root.uuid])

    assert client.get(url).status_code == 200
    client.post(url, {"reason": "Retired"})

    client.force_login(person)
    assert roles_today(person) == frozenset()
    assert Grant.objects.filter(person=person).count() == 2
    assert AuditEntry.objects.get(action="accounts.role.revoked").reason == "Retired"


def test_nobody_ends_their_own_admin_role_or_shuts_themselves_out(client, admin, root):
    ends = client.post(
        reverse("accounts:revoke", args=[admin.uuid, "admin", root.uuid]), {"reason": "Oops"}
    )
    shuts = client.post(reverse("accounts:deactivate", args=[admin.uuid]), {"reason": "Oops"})

    assert (ends.status_code, shuts.status_code) == (422, 422)
    assert client.get(PEOPLE).status_code == 200


def test_who_is_deactivated_is_out_at_once_and_can_be_let_in_again(client, admin, root):
    person = a_trainer(root)
    other = client.__class__()
    other.force_login(person)
    profile = reverse("accounts:profile")

    client.post(reverse("accounts:deactivate", args=[person.uuid]), {"reason": "Left angrily"})
    shut = other.get(profile).status_code
    client.post(reverse("accounts:reactivate", args=[person.uuid]), {"reason": "Came back"})
    other.force_login(person)

    assert (shut, other.get(profile).status_code) == (302, 200)
    assert roles_today(person) == frozenset()
    assert [
        (entry.action, entry.reason)
        for entry in AuditEntry.objects.filter(subject=f"person:{person.uuid}").order_by("pk")
    ] == [
        ("accounts.person.deactivated", "Left angrily"),
        ("accounts.person.reactivated", "Came back"),
    ]


def test_the_page_of_a_person_asks_the_same_queries_however_long_their_history(
    client, admin, root, django_assert_num_queries
):
    person = a_person(root)
    for number in range(30):
        at = NOW + timedelta(minutes=number)
        Mail.objects.create(recipient=person, kind="reminder", created_at=at, not_before=at)
        AuditEntry.objects.create(
            at=at, by=admin, action="accounts.profile.updated", subject=f"person:{person.uuid}"
        )

    with django_assert_num_queries(12):
        client.get(person.get_absolute_url())


def test_roles_are_all_in_words(client, admin, root):
    for role in Role:
        with_role(role, root)

    page = client.get(PEOPLE).content.decode()

    assert [word in page for word in ("Trainer,", "Coordinator,", "Admin,")] == [True] * 3
