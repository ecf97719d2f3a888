"""Learners of the synthetic institution, signed in. Needs Django set up."""

from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from learning.models import Enrolment


@dataclass(frozen=True, slots=True)
class Learner:
    """A session's key, and the address of an activity of a course in progress."""

    session: str
    activity: str


def busy_learners(most: int) -> list[Learner]:
    """People with a course in progress, signed in."""
    enrolments = Enrolment.objects.open().select_related("person", "edition").order_by("person_id")
    learners: dict[int, Learner] = {}
    for enrolment in enrolments[: most * 30]:
        if enrolment.person_id in learners:
            continue
        page = enrolment.edition.activities.filter(kind="page").order_by("position")[0]
        address = reverse("learning:activity", args=[enrolment.uuid, page.key])
        learners[enrolment.person_id] = Learner(signed_in(enrolment.person), address)
        if len(learners) == most:
            break
    return list(learners.values())


def signed_in(person: User, backend: str = "accounts.sign_in.PersonBackend") -> str:
    """A session of this person, as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def statements(learner: Learner, path: str) -> int:
    """How many statements one request takes, warm."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = learner.session
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(path)
    return len(captured)
