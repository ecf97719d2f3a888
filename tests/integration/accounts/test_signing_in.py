"""The way in: a mailed code first, a password beside it, and no door for strangers."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import a_person

pytestmark = pytest.mark.django_db

PASSWORD = "four words nobody guesses"
CODE = re.compile(r"^\s+(\d{6})$", re.MULTILINE)


def text(response):
    page = response.content.decode()
    assert "UNDEFINED" not in page
    return page


def ask_for_a_code(client, email, next_url=""):
    address = reverse("account_request_login_code")
    return client.post(address, {"email": email, "next": next_url}, follow=True)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_a_mailed_code_signs_in_and_leads_on_to_the_page_that_was_wanted(client):
    person = a_person(email="amara@example.org")
    verify = reverse("credentials:verify_form")

    asked = ask_for_a_code(client, person.email, next_url=verify)
    code = CODE.search(mail.outbox[0].body).group(1)
    confirmed = client.post(reverse("account_confirm_login_code"), {"code": code, "next": verify})

    assert "We have mailed you a code." in text(asked)
    assert f'name="next" value="{verify}"' in text(asked)
    assert mail.outbox[0].subject == f"{code} is your code for Concord"
    assert (confirmed.status_code, confirmed.url) == (302, verify)
    assert signed_in_as(client) == str(person.pk)


def test_an_unknown_address_gets_the_same_page_and_no_mail(client):
    person = a_person(email="amara@example.org")

    known = text(ask_for_a_code(client, person.email))
    client.cookies.clear()
    unknown = text(ask_for_a_code(client, "nobody@example.org"))

    def alike(page):
        return re.sub(r'value="\w{64}"', "", re.sub(r"\w+@example\.org is", "", page))

    assert alike(known) == alike(unknown)
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_a_wrong_code_is_said_kindly_and_may_be_tried_again(client):
    ask_for_a_code(client, a_person().email)

    page = text(client.post(reverse("account_confirm_login_code"), {"code": "1"}))

    assert "That is not the code. Look again, or ask for a new one." in page
    assert 'aria-invalid="true"' in page
    assert signed_in_as(client) is None


def test_a_password_signs_in_too(client):
    person = a_person()
    person.set_password(PASSWORD)
    person.save()

    reply = client.post(
        reverse("account_login"), {"login": person.email.upper(), "password": PASSWORD}
    )

    assert (reply.status_code, reply.url) == (302, "/")
    assert signed_in_as(client) == str(person.pk)


def test_a_wrong_password_opens_the_part_of_the_page_where_it_was_typed(client):
    person = a_person()

    page = text(client.post(reverse("account_login"), {"login": person.email, "password": "x"}))

    assert "<details open>" in page
    assert "That address and that password do not belong together." in page


def test_somebody_deactivated_gets_no_code(client, django_user_model):
    person = a_person()
    django_user_model.objects.filter(pk=person.pk).update(deactivated_at="2026-01-01T00:00Z")

    ask_for_a_code(client, person.email)

    assert mail.outbox == []


def test_a_link_for_a_new_password_works_once(client):
    person = a_person()
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body).group(0)

    form = client.get(link, follow=True)
    saved = client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    again = client.get(link, follow=True)

    person.refresh_from_db()
    assert "Choose a new password." in text(form)
    assert saved.status_code == 302
    assert person.check_password(PASSWORD)
    assert "That link has expired." in text(again)


def test_there_is_no_open_sign_up(client, django_user_model):
    page = text(
        client.post(reverse("account_signup"), {"email": "me@example.org", "password1": PASSWORD})
    )

    assert "You need not sign up." in page
    assert django_user_model.objects.count() == 0


def test_signing_out_takes_more_than_a_link(client):
    person = a_person()
    client.force_login(person)

    asked = client.get(reverse("account_logout"))
    still = signed_in_as(client)
    done = client.post(reverse("account_logout"))

    assert "Sign out of this browser?" in text(asked)
    assert still == str(person.pk)
    assert (done.status_code, done.url) == (302, "/")
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_list_webauthn", "usersessions_list", "account_set_password"],
)
def test_what_protects_an_account_speaks_our_words(client, name):
    client.force_login(a_person())

    page = text(client.get(reverse(name), follow=True))

    assert f'<a href="{reverse("accounts:profile")}">Your profile</a>' in page
