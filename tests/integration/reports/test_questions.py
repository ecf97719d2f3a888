import csv
from datetime import timedelta
from io import StringIO
from statistics import correlation

import pytest
import time_machine
from django.urls import reverse

from learning.models import Attempt
from tests.factories import (
    NOW,
    a_coordinator,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_admin,
    an_edition,
)
from tests.integration.reports.answers import a_quiz, hand_in, many_hand_in, people

pytestmark = pytest.mark.django_db
ROUTES = ["questions", "questions_csv"]
# Fifty attempts at three questions; the third has b as often right as a, among the strongest. They
# come in such an order that with the last of them none waits any more (decision 0035).
PATTERNS = {"1": "aaa", "2": "aab", "3": "aba", "4": "abb", "5": "bbc", "6": "bac", "7": "c-c"}
FIFTY = [PATTERNS[each] for each in "22167757322421153521663246343537151645117645767542"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def quiz(unit):
    edition = an_edition(a_course(unit, key="words"), "page", title="Words That Stay")
    return a_quiz(edition, "single", "single", "single")


def body(response):
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode()


def get(client, person, name="questions", course="words", **asked):
    client.force_login(person)
    return client.get(reverse(f"reports:{name}", args=[course, "quiz"]), asked)


def figures(client, person, **asked):
    return get(client, person, **asked).context["figures"]


def lines(response):
    return list(csv.DictReader(StringIO(body(response))))


def counts(question):
    return {
        "".join(key or "-" for key in line.choices): line.count for line in question.shown.lines
    }


@pytest.mark.parametrize("name", ROUTES)
def test_who_writes_no_course_may_not(client, quiz, unit, name):
    for who in (a_learner(unit), a_coordinator(unit)):
        assert get(client, who, name).status_code == 403
        assert client.get(reverse("reports:quizzes")).status_code == 403


def test_what_wants_a_look_leads_on_to_marking_again(client, quiz, unit):
    many_hand_in(quiz, FIFTY)

    assert f'href="{reverse("learning:regrades")}"' in body(get(client, a_trainer(unit)))


@pytest.mark.parametrize("name", ROUTES)
def test_quizzes_of_elsewhere_are_not_there(client, quiz, unit, name):
    elsewhere = a_unit("Law")

    assert get(client, a_trainer(elsewhere), name).status_code == 404
    assert get(client, a_trainer(a_unit("Below", parent=unit)), name).status_code == 404
    assert "Words in the chart" not in body(client.get(reverse("reports:quizzes")))
    assert get(client, a_trainer(unit), name).status_code == 200
    assert get(client, an_admin(unit), name).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"edition": "2"}, {"edition": "x"}, {"wording": "some"}, {"attempts": "none"}]
)
@pytest.mark.parametrize("name", ROUTES)
def test_what_names_nothing_is_not_found(client, quiz, unit, name, asked):
    assert get(client, a_trainer(unit), name, **asked).status_code == 404


def test_a_draft_has_no_figures(client, unit):
    a_quiz(an_edition(a_course(unit, key="words"), "page", number=None), "single")

    assert get(client, a_trainer(unit)).status_code == 404


def test_the_list_names_every_quiz_once_and_how_many_handed_it_in(client, quiz, unit):
    again = an_edition(quiz.edition.course, "page", number=2, title="Words That Stay, revised")
    newer = a_quiz(again, "single")
    many_hand_in(quiz, FIFTY[:9])
    client.force_login(a_trainer(unit))

    page = body(client.get(reverse("reports:quizzes")))
    assert page.count("Words in the chart") == 1
    assert "Words That Stay, revised" in page
    assert "fewer than 10" in page

    hand_in(newer, people(1)[0], ["a"])
    page = body(client.get(reverse("reports:quizzes")))
    assert "fewer than 10" not in page
    assert client.get(reverse("reports:quizzes"), {"q": "chart revis"}).context["page"].object_list
    assert "No quiz fits" in body(client.get(reverse("reports:quizzes"), {"q": "appendix"}))


def test_below_ten_attempts_nothing_is_shown(client, quiz, unit):
    trainer = a_trainer(unit)
    many_hand_in(quiz, FIFTY[:9])

    page = body(get(client, trainer))
    assert "Fewer than 10 attempts: nothing is shown yet." in page
    assert page.count("Fewer than 10 attempts: not shown.") == 3
    assert [row["n"] for row in lines(get(client, trainer, "questions_csv"))] == [""] * 4

    many_hand_in(quiz, FIFTY[9:10])
    assert [one.shown.n for one in figures(client, trainer).questions] == [10, 10, 10]


