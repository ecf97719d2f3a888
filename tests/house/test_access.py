"""Every named address, tried by nobody and by five people."""

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.house.access import ACCESS
from tests.house.world import a_world

WHO = ("nobody", "learner", "trainer", "coordinator of elsewhere", "coordinator", "admin")
# The sign-in library's pages know only "signed in" and "not"; operators' pages are the framework's.
OTHERS = ("admin:", "account_", "mfa_", "usersessions_")


def named_addresses(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_addresses(pattern, inner)


def test_every_address_is_in_the_table():
    ours = sorted({name for name in named_addresses() if not name.startswith(OTHERS)})

    assert sorted(ACCESS) == ours


@pytest.fixture
def world(db):
    return a_world()


def visit(client, world, name):
    row = ACCESS[name]
    address = reverse(name, kwargs=row.kwargs(world))
    if row.post is None:
        return client.get(address, row.query).status_code
    return client.post(address, row.post).status_code


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_each_of_the_six_gets_what_the_table_says(client, world, name):
    found = []
    for person in world.people:
        with transaction.atomic():
            client.logout()
            if person:
                client.force_login(person)
            found.append(visit(client, world, name))
            transaction.set_rollback(True)

    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, ACCESS[name].statuses, strict=True))


def test_none_of_the_six_gets_to_the_operators_pages(client, world):
    for person in world.people:
        client.logout()
        if person:
            client.force_login(person)

        assert client.get(reverse("admin:index")).status_code == 302


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(client, world):
    reply = client.get(reverse("credentials:transcript"))

    assert reply.url == "/account/login/?next=/transcript/"
