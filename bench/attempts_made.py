"""A quiz that many have finished, and its newer edition. Made in sets; needs Django set up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import (
    Avg,
    Case,
    CharField,
    DateTimeField,
    F,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Mod
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services.set_based import NewUuid, insert_select
from courses.models import Activity, Course, Edition, Effect, Module
from courses.rules.content import ChoiceContent, QuestionContent
from courses.services.publishing import publish_edition
from courses.services.question_rows import question_row, write_questions
from learning.models import Attempt, Enrolment, Response, Score

QUESTIONS = 10
CHOICES = "abcd"
TYPED = 10  # this question asks for a number, of which people type many
NUMBERS = 1_000


@dataclass(frozen=True, slots=True)
class Made:
    """The quiz as it was asked, and as the next edition asks it: one right answer differs."""

    older: Activity
    newer: Activity


def finished_attempts(number: int) -> Made:
    """A course of its own with so many attempts, all of them finished, of ten questions each."""
    now = timezone.now()
    unit = Unit.objects.filter(parent=None).order_by("id")[0]
    course = Course.objects.create(key="bench-regrade", unit=unit, created_at=now)
    older = a_quiz(course, now, right="a")
    people = User.objects.filter(appointments__unit__path__startswith=unit.path)
    insert_select(
        Enrolment,
        people.distinct(),
        {
            "uuid": NewUuid(),
            "person_id": F("pk"),
            "course_id": Value(course.pk),
            "edition_id": Value(older.edition_id),
            "number": Value(1),
            "started_at": moment(now - timedelta(days=9)),
        },
    )
    enrolments = Enrolment.objects.filter(course=course)
    for nth in range(1, number // enrolments.count() + 1):
        make_attempts(enrolments, older, nth, now - timedelta(days=8))
    make_responses(older)
    make_scores(older, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Made(older, a_quiz(course, now, right="b"))


def a_quiz(course: Course, now: datetime, *, right: str) -> Activity:
    """The only activity of the course's next edition; its first question's right answer is this."""
    edition = Edition.objects.create(
        course=course, language=course.language, title="Marked again", created_at=now
    )
    module = Module.objects.create(edition=edition, key="m1", position=1, title="Module")
    quiz = Activity.objects.create(
        edition=edition,
        module=module,
        key="quiz",
        position=1,
        kind="quiz",
        title="Quiz",
        criterion="quiz_passed",
        pass_mark=Decimal("0.5"),
    )
    said = [a_question(nth, right if nth == 1 else "a") for nth in range(1, QUESTIONS + 1)]
    write_questions(
        (question_row(each, activity=quiz, position=nth), each) for nth, each in enumerate(said, 1)
    )
    publish_edition(edition, effect=Effect.NEW_LEARNERS, now=now, by=None)
    return Activity.objects.select_related("edition__course").get(pk=quiz.pk)


def a_question(nth: int, right: str) -> QuestionContent:
    if nth == TYPED:
        return QuestionContent(
            key=f"q{nth}",
            kind="numeric",
            prompt="<p>How many?</p>",
            definition={"accepted": {"a": {"value": "40", "tolerance": "40"}}},
            choices=(ChoiceContent("a", "", weight=Decimal(1)),),
        )
    return QuestionContent(
        key=f"q{nth}",
        kind="multiple" if nth % 3 == 0 else "single",
        prompt=f"<p>What is right, {nth}?</p>",
        choices=tuple(
            ChoiceContent(key, f"Choice {key}", weight=Decimal(key == right)) for key in CHOICES
        ),
    )


def make_attempts(enrolments: QuerySet[Enrolment], quiz: Activity, nth: int, at: datetime) -> None:
    insert_select(
        Attempt,
        enrolments,
        {
            "uuid": NewUuid(),
            "enrolment_id": F("pk"),
            "activity_id": Value(quiz.pk),
            "activity_key": Value(quiz.key),
            "number": Value(nth),
            "seed": Value("seed"),
            "started_at": moment(at),
            "submitted_at": moment(at + timedelta(minutes=10)),
            "accommodation": Value({}, output_field=JSONField()),
        },
    )


def make_responses(quiz: Activity) -> None:
    """Each attempt's: "a" more often than the others, in no pattern that one could see."""
    turn = Mod(F("pk") * 31 + F("activity__questions__position") * 17, Value(7))
    said = [("a", 0), ("b", 3), ("c", 5), ("d", 6)]
    key = Case(*(When(turn__gte=start, then=Value(key)) for key, start in reversed(said)))
    kinds = {"single": ('{"choice": "', '"}'), "multiple": ('{"choices": ["', '"]}')}
    typed = Concat(
        Value('{"value": "'), Cast(Mod(F("pk"), Value(NUMBERS)), CharField()), Value('"}')
    )
    value = Case(
        *(
            When(activity__questions__kind=kind, then=Concat(Value(before), key, Value(after)))
            for kind, (before, after) in kinds.items()
        ),
        default=typed,
        output_field=CharField(),
    )
    insert_select(
        Response,
        Attempt.objects.filter(activity=quiz).annotate(turn=turn),
        {
            "attempt_id": F("pk"),
            "question_id": F("activity__questions__pk"),
            "place": F("activity__questions__position"),
            "points": F("activity__questions__points"),
            "value": Cast(value, JSONField()),
            "sequence": Value(1),
            "score": Case(When(turn__lt=3, then=Value(Decimal(1))), default=Value(Decimal(0))),
        },
    )


def make_scores(quiz: Activity, now: datetime) -> None:
    """What the responses come to; what was typed is taken as it came."""
    mean = Response.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
    attempts = Attempt.objects.filter(activity=quiz)
    attempts.update(score=Subquery(mean.annotate(mean=Avg("score")).values("mean")))
    insert_select(
        Score,
        attempts,
        {
            "attempt_id": F("pk"),
            "score": F("score"),
            "cause": Value("submitted"),
            "edition_id": Value(quiz.edition_id),
            "withdraws_pass": Value(False),
            "reason": Value(""),
            "recorded_at": F("submitted_at"),
        },
    )


def moment(at: datetime) -> Value:
    return Value(at, output_field=DateTimeField())