def test_each_question_has_its_figures_and_its_counts(client, quiz, unit):
    many_hand_in(quiz, FIFTY)

    found = figures(client, a_trainer(unit))

    assert found.attempts == 50
    assert [counts(one) for one in found.questions] == [
        {"a": 28, "b": 15, "c-": 7},
        {"a": 23, "b": 20, "c-": 7},
        {"a": 14, "b-": 14, "c": 22},
    ]
    assert [one.shown.facility.low for one in found.questions] == [0.56, 0.46, 0.28]
    assert all(one.shown.facility.exact for one in found.questions)
    assert [one.shown.discrimination for one in found.questions] == [
        pytest.approx(as_the_standard_library_has_it(place), abs=1e-9) for place in range(3)
    ]


def as_the_standard_library_has_it(place):
    scores = [[float(key == "a") for key in pattern] for pattern in FIFTY]
    rests = [sum(row) - row[place] for row in scores]
    return correlation([row[place] for row in scores], rests)


def test_the_page_says_in_sentences_what_is_noticeable(client, quiz, unit):
    many_hand_in(quiz, FIFTY)

    page = body(get(client, a_trainer(unit)))

    assert "50 attempts are counted." in page
    assert "With fewer than 100 attempts" in page
    assert "Alpha is " in page
    assert "KR-20 is " in page
    assert "UNDEFINED" not in page


def test_where_nearly_all_are_right_nobody_can_count_who_was_not(client, quiz, unit):
    many_hand_in(quiz, ["aaa"] * 58 + ["baa", "aab"])

    question = figures(client, a_trainer(unit)).questions[0]
    page = body(get(client, a_trainer(unit)))
    rows = lines(get(client, a_trainer(unit), "questions_csv"))

    assert question.shown.lines == ()
    assert "at least 91\N{NO-BREAK SPACE}%" in page
    assert "Almost everyone was right: it tells little." in page
    assert (rows[0]["facility_from"], rows[0]["facility_to"]) == ("0.916667", "1.000000")
    assert rows[0]["count"] == rows[0]["discrimination"] == ""


def test_only_what_is_handed_in_and_marked_counts_and_no_test_account(client, quiz, unit):
    many_hand_in(quiz, ["aaa", "bbb"] * 9 + ["aaa"])  # with one more there would be 20
    tester, waiting, running = *people(1, is_test=True), *people(2)
    hand_in(quiz, tester, "ccc")
    hand_in(quiz, waiting, "ccc", score=False)
    attempt = hand_in(quiz, running, "ccc", score=False)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=None)

    assert [one.shown.n for one in figures(client, a_trainer(unit)).questions] == [10, 10, 10]
    hand_in(quiz, people(1)[0], "ccc")
    assert [one.shown.n for one in figures(client, a_trainer(unit)).questions] == [20, 20, 20]


def test_of_each_person_the_first_attempt_counts_unless_all_are_asked_for(client, quiz, unit):
    for number, person in enumerate(people(20)):
        hand_in(quiz, person, "bbb" if number % 2 else "aaa")
        hand_in(quiz, person, "ccc" if number % 2 else "aaa", at=NOW + timedelta(days=1))
    trainer = a_trainer(unit)

    first = figures(client, trainer).questions[0]
    both = figures(client, trainer, attempts="all").questions[0]

    assert (first.shown.n, counts(first)) == (20, {"a": 10, "bc-": 10})
    assert (both.shown.n, counts(both)) == (40, {"a": 20, "bc-": 20})


def test_fewer_than_ten_later_attempts_are_left_out_of_all(client, quiz, unit):
    for number, person in enumerate(people(20)):
        hand_in(quiz, person, "bbb" if number % 2 else "aaa")
        if number < 9:
            hand_in(quiz, person, "ccc", at=NOW + timedelta(days=1))
    trainer = a_trainer(unit)

    found = figures(client, trainer, attempts="all")

    assert found.left_out
    assert found.attempts == 20
    assert found.questions == figures(client, trainer).questions


@pytest.fixture
def second(quiz):
    """The next edition: q1 and q2 as they were, q3 worded anew."""
    edition = an_edition(quiz.edition.course, "page", number=2, title="Words That Stay")
    newer = a_quiz(edition, "single", "single", "single")
    row = newer.questions.get(key="q3")
    row.prompt, row.content_hash = "<p>What then?</p>", "another"
    row.save()
    return newer


