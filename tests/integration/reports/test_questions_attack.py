"""Somebody looks at a quiz's questions on every day, with every filter, and does the sums.

What they see is what the page, the file and the API are made of. Whatever two looks they take, what
is counted in the one and not in the other is nobody, or five of everything that can be told of it.
"""

import csv
from datetime import timedelta
from io import StringIO
from itertools import combinations_with_replacement, product
from random import Random

import pytest
import time_machine
from django.urls import reverse

from learning.rules.suppression import K
from learning.services.marking import mark_response
from tests.essays import FULL, essay_of, handed_in
from tests.essays import a_quiz_with_essays as a_quiz_of_essays
from tests.factories import NOW, a_course, a_trainer, a_unit, an_edition
from tests.integration.reports.answers import a_quiz, hand_in, many_hand_in, people
from tests.integration.reports.receipts import sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FILTERS = list(product(("1", "2"), ("", "same"), ("", "all")))


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def quizzes(unit):
    """One in two editions, which ask the same."""
    first = an_edition(a_course(unit, key="words"), "page")
    older = a_quiz(first, "single", "multiple")
    newer = a_quiz(an_edition(first.course, "page", number=2), "single", "multiple")
    return older, newer


@pytest.fixture
def look(client, unit):
    """Each question's counts by the group they are of, and of how many, as the file has them; and
    how many were right, where that follows."""
    trainer = a_trainer(unit)

    def looked(edition, wording="", attempts=""):
        client.force_login(trainer)
        asked = {"edition": edition, "wording": wording, "attempts": attempts}
        address = reverse("reports:questions_csv", args=["words", "quiz"])
        rows = csv.DictReader(StringIO(sent(client.get(address, asked))))
        told = {}
        for row in rows:
            n, group = int(row["n"] or 0), tuple(row["choices"].split(";"))
            if row["count"]:
                told[row["question"], group] = int(row["count"]), n
            if row["question"] and n and row["facility_from"] == row["facility_to"]:
                right = round(float(row["facility_from"]) * n)
                told[row["question"], ("right",)] = right, n
                told[row["question"], ("missed",)] = n - right, n
        return told

    return looked


def hand_in_by_the_day(quizzes, chance, day):
    """Nobody, one, a few or many; some a second time; they lean to one choice for days."""
    leans = "abc-"[(day // 4) % 4]
    for person in people(chance.choice([0, 1, 1, 2, 4, 9])):
        for _again in range(chance.choice([1, 1, 1, 2])):
            key = chance.choice(["a", "b", leans])
            several = chance.choice(["a", "ab", "b", "bc", None])
            picked = [None if key == "-" else key, several]
            hand_in(chance.choice(quizzes), person, picked, at=NOW + day * DAY)


def parts(asked):
    """What a filter counts: of which editions, and whether later attempts, too."""
    edition, wording, attempts = asked
    editions = {"1", "2"} if wording else {edition}
    return set(product(editions, ("first", "later") if attempts else ("first",)))


@pytest.mark.parametrize("seed", range(2))
def test_no_two_days_and_no_two_filters_tell_a_count_below_five(quizzes, look, seed):
    chance = Random(seed)
    seen = []
    for day in range(40):
        hand_in_by_the_day(quizzes, chance, day)
        with time_machine.travel(NOW + (day + 1) * DAY, tick=False):
            seen += [(asked, look(*asked)) for asked in FILTERS]

    compared = 0
    for (less, before), (more, after) in combinations_with_replacement(seen, 2):
        if parts(less) <= parts(more):
            for found, of in differences(before, after):
                assert found >= K if of else found == 0
                compared += bool(of)
    assert compared > 1000


def differences(before, after):
    """What is found out by subtracting: a count of those who are in the later look alone, and how
    many they are. What one of the two tells apart is added up, if the other does not."""
    for question, group in {*before, *after}:
        earlier, later = together(before, question, group), together(after, question, group)
        if earlier and later:
            yield later[0] - earlier[0], later[1] - earlier[1]


def together(told, question, group):
    inside = [
        (choices, found)
        for (asked, choices), found in told.items()
        if asked == question and set(choices) <= set(group)
    ]
    if {key for choices, _found in inside for key in choices} != set(group):
        return None
    return sum(count for _choices, (count, _n) in inside), inside[0][1][1]


def test_who_looks_before_and_after_one_colleague_sees_the_same(quizzes, look, client):
    quiz = quizzes[0]
    many_hand_in(quiz, [[key, key] for key in "ab" * 5])
    before = look("1")
    page = reverse("reports:questions", args=["words", "quiz"])
    words = client.get(page, {"edition": "1"}).context["figures"]

    for key in "abbababa":
        hand_in(quiz, people(1)[0], [key, key])
        assert look("1") == before != {}
        assert client.get(page, {"edition": "1"}).context["figures"] == words
    many_hand_in(quiz, [["a", "a"], ["b", "b"]])

    assert {count for count, _n in look("1").values()} == {10}


def test_what_is_marked_later_or_once_more_stands_where_it_came_to_be_counted(client, unit):
    """Nine wait for a marker. The first who handed in is marked last, and comes last."""
    quiz = a_quiz_of_essays(unit, markers=1)
    attempts = [handed_in(quiz, right=number % 2 == 0) for number in range(20)]
    by = a_trainer(unit)
    client.force_login(by)
    page = reverse("reports:questions", args=[quiz.edition.course.key, quiz.key])

    def mark(attempt, at):
        mark_response(essay_of(attempt), FULL, comment="", by=by, seen=0, now=at)

    for attempt in attempts[10:]:
        mark(attempt, NOW)
    ten = client.get(page).context["figures"]
    for attempt in attempts[1:10]:
        mark(attempt, NOW + DAY)

    assert client.get(page).context["figures"] == ten
    assert ten.attempts == 10
    mark(attempts[0], NOW + DAY)
    assert client.get(page).context["figures"].attempts == 20
