"""A session that ends while somebody is typing loses nothing of what they typed."""

import re

import pytest

from learning.models import Reflection
from tests.factories import a_learner
from tests.integration.learning.helpers import activity_of, address, page_of, taking

pytestmark = pytest.mark.django_db

WORDS = 'Line one.\n"Quoted" & <b>bold</b>'
AGAIN = "/account/login/?next=/again/"


@pytest.fixture
def writing(client):
    """Where a signed-out learner sends the reflection that they were writing."""
    enrolment = taking("reflection")
    return enrolment, address("write", enrolment, activity_of(enrolment, "reflection"))


def test_what_was_typed_is_shown_after_the_sign_in_and_sent_on_request(client, writing):
    enrolment, where = writing
    assert client.post(where, {"text": WORDS, "stay": "1"}).url == AGAIN

    client.force_login(enrolment.person)
    page = page_of(client, "/again/")
    assert not Reflection.objects.exists()
    assert f'<form method="post" action="{where}">' in page
    assert "<p>Line one.<br>&quot;Quoted&quot; &amp; &lt;b&gt;bold&lt;/b&gt;</p>" in page
    assert re.findall(r'type="hidden" name="(text|stay|csrf\w+)"', page).count("text") == 1

    assert client.post(where, {"text": WORDS, "stay": "1"}).status_code == 302
    assert Reflection.objects.get().text == WORDS


def test_every_choice_of_a_question_is_kept(client, writing):
    enrolment, where = writing
    client.post(where, {"text": ["a", "b"]})
    client.force_login(enrolment.person)

    page = page_of(client, "/again/")

    assert re.findall(r'name="text" value="(\w)"', page) == ["a", "b"]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}])
def test_a_script_is_told_in_a_way_that_it_understands(client, writing, headers):
    _, where = writing

    reply = client.post(where, {"text": WORDS}, headers=headers)

    assert reply.status_code == 401
    assert not client.session.keys()


def test_a_password_is_not_kept(client):
    reply = client.post("/account/password/change/", {"oldpassword": "a circle of seats"})

    assert reply.url == "/account/login/?next=/account/password/change/"
    assert not client.session.keys()


def test_signing_out_forgets_what_was_kept(client, writing):
    enrolment, where = writing
    client.post(where, {"text": WORDS})
    client.force_login(enrolment.person)

    client.post("/account/logout/")
    client.force_login(a_learner())

    assert client.get("/again/").url == "/"
