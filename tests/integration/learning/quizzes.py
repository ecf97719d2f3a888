"""Quizzes for tests of attempts: with settings, with cases, with banks to draw from."""

from courses.models import Activity, Bank, Choice, Draw, DrawQuestion, Question
from learning.models import Accommodation
from tests.factories import LONG_AGO, a_unit, numbers
from tests.integration.learning.helpers import activity_of, taking

A, B = {"choice": "a"}, {"choice": "b"}  # of the two, "a" is right


def at_quiz(client=None, **settings):
    """Somebody before a quiz of two questions, pass mark 0.8."""
    enrolment = taking("quiz", "page", client=client)
    Activity.objects.filter(edition=enrolment.edition, kind="quiz").update(settings=settings)
    return enrolment, activity_of(enrolment, "quiz")


def a_case(activity, key="ward", *keys):
    """A case of the quiz, and those of its questions that are about it."""
    case = Question.objects.create(
        activity=activity, key=key, position=0, kind="stimulus", prompt="<p>On ward seven.</p>"
    )
    activity.questions.filter(key__in=keys).update(stimulus=key)
    return case


def a_draw(activity, count, keys, *, points=1, case=None):
    """So many questions drawn from a bank that holds these, the first two about a case."""
    bank = Bank.objects.create(unit=a_unit(), name=f"Bank {next(numbers)}", created_at=LONG_AGO)
    draw = Draw.objects.create(
        activity=activity, bank=bank, position=activity.draws.count(), count=count, points=points
    )
    rows = []
    for key in keys:
        row = Question.objects.create(
            bank=bank, key=key, kind="single", prompt=f"<p>Of the bank, {key}?</p>"
        )
        for place, choice in enumerate("ab", start=1):
            Choice.objects.create(
                question=row,
                key=choice,
                position=place,
                text=f"Choice {choice} of {key}",
                weight=1 if choice == "a" else 0,
            )
        rows.append(row)
    if case:
        Question.objects.filter(bank=bank, key__in=keys[:2]).update(stimulus=case)
        rows.append(
            Question.objects.create(bank=bank, key=case, kind="stimulus", prompt="<p>A.</p>")
        )
    DrawQuestion.objects.bulk_create(DrawQuestion(draw=draw, question=row) for row in rows)
    return draw


def an_essay(activity, *, key="essay", points=2):
    """To be marked by a person."""
    question = Question.objects.create(
        activity=activity,
        key=key,
        position=9,
        kind="essay",
        prompt="<p>What would you do?</p>",
        definition={"rubric": {"listens": "2"}},
        points=points,
    )
    Choice.objects.create(question=question, key="listens", position=1, text="Listens first")
    return question


def granted(person, **what):
    return Accommodation.objects.create(
        person=person,
        reason="SECRET: a private matter",
        from_on=what.pop("from_on", LONG_AGO.date()),
        recorded_at=LONG_AGO,
        **what,
    )
