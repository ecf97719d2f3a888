"""What the demo's trainer and admin do about quizzes: a bank, marks by hand, more time for one."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from accounts.models import Unit, User
from courses.models import Question
from courses.rules.marking.essay import rubric_of
from courses.services.banks import bank_for, put_questions
from courses.services.question_rows import read_questions
from learning.models import Attempt, Response
from learning.services.accommodations import Granted, grant_accommodation
from learning.services.marking import mark_response

BANK = "Restorative practice and the chart"
COMMENT = "Plain and fair. Consider leaving out the last clause: the next reader cannot use it."


def fill_bank(unit: Unit, *, now: datetime, by: User) -> None:
    """The questions of the shipped quizzes, to be drawn elsewhere, tagged by their quiz."""
    bank = bank_for(unit, BANK, "en", now=now)
    shipped = Question.objects.filter(activity__edition__number=1, activity__required=True)
    asked = shipped.filter(activity__edition__language="en")
    said = [
        replace(content, tags=(row.activity.key if row.activity else "",))
        for row, content in read_questions(asked.select_related("activity").order_by("id"))
    ]
    put_questions(bank, said, now=now, by=by)


def mark_some(*, now: datetime, by: User) -> None:
    """Every other essay that waits gets its points and a word; the others wait on."""
    waiting = Response.objects.filter(
        attempt__in=Attempt.objects.to_mark(), question__kind="essay", value__isnull=False
    )
    for nth, response in enumerate(waiting.select_related("question").order_by("id")):
        if nth % 2:
            continue
        most = rubric_of(response.question.definition)
        points = {key: max(limit - nth % 4 // 2, Decimal(0)) for key, limit in most.items()}
        mark_response(response, points, comment=COMMENT, by=by, now=now)


def give_more_time(person: User, *, now: datetime, by: User) -> None:
    """Half as much time again on every quiz."""
    reason = "Letter of the disability office, on file there."
    grant_accommodation(person, Granted(factor=Decimal("1.5")), reason=reason, now=now, by=by)