def test_the_same_question_counts_across_editions_when_asked(client, quiz, second, unit):
    many_hand_in(quiz, ["aaa", "bbb"] * 10)
    many_hand_in(second, ["aaa", "bbb"] * 5)
    trainer = a_trainer(unit)

    newest = figures(client, trainer)
    same = figures(client, trainer, wording="same")

    assert [one.shown.n for one in newest.questions] == [10, 10, 10]
    assert [one.shown.n for one in same.questions] == [30, 30, 10]
    assert counts(same.questions[0]) == {"a": 15, "bc-": 15}
    assert same.attempts == 30
    # The quiz as a whole is only what asks the same throughout.
    assert same.reliability == newest.reliability
    older = figures(client, trainer, wording="same", edition="1")
    assert [one.shown.n for one in older.questions] == [30, 30, 20]


def test_an_edition_below_ten_is_left_out_of_the_sum(client, quiz, second, unit):
    many_hand_in(quiz, ["aaa"] * 10 + ["bbb"] * 10)
    many_hand_in(second, ["ccc"] * 9)
    trainer = a_trainer(unit)

    same = figures(client, trainer, wording="same")

    assert [one.shown.n for one in same.questions] == [20, 20, 0]
    assert same.left_out


def test_who_handed_in_an_older_edition_counts_there(client, quiz, second, unit):
    for person in people(10):
        hand_in(quiz, person, "aaa")
        hand_in(second, person, "bbb", at=NOW + timedelta(days=1))
    trainer = a_trainer(unit)

    assert figures(client, trainer).attempts == 0
    assert figures(client, trainer, edition="1").attempts == 10
    assert figures(client, trainer, attempts="all").attempts == 10


def test_another_language_is_another_edition(client, quiz, unit):
    spanish = an_edition(quiz.edition.course, "page", number=None)
    spanish.language = "es"
    spanish.number, spanish.published_at, spanish.content_hash = 1, NOW, "es"
    spanish.save()
    quiz_es = a_quiz(spanish, "single", "single", "single")
    many_hand_in(quiz, ["aaa", "bbb"] * 5)
    many_hand_in(quiz_es, ["aaa", "bbb"] * 10)
    trainer = a_trainer(unit)

    assert figures(client, trainer).attempts == 10
    assert figures(client, trainer, edition="1-es").attempts == 20
    assert "Edition 1 (es)" in body(get(client, trainer))


def test_no_learner_is_named_anywhere(client, quiz, unit):
    for number, person in enumerate(people(12, first_name="Ottoline")):
        hand_in(quiz, person, "abc" if number % 2 else "aaa")
    trainer = a_trainer(unit)

    for text in (
        body(get(client, trainer)),
        body(get(client, trainer, "questions_csv")),
        body(client.get(reverse("reports:quizzes"))),
    ):
        for private in ("Ottoline", person.email, person.last_name, str(person.uuid)):
            assert private not in text


# Session, person, grants, the quiz, attempts, responses; other editions ask for their questions.
@pytest.mark.parametrize(("asked", "queries"), [({}, 6), ({"wording": "same"}, 7)])
@pytest.mark.parametrize("name", ROUTES)
def test_queries_do_not_grow_with_attempts_or_questions(
    client, django_assert_num_queries, unit, name, asked, queries
):
    trainer = a_trainer(unit)
    for number in (1, 5):
        edition = an_edition(a_course(unit, key=f"course-of-{number}"), "page")
        quiz = a_quiz(edition, *["single"] * number)
        many_hand_in(quiz, ["a" * number] * 10 * number)
        get(client, trainer, name, edition.course.key, **asked)  # the quiz itself is kept
        with django_assert_num_queries(queries):
            body(get_again(client, name, edition.course.key, **asked))


def get_again(client, name, course, **asked):
    return client.get(reverse(f"reports:{name}", args=[course, "quiz"]), asked)


def test_queries_of_the_list_do_not_grow_with_quizzes(client, django_assert_num_queries, unit):
    client.force_login(a_trainer(unit))
    for number in (1, 5):
        for _more in range(number):
            a_quiz(an_edition(a_course(unit), "page"), "single")
        with django_assert_num_queries(5):
            body(client.get(reverse("reports:quizzes")))
