"""The API answers as it says it does, whatever it is asked; skipped without schemathesis."""

from datetime import timedelta

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from learning.services.assignments import reconcile
from reports.interchange.api import api
from reports.services.access_tokens import make_token
from tests.factories import (
    a_coordinator,
    a_course,
    a_learner,
    a_requirement,
    a_unit,
    an_admin,
    an_edition,
)
from tests.integration.reports.answers import a_quiz, many_hand_in
from tests.surveys import SETTINGS

schemathesis = pytest.importorskip("schemathesis")
pytestmark = pytest.mark.django_db

MODES = list(schemathesis.GenerationMode)
TRIED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
PATHS = ["units", "requirements", "completion", "completion-over-time", "people"]
OF_COURSES = ["courses", "edition", "questions", "survey"]


@pytest.fixture(autouse=True)
def one_connection():
    """A request of the application's own ends its connection, and with it this test's world."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def secret():
    now = timezone.now()
    unit = a_unit("Surgery")
    version = a_requirement(unit=unit, key="repair", due_days=30, now=now - timedelta(days=60))
    a_learner(unit)
    reconcile(version.requirement, now=now)
    return make_token(name="schemathesis", now=now, by=a_coordinator(unit))[1]


@pytest.fixture
def of_courses():
    """A token of somebody who runs a site with one course."""
    unit = a_unit("Medicine")
    edition = an_edition(a_course(unit, key="words"), "page", "survey")
    edition.activities.filter(kind="survey").update(settings=SETTINGS)
    many_hand_in(a_quiz(edition, "single", "single"), ["ab"] * 12)
    return make_token(name="schemathesis", now=timezone.now(), by=an_admin(unit))[1]


THERE = {"course": "words", "language": "en", "number": 1}
NAMED = {"questions": {"activity": "quiz"}, "survey": {"activity": "survey-2"}, "courses": {}}


@pytest.mark.parametrize("path", OF_COURSES)
def test_what_is_there_is_answered_as_described(of_courses, path):
    query = NAMED.get(path, {}) and THERE | NAMED[path]
    query = THERE if path == "edition" else query
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = get_wsgi_application()
    case = schema[f"/api/v1/reports/{path}"]["GET"].Case(query=query)

    headers = {"Authorization": f"Bearer {of_courses}", "Accept-Encoding": "identity"}
    assert case.call_and_validate(headers=headers).status_code == 200


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", OF_COURSES)
def test_every_answer_on_courses_is_one_of_those_described(of_courses, path, mode):
    every_answer_is_described(of_courses, path, mode)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_one_of_those_described(secret, path, mode):
    every_answer_is_described(secret, path, mode)


def every_answer_is_described(secret, path, mode):
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = get_wsgi_application()
    operation = schema[f"/api/v1/reports/{path}"]["GET"]

    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}

    @TRIED
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        case.call_and_validate(headers=headers)

    asked()
