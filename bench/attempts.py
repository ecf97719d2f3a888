"""A ten-question attempt: start, page, ten saved responses, handing in, result.

Beside it the same fourteen requests of a bare prototype (bench.bare), in the same run. Once more as
one plain form, the way without a script: start, page, handing in, result.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.attempt_load import Taken
from bench.figures import Figure, beside
from bench.system import CLIENTS, System, serving
from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
)

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Edition
    from learning.models import Enrolment

ROUNDS = 5
SECONDS = 6.0
PEOPLE = 400
QUESTIONS = 10
CHOICES = "abcd"
STEPS = ("start", "page", "save", "submit", "result")
VALUES = {f"q{number}": CHOICES[number % len(CHOICES)] for number in range(1, QUESTIONS + 1)}
BARE_BACKEND = "django.contrib.auth.backends.ModelBackend"

Clients = list[list[tuple[str, str]]]


def measure(system: System) -> list[Figure]:
    """Attempts a second of 8 clients on 2 workers, and the statements of each step."""
    enrolments = enrol_many()
    bare = system.beside("bench.bare_settings")
    ours, theirs = played(enrolments), played_bare(enrolments)
    with serving(system), serving(bare):
        for each in (True, False):
            rate(system, ours, 2.0, 0, each=each), rate(bare, theirs, 2.0, 0, each=each)  # warm
        saved = list(rounds(system, ours, bare, theirs, each=True))
        plain = list(rounds(system, ours, bare, theirs, each=False))
    ratio_aim = ("≥ 0.6 of the control", lambda ratio: ratio >= 0.6)
    attempts = beside("attempt", saved, unit="attempts/s", aim=ratio_aim[0], met=ratio_aim[1])
    form_rate = median(value for value, _ in plain)
    form = beside(
        "attempt plain form",
        plain,
        unit="attempts/s",
        aim="≥ 40 attempts/s",
        met=lambda _ratio: form_rate >= 40,
    )
    return [attempts, form, *statements(enrolments[0])]


def rounds(
    system: System, ours: Clients, bare: System, theirs: Clients, *, each: bool
) -> Iterator[tuple[float, float]]:
    """Our rate beside the control's, each round with other people."""
    for turn in range(ROUNDS):
        begin = turn * 7
        yield (
            rate(system, ours, SECONDS, begin, each=each),
            rate(bare, theirs, SECONDS, begin, each=each),
        )


def rate(system: System, clients: Clients, seconds: float, turn: int, *, each: bool) -> float:
    ordered: dict[str, Any] = {
        "clients": clients,
        "seconds": seconds,
        "turn": turn,
        "values": VALUES,
        "each": each,
    }
    return Taken(**system.load("bench.attempt_load", ordered)).rate


def enrol_many() -> list["Enrolment"]:
    """People who take a course with a quiz of ten questions."""
    from accounts.models import User  # noqa: PLC0415  (needs Django set up)
    from learning.models import Enrolment  # noqa: PLC0415

    edition = a_quiz()
    people = list(User.objects.order_by("pk")[:PEOPLE])
    return Enrolment.objects.bulk_create(enrolment(person, edition) for person in people)


def enrolment(person: "User", edition: "Edition") -> "Enrolment":
    from learning.models import Enrolment  # noqa: PLC0415

    return Enrolment(
        person=person,
        course=edition.course,
        edition=edition,
        number=1,
        started_at=datetime.now(UTC),
    )


def a_quiz() -> "Edition":
    """A published course of one quiz: ten questions, single choice of four, without a limit."""
    from accounts.models import Unit  # noqa: PLC0415  (needs Django set up)
    from courses.models import Course, Effect  # noqa: PLC0415
    from courses.services.drafts import empty_edition  # noqa: PLC0415
    from courses.services.edition_content import write_draft  # noqa: PLC0415
    from courses.services.publishing import publish_edition  # noqa: PLC0415

    now = datetime.now(UTC)
    root = Unit.objects.filter(parent=None).earliest("pk")
    course = Course.objects.create(key="bench-attempt", unit=root, created_at=now)
    draft = empty_edition(course, "en", now=now)
    write_draft(draft, said(), {})
    return publish_edition(draft, effect=Effect.NEW_LEARNERS, now=now, by=None)


def said() -> EditionContent:
    """What the course says."""
    quiz = ActivityContent(
        key="quiz",
        kind="quiz",
        title="What comes first",
        criterion="quiz_passed",
        pass_mark=Decimal("0.8"),
        questions=tuple(question(key, right) for key, right in VALUES.items()),
    )
    return EditionContent("en", "Measured", modules=(ModuleContent("m1", "One", "", (quiz,)),))


def question(key: str, right: str) -> QuestionContent:
    return QuestionContent(
        key=key,
        kind="single",
        prompt=f"<p>Which of these comes first in case {key}?</p>",
        explanation="<p>The person who was harmed comes first.</p>",
        choices=tuple(
            ChoiceContent(
                choice,
                f"Ask what happened to them, way {choice}",
                "<p>This starts with the person who was harmed.</p>",
                Decimal(choice == right),
            )
            for choice in CHOICES
        ),
    )


def played(enrolments: list["Enrolment"]) -> Clients:
    """For each client, the people it plays: a session, and where their attempt starts."""
    from django.urls import reverse  # noqa: PLC0415

    from bench.learners import signed_in  # noqa: PLC0415

    starts = [
        (signed_in(each.person), reverse("learning:start_attempt", args=[each.uuid, "quiz"]))
        for each in enrolments
    ]
    return [starts[nth::CLIENTS] for nth in range(CLIENTS)]


def played_bare(enrolments: list["Enrolment"]) -> Clients:
    from bench.learners import signed_in  # noqa: PLC0415

    starts = [
        (signed_in(each.person, BARE_BACKEND), f"/bare/{each.pk}/start/") for each in enrolments
    ]
    return [starts[nth::CLIENTS] for nth in range(CLIENTS)]


def statements(enrolment: "Enrolment") -> list[Figure]:
    """How many statements each step takes, warm; a save at most six."""
    counted = counts(enrolment)
    return [
        Figure(
            f"attempt statements {step}",
            counted[step],
            "statements",
            None,
            None,
            "≤ 6" if step == "save" else "as few as may be",
            step != "save" or counted[step] <= 6,
        )
        for step in STEPS
    ]


def counts(enrolment: "Enrolment") -> dict[str, int]:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from bench.learners import signed_in  # noqa: PLC0415

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = signed_in(enrolment.person)
    found: dict[str, int] = {}
    for _warm_then_counted in range(2):
        at = reverse("learning:start_attempt", args=[enrolment.uuid, "quiz"])
        for step in STEPS:
            with CaptureQueriesContext(connection) as captured:
                if step in ("page", "result"):
                    reply = client.get(at)
                elif step == "save":
                    data = {":question": "q1", "sequence:q1": "1", "q1": "b"}
                    reply = client.post(f"{at}save/", data)
                elif step == "submit":
                    reply = client.post(f"{at}submit/", VALUES)
                else:
                    reply = client.post(at)
            found[step] = len(captured)
            at = reply.headers.get("Location", at)
    return found
