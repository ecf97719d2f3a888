"""Every dead end has its page, in the same look and with a way on."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from lms import views

NUMBER = "7f3a91c20be4"


@pytest.fixture
def request_of_a_stranger():
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    request.request_id = NUMBER
    return request


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (views.bad_request, 400, "We could not read that."),
        (views.forbidden, 403, "This page is not yours to open."),
        (views.form_grown_stale, 403, "This page had been open for a while."),
        (views.not_found, 404, "There is no such page."),
        (views.failed, 500, "Something of ours broke."),
    ],
)
def test_a_dead_end_says_what_happened_and_leads_on(request_of_a_stranger, view, status, words):
    response = view(request_of_a_stranger)

    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert NUMBER in page
    assert '<a class="button" data-kind="primary" href="/">Go to your home page</a>' in page
    assert "UNDEFINED" not in page


@pytest.mark.parametrize("name", ["409", "422", "429", "expired", "lapsed"])
def test_a_page_with_an_explanation_can_do_without(request_of_a_stranger, name):
    page = render_to_string(f"errors/{name}.html", {}, request_of_a_stranger)

    assert "UNDEFINED" not in page


@pytest.mark.parametrize("name", ["409", "422", "expired"])
def test_an_explanation_is_shown_as_text(request_of_a_stranger, name):
    context = {"explanation": "Tomás saved <first>."}

    page = render_to_string(f"errors/{name}.html", context, request_of_a_stranger)

    assert "<p>Tomás saved &lt;first&gt;.</p>" in page


@pytest.mark.django_db
def test_the_page_for_our_own_faults_asks_the_database_nothing(request_of_a_stranger):
    with CaptureQueriesContext(connection) as asked:
        views.failed(request_of_a_stranger)

    assert len(asked) == 0
