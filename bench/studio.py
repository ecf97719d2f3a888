"""How a course of 300 activities and 1,000 questions is to write: its outline, checks, publishing.

Whatever writes does so in a transaction that is undone, so that each round begins alike.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from statistics import median
from typing import TYPE_CHECKING

from bench.figures import Figure
from bench.pages import CONTROL
from bench.regrade import seconds
from bench.system import System, serving

if TYPE_CHECKING:
    from bench.studio_made import Written

REQUESTS = 20
ROUNDS = 3
SAVES = 10
MOST_MS, MOST_STATEMENTS, MOST_SECONDS = 300.0, 12, 5.0
# What publishing reads: all that the draft says, and what everybody in progress has done.
SAME_ROWS = (
    """SELECT activity.*, module.title FROM courses_activity AS activity
       JOIN courses_module AS module ON module.id = activity.module_id
       WHERE activity.edition_id = %(draft)s""",
    """SELECT question.* FROM courses_question AS question
       JOIN courses_activity AS activity ON activity.id = question.activity_id
       WHERE activity.edition_id = %(draft)s""",
    """SELECT choice.* FROM courses_choice AS choice
       JOIN courses_question AS question ON question.id = choice.question_id
       JOIN courses_activity AS activity ON activity.id = question.activity_id
       WHERE activity.edition_id = %(draft)s""",
    """SELECT progress.* FROM learning_progress AS progress
       JOIN learning_enrolment AS enrolment ON enrolment.id = progress.enrolment_id
       WHERE enrolment.course_id = %(course)s AND enrolment.closed_at IS NULL""",
)


def measure(system: System) -> list[Figure]:
    """The outline's page beside the control page; publishing beside plain SQL; checks; a save."""
    from bench.studio_made import course_written  # noqa: PLC0415  (needs Django set up)

    written = course_written()
    return [*outline(system, written), publishing(written), checks(written), saving(written)]


def outline(system: System, written: "Written") -> list[Figure]:
    from django.urls import reverse  # noqa: PLC0415

    from bench.learners import Learner, signed_in, statements  # noqa: PLC0415

    course = written.draft.course
    path = reverse("courses:outline", args=[course.key, course.language])
    session = signed_in(written.trainer)
    with serving(system):
        for address in (path, CONTROL):
            milliseconds(system, address, session, 5)  # warm
        pairs = [
            (milliseconds(system, path, session, 1), milliseconds(system, CONTROL, session, 1))
            for _ in range(REQUESTS)
        ]
    value = median(took for took, _ in pairs)
    number = statements(Learner(session, path), path)
    aim = f"≤ {MOST_MS:.0f} ms"
    return [
        figure("studio outline", value, "ms", median(took for _, took in pairs), aim, MOST_MS),
        figure(
            "studio outline statements",
            number,
            "statements",
            None,
            f"≤ {MOST_STATEMENTS}",
            MOST_STATEMENTS,
        ),
    ]


def milliseconds(system: System, path: str, session: str, requests: int) -> float:
    """The median of so many requests, one after another over one connection."""
    line = HTTPConnection("127.0.0.1", system.port)
    line.connect()
    took = []
    for _ in range(requests):
        begin = time.perf_counter()
        line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        reply = line.getresponse()
        reply.read()
        took.append((time.perf_counter() - begin) * 1000)
        if reply.status != 200:
            raise RuntimeError(f"{path} answers {reply.status}")
    line.close()
    return median(took)


def publishing(written: "Written") -> Figure:
    """Seconds of publishing and moving everybody, with reviews to ask of some of their pages."""
    from django.utils import timezone  # noqa: PLC0415

    from learning.services.publishing import publish_course  # noqa: PLC0415

    draft, by = written.draft, written.trainer

    def publish() -> None:
        [done] = publish_course(draft.course, effect="carry_over", now=timezone.now(), by=by)
        if (done.moved, done.to_review) != (written.people, written.people):
            raise RuntimeError(f"{done.moved} moved, {done.to_review} to review")

    undone(publish)()  # warm
    pairs = [(seconds(undone(publish)), seconds(lambda: only_read(written))) for _ in range(ROUNDS)]
    return figure(
        "studio publish",
        median(took for took, _ in pairs),
        "s",
        median(took for _, took in pairs),
        f"< {MOST_SECONDS:.0f} s, {written.people:,} in progress",
        MOST_SECONDS,
    )


def only_read(written: "Written") -> None:
    """The control: the same rows by plain SQL, and counted."""
    from django.db import connection  # noqa: PLC0415

    which = {"draft": written.draft.pk, "course": written.draft.course_id}
    with connection.cursor() as cursor:
        for sql in SAME_ROWS:
            cursor.execute(sql, which)
            if not len(cursor.fetchall()):
                raise RuntimeError("there was nothing to read")


def undone(act: Callable[[], None]) -> Callable[[], None]:
    """The act in a transaction that leaves nothing."""
    from django.db import transaction  # noqa: PLC0415

    def acted() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return acted


def checks(written: "Written") -> Figure:
    """Milliseconds of reading the whole draft and checking it."""
    from courses.services.publishing import check_edition  # noqa: PLC0415

    def check() -> None:
        check_edition(written.draft)

    check()  # warm
    value = median(seconds(check) * 1000 for _ in range(SAVES))
    return figure("studio checks", value, "ms", None, "≤ 1000 ms", 1000)


def saving(written: "Written") -> Figure:
    """Milliseconds of saving one page of it, in other words each time."""
    from django.utils import timezone  # noqa: PLC0415

    from courses.services.activity_rows import read_activity  # noqa: PLC0415
    from courses.services.authoring import save_activity  # noqa: PLC0415
    from courses.services.draft_history import token_of  # noqa: PLC0415

    draft, by = written.draft, written.trainer
    page = read_activity(draft.activities.filter(kind="page").order_by("-position")[0])
    said = replace(page, body=f"{page.body}<p>One sentence more.</p>")

    def save() -> None:
        save_activity(draft, said, edited=token_of(page), now=timezone.now(), by=by)

    undone(save)()  # warm
    value = median(seconds(undone(save)) * 1000 for _ in range(SAVES))
    return figure("studio save", value, "ms", None, "≤ 100 ms", 100)


def figure(
    name: str, value: float, unit: str, control: float | None, aim: str, most: float
) -> Figure:
    return Figure(
        name=name,
        value=round(value, 2),
        unit=unit,
        control=None if control is None else round(control, 2),
        ratio=None if control is None else round(value / control, 3),
        aim=aim,
        met=value <= most,
    )
