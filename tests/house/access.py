"""Who may open what: every named address, and what six people get there.

In order: nobody signed in · a learner · a trainer · the coordinator of another department ·
the coordinator of the learner's department · an admin. What is posted is `post`; everything else
is opened with GET. Rows of persons are the learner's: to everyone else they are not there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.house.world import World

Statuses = tuple[int, int, int, int, int, int]

SEEN_BY_ALL: Statuses = (200, 200, 200, 200, 200, 200)
SEEN_SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
LEADS_ON: Statuses = (302, 302, 302, 302, 302, 302)
NOT_THERE: Statuses = (404, 404, 404, 404, 404, 404)
THE_LEARNERS: Statuses = (302, 200, 404, 404, 404, 404)
THE_LEARNERS_LEADS_ON: Statuses = (302, 302, 404, 404, 404, 404)
FOR_REPORTERS: Statuses = (302, 403, 403, 200, 200, 200)
FOR_ADMINS: Statuses = (302, 403, 403, 403, 403, 200)


def nothing(world: World) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """What each of the six gets, and how the address is made."""

    statuses: Statuses
    kwargs: Callable[[World], dict[str, object]] = nothing
    post: dict[str, str] | None = None
    query: dict[str, str] = field(default_factory=dict)


def course(world: World) -> dict[str, object]:
    return {"key": world.course.key}


def enrolment(world: World) -> dict[str, object]:
    return {"uuid": world.enrolment.uuid}


def page(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "page-1"}


def quiz(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "quiz-2"}


def reflection(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "reflection-3"}


def attestation(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "attestation-4"}


def attempt(world: World) -> dict[str, object]:
    return {"uuid": world.attempt.uuid}


def completion(world: World) -> dict[str, object]:
    return {"uuid": world.certificate.completion.uuid}


def certificate(world: World) -> dict[str, object]:
    return {"uuid": world.certificate.uuid}


ACCESS: dict[str, Row] = {
    # the project
    "healthz": Row(SEEN_BY_ALL),
    "readyz": Row((503, 503, 503, 503, 503, 503)),  # no broker under test
    "demo_inbox": Row(NOT_THERE),
    "demo_mail": Row(NOT_THERE, lambda world: {"name": "mail-0"}),
    "demo_mail_html": Row(NOT_THERE, lambda world: {"name": "mail-0"}),
    "set_language": Row(LEADS_ON, post={"language": "en"}),
    # courses
    "courses:catalogue": Row(SEEN_SIGNED_IN),
    # learning
    "learning:home": Row(SEEN_BY_ALL),  # the front page to whoever is not signed in
    "learning:course": Row(SEEN_SIGNED_IN, course),
    "learning:start": Row(LEADS_ON, course, post={}),
    "learning:next": Row(LEADS_ON, course),
    "learning:enrolment": Row(THE_LEARNERS_LEADS_ON, enrolment),
    "learning:activity": Row(THE_LEARNERS, page),
    "learning:leave": Row(THE_LEARNERS_LEADS_ON, page, post={}),
    "learning:write": Row(THE_LEARNERS_LEADS_ON, reflection, post={"text": "I listened."}),
    "learning:sign": Row(THE_LEARNERS_LEADS_ON, attestation, post={"agree": "on"}),
    "learning:start_attempt": Row(THE_LEARNERS_LEADS_ON, quiz, post={}),
    "learning:attempt": Row(THE_LEARNERS, attempt),
    "learning:save": Row((302, 422, 404, 404, 404, 404), attempt, post={}),
    "learning:submit": Row(THE_LEARNERS_LEADS_ON, attempt, post={}),
    "learning:result": Row(THE_LEARNERS_LEADS_ON, attempt),  # still open: back to the quiz
    # credentials
    "credentials:transcript": Row(SEEN_SIGNED_IN),
    "credentials:certificate_of": Row(THE_LEARNERS_LEADS_ON, completion),
    "credentials:certificate": Row(THE_LEARNERS, certificate),
    "credentials:certificate_pdf": Row(THE_LEARNERS, certificate),
    "credentials:verify_form": Row(SEEN_BY_ALL),
    "credentials:verify": Row(SEEN_BY_ALL, lambda world: {"code": world.certificate.code}),
    # reports
    "reports:overview": Row(FOR_REPORTERS),
    "reports:overview_csv": Row(FOR_REPORTERS),
    "reports:people": Row(FOR_REPORTERS),
    "reports:people_csv": Row(FOR_REPORTERS),
}
