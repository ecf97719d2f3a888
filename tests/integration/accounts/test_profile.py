import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts:profile")


@pytest.fixture
def person(client):
    person = a_person(a_unit("Cardiology"), first="Amara", last="Okafor")
    client.force_login(person)
    return person


def test_people_say_how_they_are_called_and_where_they_are(client, person):
    told = {"preferred_name": "Ama", "language": "en", "time_zone": "Europe/Madrid"}

    response = client.post(PROFILE, told)

    person.refresh_from_db()
    assert response.headers["Location"] == PROFILE
    assert (person.display_name, person.sort_name) == ("Ama Okafor", "okafor ama")
    assert (person.language, person.time_zone) == ("en", "Europe/Madrid")
    entry = AuditEntry.objects.get(action="accounts.profile.updated")
    assert (entry.by, entry.after) == (person, told)
    assert entry.before == {"preferred_name": "", "language": "", "time_zone": ""}


def test_saving_the_same_again_records_nothing(client, person):
    for _ in range(2):
        client.post(PROFILE, {"preferred_name": "Ama"})

    assert AuditEntry.objects.count() == 1


def test_a_zone_that_is_none_is_not_saved(client, person):
    response = client.post(PROFILE, {"preferred_name": "Ama", "time_zone": "Mars/Olympus"})

    person.refresh_from_db()
    assert response.status_code == 422
    assert person.preferred_name == ""


def test_a_zone_of_an_old_name_stays_on_offer(client, person):
    person.time_zone = "US/Central"
    person.save()

    client.post(PROFILE, {"preferred_name": "Ama", "time_zone": "US/Central"})

    person.refresh_from_db()
    assert (person.preferred_name, person.time_zone) == ("Ama", "US/Central")


def test_the_page_says_what_is_held_and_where_to_go_on(client, person):
    page = client.get(PROFILE).content.decode()

    assert "UNDEFINED" not in page
    for words in (person.email, person.hr_id, "Cardiology", "support@example.org"):
        assert words in page
    for name in (
        "mfa_index",
        "usersessions_list",
        "account_change_password",
        "accounts:privacy",
        "account_logout",
    ):
        assert f'"{reverse(name)}"' in page


def test_the_page_asks_five_queries(client, person, django_assert_num_queries):
    with django_assert_num_queries(5):
        client.get(PROFILE)


@pytest.mark.parametrize("name", ["help", "privacy", "accessibility"])
def test_the_statements_are_for_everybody(client, name):
    response = client.get(reverse(f"accounts:{name}"))

    assert response.status_code == 200
    assert "UNDEFINED" not in response.content.decode()


def test_a_profile_is_for_who_is_signed_in(client):
    assert client.get(PROFILE).status_code == 302
