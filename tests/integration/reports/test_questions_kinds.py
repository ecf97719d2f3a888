"""What is counted of each kind of question, and of questions that attempts draw.

The attempts come in such orders that with the last of them none waits any more (decision 0035).
"""

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
    picked = {"2": "ab", "a": "a", "b": "b", "-": None}  # 2: both
    for person, said in zip(people(20), "2ab-2ababa22b2aa2a-a", strict=True):
        hand_in(quiz, person, [picked[said], "a"])

    several = figures().questions[0]

    assert counts(several) == {"a": 14, "b": 10}  # nobody chose c
    assert several.shown.facility.low == 0.4  # all or nothing: a, and a alone


def test_true_and_false_are_choices(edition, figures):
    quiz = a_quiz(edition, "true_false", "single")
    for person, said in zip(people(20), "tffftftttttttftfttff", strict=True):
        hand_in(quiz, person, ["true" if said == "t" else "false", "a"])

    found = figures().questions[0]

    assert {line.choices[0]: line.count for line in found.shown.lines} == {"true": 12, "false": 8}


def test_a_response_that_picks_no_choice_of_the_question_was_left_open(edition, figures):
    quiz = a_quiz(edition, "single", "single")
    many_hand_in(quiz, [f"{key}{'b' if key == 'z' else 'a'}" for key in "zbbzabzaazaaababzazz"])

    assert counts(figures().questions[0]) == {"a": 8, "bc": 5, "-": 7}


def test_a_wrong_choice_that_brings_a_share_of_the_score_counts_it(edition, figures):
    quiz = a_quiz(edition, "single", "single")
    quiz.questions.get(key="q1").choices.filter(key="b").update(weight=Decimal("0.5"))
    many_hand_in(quiz, [f"{key}a" for key in "cabacbacaaacacbcaccbabba"])

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
    drawn = [(own, one, two)] * 11 + [(own, two, three)] * 9
    patterns = {1: "aaa", 2: "aba", 3: "bab", 4: "bbb", 5: "cab"}
    picked = [patterns[int(each)] for each in "14251323451355214243"]
    for person, questions, keys in zip(people(20), drawn, picked, strict=True):
        hand_in(quiz, person, keys, questions=questions)

    found = figures()

    assert [(each.asked.key, each.shown.n) for each in found.questions] == [
        ("q1", 20),
        ("b1", 10),
        ("b2", 20),
        ("b3", 0),
    ]
    assert found.draws
    assert found.reliability.alpha is None
    assert found.scores.n == 20


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
    for number, person in enumerate(people(35)):
        hand_in(quiz, person, ["ab"[number % 2], "abc"[number % 3]])

    scale = figures().questions[1]

    assert scale.shown.facility is None
    assert scale.shown.discrimination is None
    assert scale.shown.thirds == ()
    assert sum(counts(scale).values()) == 35
    assert scale.findings == ()


@pytest.mark.skipif(QuestionKind.NUMERIC not in KINDS, reason="there is no such kind yet")
def test_what_is_typed_counts_by_how_it_came_out(edition, figures):
    quiz = a_quiz(edition, "single", "numeric")
    question = quiz.questions.get(key="q2")
    question.choices.exclude(key="a").delete()
    question.definition = {"accepted": {"a": {"value": "4", "tolerance": "0"}}, "units": {}}
    question.save()
    for person, value in zip(people(20), "54555454545555444454", strict=True):
        hand_in(quiz, person, ["a", {"value": value, "unit": ""}])

    assert counts(figures().questions[1]) == {"right": 9, "partlywrong-": 11}
