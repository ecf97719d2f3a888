"""A large course that is being written, and those who are in the middle of it. Needs Django."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.utils import timezone

from accounts.models import Grant, Unit, User
from accounts.services.set_based import NewUuid, insert_select
from bench.attempts_made import moment
from courses.models import Activity, Course, Edition, Effect
from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
)
from courses.services.drafts import empty_edition, new_draft
from courses.services.edition_content import read_edition, write_draft
from courses.services.publishing import publish_drafts
from learning.models import Enrolment, Progress

MODULES, ACTIVITIES, EVERY = 30, 10, 6  # in a module; each so-manieth is a quiz
QUESTIONS = 20  # of a quiz
PEOPLE = 2_000
DONE = 20  # pages that each of them has done
REWORDED = 30  # pages that the draft says otherwise
LETTERS = "abcd"
WORDS = (
    "a circle of seats lets whoever holds the piece speak while everybody else listens and "
    "nobody is asked to answer before the harm that was done has been named by those it was "
    "done to and its repair agreed on in words that both of them would use again"
)


@dataclass(frozen=True, slots=True)
class Written:
    """The draft of the course's second edition, the trainer who writes it, and who takes it."""

    draft: Edition
    trainer: User
    people: int


def course_written() -> Written:
    """300 activities with 1,000 questions, published once, taken by 2,000; and the next draft."""
    now = timezone.now()
    unit = Unit.objects.filter(parent=None).order_by("id")[0]
    course = Course.objects.create(key="bench-studio", unit=unit, created_at=now)
    trainer = a_trainer(unit, now)
    content = large_course(course.language)
    write_draft(empty_edition(course, course.language, now=now), content, {})
    [first] = publish_drafts(course, effect=Effect.NEW_LEARNERS, now=now, by=trainer)
    people = enrol_many(course, first, now - timedelta(days=9))
    draft = new_draft(course, course.language, now=now, by=trainer)
    write_draft(draft, reworded(read_edition(draft)), {})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Written(draft, trainer, people)


def a_trainer(unit: Unit, now: datetime) -> User:
    """Somebody of the institution, who writes courses from now on."""
    person = User.objects.order_by("-id")[0]
    Grant.objects.create(
        person=person,
        role="trainer",
        unit=unit,
        from_on=(now - timedelta(days=2)).date(),
        recorded_at=now,
    )
    return person


def large_course(language: str) -> EditionContent:
    chance, number = Random(4), count(1)  # the same words in every run
    modules = tuple(
        ModuleContent(
            f"m{nth}",
            f"Module {nth}",
            activities=tuple(an_activity(next(number), chance) for _ in range(ACTIVITIES)),
        )
        for nth in range(1, MODULES + 1)
    )
    return EditionContent(language, "A large course", hours=Decimal(40), modules=modules)


def an_activity(number: int, chance: Random) -> ActivityContent:
    """A page of about 300 words or, each sixth, a quiz."""
    if number % EVERY:
        body = "".join(f"<p>{words(chance, 75)}</p>" for _ in range(4))
        return ActivityContent(
            f"page-{number}", "page", words(chance, 4), body, 5, criterion="viewed"
        )
    return ActivityContent(
        key=f"quiz-{number}",
        kind="quiz",
        title=words(chance, 4),
        body=f"<p>{words(chance, 20)}</p>",
        minutes=10,
        criterion="quiz_passed",
        pass_mark=Decimal("0.8"),
        questions=tuple(a_question(f"q{nth}", chance) for nth in range(1, QUESTIONS + 1)),
    )


def a_question(key: str, chance: Random) -> QuestionContent:
    choices = tuple(
        ChoiceContent(
            letter, words(chance, 8), f"<p>{words(chance, 12)}</p>", Decimal(letter == "a")
        )
        for letter in LETTERS
    )
    prompt, why = f"<p>{words(chance, 15)}?</p>", f"<p>{words(chance, 20)}</p>"
    return QuestionContent(key, "single", prompt, why, choices=choices)


def words(chance: Random, number: int) -> str:
    return " ".join(chance.choices(WORDS.split(), k=number)).capitalize()


def enrol_many(course: Course, edition: Edition, at: datetime) -> int:
    """Enrolments of so many people, each with the first pages done; how many there are."""
    ids = User.objects.order_by("id").values("pk")[:PEOPLE]
    insert_select(
        Enrolment,
        User.objects.filter(pk__in=ids),
        {
            "uuid": NewUuid(),
            "person_id": F("pk"),
            "course_id": Value(course.pk),
            "edition_id": Value(edition.pk),
            "number": Value(1),
            "started_at": moment(at),
        },
    )
    enrolments = Enrolment.objects.filter(course=course)
    for page in pages(edition)[:DONE]:
        insert_select(
            Progress,
            enrolments,
            {
                "enrolment_id": F("pk"),
                "activity_key": Value(page.key),
                "activity_id": Value(page.pk),
                "satisfied_at": moment(at + timedelta(hours=1)),
            },
        )
    return enrolments.count()


def pages(edition: Edition) -> QuerySet[Activity]:
    return Activity.objects.filter(edition=edition, kind="page").order_by("position")


def reworded(content: EditionContent) -> EditionContent:
    """Every third page of the first says one sentence more."""
    said = [each.key for each in content.activities() if each.kind == "page"]
    changed = set(said[: REWORDED * 3 : 3])
    return replace(content, modules=tuple(_reworded(module, changed) for module in content.modules))


def _reworded(module: ModuleContent, keys: set[str]) -> ModuleContent:
    held = tuple(
        replace(each, body=f"{each.body}<p>And once more.</p>") if each.key in keys else each
        for each in module.activities
    )
    return replace(module, activities=held)
