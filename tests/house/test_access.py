"""Every named address, tried by nobody and by five people."""

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.house.access import ACCESS, SIGN_IN
from tests.house.world import a_world

WHO = ("nobody", "learner", "trainer", "coordinator of elsewhere", "coordinator", "admin")
OPERATORS = "admin:"
PARAMETERS = {
    "account_confirm_email": ("key",),
    "account_reset_password_from_key": ("uidb36", "key"),
    "mfa_edit_webauthn": ("pk",),
    "mfa_remove_webauthn": ("pk",),
}
SIGNING_IN = ("account_", "mfa_", "usersessions_")


def named_addresses(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_addresses(pattern, inner)


def test_every_address_is_in_the_table():
    named = {name for name in named_addresses() if not name.startswith(OPERATORS)}
    library = {name for name in named if name.startswith(SIGNING_IN)}

    assert sorted(ACCESS) == sorted(named - library)
    assert sorted(SIGN_IN) == sorted(library)


@pytest.fixture
def world(db):
    return a_world()


def visit(client, world, name):
    row = ACCESS[name]
    ask = client.get if row.post is None else client.post
    reply = ask(reverse(name, kwargs=row.kwargs(world)), row.post or row.query)
    if reply.streaming:
        assert b"".join(reply.streaming_content)  # to its end, so that the file is closed
    return reply.status_code


@pytest.mark.parametrize("who", range(len(WHO)), ids=WHO)
def test_each_of_the_six_gets_what_the_table_says(client, world, who):
    """One world for all addresses: what a visit does is undone after it."""
    found = {}
    for name in sorted(ACCESS):
        with transaction.atomic():
            client.logout()
            if person := world.people[who]:
                client.force_login(person)
            found[name] = visit(client, world, name)
            transaction.set_rollback(True)

    assert found == {name: ACCESS[name].statuses[who] for name in found}


def test_signing_in_knows_only_who_is_signed_in(client, world):
    kwargs = {"key": "key", "uidb36": "a", "pk": 1}
    found = {}
    for name in sorted(SIGN_IN):
        asked = {key: kwargs[key] for key in PARAMETERS.get(name, ())}
        address = reverse(name, kwargs=asked)
        with transaction.atomic():
            client.logout()
            nobody = client.get(address).status_code
            client.force_login(world.learner)
            found[name] = (nobody, client.get(address).status_code)
            transaction.set_rollback(True)

    assert found == SIGN_IN


def test_none_of_the_six_gets_to_the_operators_pages(client, world):
    for person in world.people:
        client.logout()
        if person:
            client.force_login(person)

        assert client.get(reverse("admin:index")).status_code == 302


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(client, world):
    reply = client.get(reverse("credentials:transcript"))

    assert reply.url == "/account/login/?next=/transcript/"
