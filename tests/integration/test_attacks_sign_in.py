"""Ways in that must stay shut: old addresses, addresses of one's own, doors for strangers."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from accounts.sign_in import letters_after_reply
from tests import factories as make

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^\s+(\d{6})$", re.MULTILINE)
ROSTER = "hr_id,email,first_name,last_name,unit\n{},{},Amara,Okafor,School\n"


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def ask_for_a_code(client, email):
    client.post(reverse("account_request_login_code"), {"email": email})
    return CODE.search(mail.outbox[-1].body).group(1) if mail.outbox else None


def take_in(text):
    from accounts.interchange.people_csv import read_roster
    from accounts.services.people_import import Extent, import_people

    return import_people(read_roster(text.encode()), now=make.NOW, by=None, extent=Extent(False))


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_send"])
def test_nobody_gives_themselves_another_address(client, action):
    person = make.a_person(email="amara@example.org")
    client.post(reverse("account_login"), {"login": person.email, "password": make.PASSWORD})
    assert signed_in_as(client) == str(person.pk)

    client.post(reverse("account_email"), {"action_add": "", "email": "mine@elsewhere.example"})
    client.post(reverse("account_email"), {action: "", "email": "mine@elsewhere.example"})

    person.refresh_from_db()
    assert person.email == "amara@example.org"
    assert mail.outbox == []
    client.logout()
    client.post(
        reverse("account_login"), {"login": "mine@elsewhere.example", "password": make.PASSWORD}
    )
    assert signed_in_as(client) is None


def test_an_address_that_a_roster_took_away_signs_nobody_in(client):
    person = make.a_person(email="amara@example.org", hr_id="007")
    client.post(reverse("account_login"), {"login": person.email, "password": make.PASSWORD})
    client.get(reverse("account_email"))
    client.get(reverse("account_change_password"))
    client.logout()

    take_in(ROSTER.format("007", "amara.okafor@example.org"))
    by_password = {"login": "amara@example.org", "password": make.PASSWORD}
    client.post(reverse("account_login"), by_password)
    assert signed_in_as(client) is None
    ask_for_a_code(client, "amara@example.org")
    client.post(reverse("account_reset_password"), {"email": "amara@example.org"})

    assert User.objects.get(hr_id="007").email == "amara.okafor@example.org"
    assert mail.outbox == []


def test_an_address_that_passed_on_to_somebody_else_signs_in_that_one(client):
    """The old holder looked at the page of their address, which the sign-in library notes."""
    first = make.a_person(email="amara@example.org", hr_id="007")
    client.force_login(first)
    client.get(reverse("account_email"))
    client.logout()
    take_in(ROSTER.format("007", "amara.okafor@example.org"))
    second = make.a_person(email="amara@example.org", hr_id="008")

    code = ask_for_a_code(client, "amara@example.org")
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert signed_in_as(client) == str(second.pk)


@pytest.mark.parametrize("typed", ["amara.okafor@example.org", "Amara.Okafor@Example.org"])
def test_an_address_written_in_capitals_by_the_roster_signs_in(client, typed):
    take_in(ROSTER.format("007", "Amara.Okafor@Example.org"))

    code = ask_for_a_code(client, typed)
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert signed_in_as(client) == str(User.objects.get(hr_id="007").pk)


def test_whoever_is_deactivated_is_out_at_once_with_the_session_they_have(client):
    person = make.a_person()
    client.force_login(person)
    assert client.get(reverse("accounts:profile")).status_code == 200

    User.objects.filter(pk=person.pk).update(deactivated_at=make.NOW)

    assert client.get(reverse("accounts:profile")).status_code == 302
    assert client.post(reverse("accounts:profile"), {"preferred_name": "Still"}).status_code == 302


def test_a_deactivated_person_s_old_link_for_a_new_password_lets_nobody_in(client):
    person = make.a_person()
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body).group(0)
    User.objects.filter(pk=person.pk).update(deactivated_at=make.NOW)

    form = client.get(link, follow=True)
    new = "four words nobody guesses"
    if form.redirect_chain:
        client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "https:evil.example",
    ],
)
def test_next_leads_nowhere_else(client, address):
    person = make.a_person()

    reply = client.post(
        reverse("account_login"),
        {"login": person.email, "password": make.PASSWORD, "next": address},
    )
    language = client.post(reverse("set_language"), {"language": "en", "next": address})

    assert reply.url == "/"
    assert language.url == "/"


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_an_unknown_address_gets_the_same_reply_as_a_known_one(client, name):
    person = make.a_person(email="amara@example.org")

    def told(email):
        client.cookies.clear()
        reply = client.post(reverse(name), {"email": email}, follow=True)
        page = re.sub(r'value="\w{64}"', "", reply.content.decode()).replace(email, "")
        return reply.redirect_chain, page, sorted(client.cookies)

    assert told(person.email) == told("whoever@example.org")


def test_nobody_signs_up_by_passkey_either(client):
    assert client.get("/account/signup/passkey/").status_code == 404
    assert client.post("/account/signup/passkey/", {"email": "me@example.org"}).status_code == 404
    assert User.objects.count() == 0


def test_the_operators_pages_have_no_way_in_of_their_own(client):
    """Theirs would ask for no second factor, and count no tries."""
    User.objects.create_superuser("operator@example.org", make.PASSWORD)
    entrance = reverse("admin:login")

    looked = client.get(entrance)
    client.post(entrance, {"username": "operator@example.org", "password": make.PASSWORD})

    assert looked.status_code == 302
    assert looked.url.startswith(reverse("account_login"))
    assert signed_in_as(client) is None


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_asking_again_and_again_tells_nothing_about_an_address_either(client, name):
    make.a_person(email="amara@example.org")

    def told(email):
        return [client.post(reverse(name), {"email": email}).status_code for _ in range(6)]

    assert told("amara@example.org") == told("whoever@example.org")


def test_passwords_are_not_tried_without_end(client):
    person = make.a_person()
    for _ in range(12):
        client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})

    client.post(reverse("account_login"), {"login": person.email, "password": make.PASSWORD})

    assert signed_in_as(client) is None


@pytest.mark.parametrize(("proxies", "shared"), [(0, True), (1, False)])
def test_tries_are_counted_by_whoever_stands_before_our_proxies(client, settings, proxies, shared):
    """What somebody writes into the header themselves stands further left, and does not count."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    def ask(address):
        header = {"X-Forwarded-For": f"198.51.100.1, {address}"}
        return client.get(reverse("credentials:verify", args=["x"]), headers=header).status_code

    first = [ask("203.0.113.1") for _ in range(70)]  # more than two windows of a minute allow
    second = ask("203.0.113.2")

    assert first[-1] == 429
    assert second == (429 if shared else 404)


class DeadMailServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_a_dead_mail_server_does_not_tell_which_addresses_are_known(client, settings, page):
    settings.EMAIL_BACKEND = f"{__name__}.DeadMailServer"
    known = make.a_learner()

    replies = [
        client.post(reverse(page), {"email": email})
        for email in (known.email, "nobody@example.org")
    ]

    assert [reply.status_code for reply in replies] == [302, 302]
    assert replies[0].url == replies[1].url


def test_a_letter_for_signing_in_goes_out_after_the_reply(rf):
    def view(request):
        request.letters_after_reply.append(EmailMessage("A code", "123456", to=["a@example.org"]))
        return HttpResponse("The page")

    reply = letters_after_reply(view)(rf.get("/"))
    sent_before = len(mail.outbox)
    reply.close()

    assert (sent_before, len(mail.outbox)) == (0, 1)
