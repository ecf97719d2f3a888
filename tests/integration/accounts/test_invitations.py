import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Appointment, Grant, Mail, User
from accounts.services.invitations import (
    Invitation,
    invite_again,
    invite_person,
    write_invitation,
    write_invitations,
)
from accounts.services.mail import Unwanted
from tests.factories import NOW, a_person, a_unit, an_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return a_unit("Harlow")


@pytest.fixture
def admin(client, root):
    admin = an_admin(root)
    client.force_login(admin)
    return admin


def invite(client, unit, **told):
    told = {"email": "ada@example.org", "last_name": "Adler", "unit": unit.uuid} | told
    return client.post(reverse("accounts:invite"), told)


def test_whoever_is_invited_has_a_place_a_role_and_a_mail(client, admin, root):
    response = invite(client, root, first_name="Ada", position="Guest", role="trainer")

    person = User.objects.get(email="ada@example.org")
    place = Appointment.objects.get(person=person)
    assert response.headers["Location"] == person.get_absolute_url()
    assert (person.display_name, person.has_usable_password()) == ("Ada Adler", False)
    assert (place.unit, place.position, place.primary) == (root, "Guest", True)
    assert Grant.objects.get(person=person).role == "trainer"
    assert [(mail.kind, mail.sent_at) for mail in person.mails.all()] == [("invitation", None)]


def test_a_known_address_is_refused_whatever_its_case(client, admin, root):
    a_person(root, email="Ada@Example.org")

    response = invite(client, root)

    assert response.status_code == 422
    assert "Somebody with this address is here already." in response.content.decode()
    assert Mail.objects.count() == 0


def test_an_admin_role_below_the_top_invites_nobody(client, admin, root):
    response = invite(client, a_unit("Medicine", parent=root), role="admin")

    assert response.status_code == 422
    assert not User.objects.filter(email="ada@example.org").exists()


def test_the_mail_leads_to_the_sign_in_page_with_the_address_filled_in(client, admin, root):
    invite(client, root, email="ada+1@example.org")

    letter = write_invitation(Mail.objects.get())

    [url] = re.findall(r"http\S+", letter.text)
    assert url == "http://testserver/account/login/?email=ada%2B1%40example.org"
    assert url in letter.html
    assert "UNDEFINED" not in letter.text + letter.html
    client.logout()
    page = client.get(url)
    assert 'value="ada+1@example.org"' in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_names_are_escaped_in_html_and_plain_in_text(root):
    told = Invitation("ada@example.org", "Ada", "O'Neil & <b>", root)
    person = invite_person(told, now=NOW, by=None)

    letter = write_invitation(person.mails.get())

    assert "O'Neil & <b>" in letter.text
    assert "O&#x27;Neil &amp; &lt;b&gt;" in letter.html


def test_nothing_is_written_to_who_has_come_or_is_shut_out(root):
    came = invite_person(Invitation("a@example.org", "", "A", root), now=NOW, by=None)
    shut = invite_person(Invitation("b@example.org", "", "B", root), now=NOW, by=None)
    User.objects.filter(pk=came.pk).update(last_login=NOW)
    User.objects.filter(pk=shut.pk).update(deactivated_at=NOW)

    letters = write_invitations(Mail.objects.all(), now=NOW)

    assert letters == {
        came.mails.get().pk: Unwanted("signed in already"),
        shut.mails.get().pk: Unwanted("deactivated"),
    }


def test_an_invitation_can_be_sent_again_until_they_come(client, admin, root):
    invite(client, root)
    person = User.objects.get(email="ada@example.org")
    again = reverse("accounts:invite_again", args=[person.uuid])

    client.post(again)
    assert person.mails.count() == 1  # the first is still waiting
    person.mails.update(sent_at=NOW)
    client.post(again)
    assert person.mails.count() == 2

    User.objects.filter(pk=person.pk).update(last_login=NOW)
    with pytest.raises(ValidationError):
        invite_again(person, now=NOW, by=admin)
