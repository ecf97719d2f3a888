"""What is counted of each kind of question, and of questions that attempts draw."""

from decimal import Decimal

import pytest
from django.urls import reverse

from courses.models import Bank, Draw, DrawQuestion, Question, QuestionKind
from courses.rules.marking import KINDS
from courses.services.quizzes import quiz_of
from tests.factories import LONG_AGO, a_course, a_question, a_trainer, a_unit, an_edition
from tests.integration.reports.answers import a_quiz, hand_in, hash_questions, many_hand_in, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def edition(unit):
    return an_edition(a_course(unit, key="words"), "page")


@pytest.fixture
def figures(client, unit):
    def asked():
        client.force_login(a_trainer(unit))
        return client.get(reverse("reports:questions", args=["words", "quiz"])).context["figures"]

    return asked


def counts(question):
    return {
        "".join(key or "-" for key in line.choices): line.count for line in question.shown.lines
    }


def test_of_several_choices_each_is_counted_by_itself(edition, figures):
    quiz = a_quiz(edition, "multiple", "single")
    picked = ["a"] * 8 + ["ab"] * 6 + ["b"] * 4 + [None] * 2
    for person, keys in zip(people(20), picked, strict=True):
        hand_in(quiz, person, [keys, "a"])

    several = figures().questions[0]

    assert counts(several) == {"a": 14, "b": 10}  # nobody chose c
    assert several.shown.facility.low == 0.4  # all or nothing: a, and a alone


def test_true_and_false_are_choices(edition, figures):
    quiz = a_quiz(edition, "true_false", "single")
    for number, person in enumerate(people(20)):
        hand_in(quiz, person, ["true" if number < 12 else "false", "a"])

    found = figures().questions[0]

    assert {line.choices[0]: line.count for line in found.shown.lines} == {"true": 12, "false": 8}


def test_a_response_that_picks_no_choice_of_the_question_was_left_open(edition, figures):
    quiz = a_quiz(edition, "single", "single")
    many_hand_in(quiz, ["aa"] * 8 + ["zb"] * 7 + ["ba"] * 5)

    assert counts(figures().questions[0]) == {"a": 8, "bc": 5, "-": 7}


def test_a_wrong_choice_that_brings_a_share_of_the_score_counts_it(edition, figures):
    quiz = a_quiz(edition, "single", "single")
    quiz.questions.get(key="q1").choices.filter(key="b").update(weight=Decimal("0.5"))
    many_hand_in(quiz, ["aa"] * 10 + ["ba"] * 6 + ["ca"] * 8)

    found = figures()

    assert found.questions[0].shown.facility.low == pytest.approx(13 / 24)
    assert found.reliability.kr20 is None


def a_drawing_quiz(edition):
    """One question for everyone, and two of a bank of three."""
    quiz = a_quiz(edition, "single")
    bank = Bank.objects.create(unit=edition.course.unit, name="Words", created_at=LONG_AGO)
    draw = Draw.objects.create(activity=quiz, bank=bank, position=1, count=2, points=Decimal(3))
    for number in range(1, 4):
        question = a_question(quiz, key=f"b{number}", position=number)
        Question.objects.filter(pk=question.pk).update(activity=None, bank=bank)
        DrawQuestion.objects.create(draw=draw, question=question)
    hash_questions(Question.objects.filter(bank=bank))
    return quiz, quiz_of(quiz.pk, quiz.content_hash)


def test_drawn_questions_count_for_those_who_drew_them(edition, figures):
    quiz, asked = a_drawing_quiz(edition)
    one, two, three = (asked.by_id[pk] for pk in asked.draws[0].pool)
    own = asked.questions[0]
    drawn = [(own, one, two)] * 10 + [(own, two, three)] * 9
    picked = ["aaa", "aba", "bab", "bbb", "cab"] * 4
    for person, questions, keys in zip(people(19), drawn, picked[:19], strict=True):
        hand_in(quiz, person, keys, questions=questions)

    found = figures()

    assert [(each.asked.key, each.shown.n) for each in found.questions] == [
        ("q1", 19),
        ("b1", 10),
        ("b2", 19),
        ("b3", 0),
    ]
    assert found.draws
    assert found.reliability.alpha is None
    assert found.scores.n == 19


def test_what_was_drawn_is_compared_with_the_share_of_the_rest(edition, figures):
    """Whoever was right in q1 was so in one drawn question too, and the others in none.

    Of the rest of the points, 6, that is half for the first and none for the others; so
    discrimination is 1, whichever questions each of them drew.
    """
    quiz, asked = a_drawing_quiz(edition)
    one, two, three = (asked.by_id[pk] for pk in asked.draws[0].pool)
    for number, person in enumerate(people(20)):
        drawn = (asked.questions[0], *((one, two), (two, three), (one, three))[number % 3])
        hand_in(quiz, person, "aab" if number % 2 else "bbb", questions=drawn)

    assert figures().questions[0].shown.discrimination == pytest.approx(1.0)


@pytest.mark.skipif(QuestionKind.LIKERT not in KINDS, reason="there is no such kind yet")
def test_a_likert_shows_its_counts_only(edition, figures):
    quiz = a_quiz(edition, "single", "likert")
    quiz.questions.get(key="q2").choices.update(weight=0)
    for number, person in enumerate(people(30)):
        hand_in(quiz, person, ["ab"[number % 2], "abc"[number % 3]])

    scale = figures().questions[1]

    assert scale.shown.facility is None
    assert scale.shown.discrimination is None
    assert scale.shown.thirds == ()
    assert sum(counts(scale).values()) == 30
    assert scale.findings == ()


@pytest.mark.skipif(QuestionKind.NUMERIC not in KINDS, reason="there is no such kind yet")
def test_what_is_typed_counts_by_how_it_came_out(edition, figures):
    quiz = a_quiz(edition, "single", "numeric")
    question = quiz.questions.get(key="q2")
    question.choices.exclude(key="a").delete()
    question.definition = {"accepted": {"a": {"value": "4", "tolerance": "0"}}, "units": {}}
    question.save()
    for number, person in enumerate(people(20)):
        hand_in(quiz, person, ["a", {"value": "4" if number < 9 else "5", "unit": ""}])

    assert counts(figures().questions[1]) == {"right": 9, "partlywrong-": 11}
