"""Nothing of an attempt is in any page before its time: every item, preset, phase and page."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from courses.models import Activity, Question
from courses.rules.quiz_settings import FEEDBACK, Item, Phase
from learning.rules.attempts import TOLERANCE
from learning.rules.feedback import matrix
from learning.services.attempts import start_attempt, submit_attempt
from tests import every_kind as kinds
from tests.factories import NOW
from tests.integration.learning.helpers import activity_of, address, page_of, taking

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
CLOSES = NOW + 60 * MINUTE
MOMENTS = {
    Phase.RIGHT_AFTER: NOW + 6 * MINUTE,
    Phase.LATER: NOW + 7 * MINUTE,
    Phase.AFTER_CLOSE: CLOSES + TOLERANCE,
}
HANDED_IN = NOW + 5 * MINUTE

# Of each kind one response that is not right, or not wholly; what is typed is ours to be found.
SENT = {
    "single": {"single": "rule"},
    "multiple": {"multiple": ["why", "fault", "agree"]},
    "true_false": {"true_false": "false"},
    "short_text": {"short_text": "MY OWN WORDS"},
    "numeric": {"numeric:value": "71.71", "numeric:unit": "min"},
    "cloze": {"cloze:1": "MY GAP", "cloze:2": "wants"},
}
SHOWN = re.compile(r"MY OWN WORDS|MY GAP|71\.71|Your response")
# What would be right to type (in no address by chance), and the words that say what is right.
RIGHT = re.compile(r"zephyr|quixotic|47\.11|Right answer|The same")
EXPLAINED = re.compile(r"Explained: |Told of ")
JUDGED = re.compile(
    r'data-mark="(?:not-)?right"|>right<|partly right|[^t] not right| · right|saved response is'
)
SCORED = re.compile(r"<dt>Points</dt>|\d of \d points?|\b9\N{NO-BREAK SPACE}%")
MARKS = {
    Item.RESPONSE: SHOWN,
    Item.CORRECTNESS: JUDGED,
    Item.SCORE: SCORED,
    Item.EXPLANATION: EXPLAINED,
    Item.RIGHT_ANSWER: RIGHT,
}


def secretive(said):
    """The same question with something to type that no page says by chance."""
    texts = {"speak*": "quixotic*", "harm*": "zephyr*"}
    choices = tuple(replace(it, text=texts.get(it.text, it.text)) for it in said.choices)
    definition = dict(said.definition)
    if said.kind == "numeric":
        definition["accepted"] = {
            "exact": {"value": "47.11", "tolerance": "1"},
            "rough": {"value": "47.11", "tolerance": "0.2", "relative": True},
        }
    return replace(said, choices=choices, definition=definition)


def a_quiz_of_every_kind(client, feedback):
    """Before a quiz of every kind that no person has to mark, closing in an hour."""
    enrolment = taking("quiz", "page", client=client)
    quiz = activity_of(enrolment, "quiz")
    settings = {"closes_at": CLOSES.isoformat(), "feedback": feedback}
    Activity.objects.filter(pk=quiz.pk).update(settings=settings)
    Question.objects.filter(activity=quiz).update(kind="likert", explanation="")
    kinds.ask(quiz, *(secretive(it) for it in kinds.EVERY_KIND if it.kind != "essay"))
    quiz.refresh_from_db()
    return enrolment, quiz


def told_in(text):
    """The items that show in a page; beside a right answer, correctness is there for all to see."""
    found = {item for item, mark in MARKS.items() if mark.search(text)}
    return seen_with(found)


def seen_with(items):
    return items | {Item.CORRECTNESS} if Item.RIGHT_ANSWER in items else items


def take(client, enrolment, quiz):
    """Start, and answer as the page does by itself; every receipt."""
    attempt = start_attempt(enrolment, quiz, now=NOW)
    url = attempt.get_absolute_url()
    names = {
        choice.key: choice.name for question in quiz_questions(quiz) for choice in question.choices
    }
    receipts = []
    for key, sent in SENT.items():
        data = {":question": key, ":asked": key, f"sequence:{key}": 1}
        for name, values in sent.items():
            listed = values if isinstance(values, list) else [values]
            data[name] = [names.get(value, value) for value in listed]
        receipts.append(client.post(f"{url}save/", data))
    return attempt, receipts


def quiz_questions(quiz):
    from courses.services.quizzes import quiz_of

    return quiz_of(quiz.pk, quiz.content_hash).questions


@pytest.mark.parametrize("feedback", [*FEEDBACK, {"during": ["right_answer"]}], ids=str)
def test_while_it_is_open_only_what_is_told_of_saved_responses_is_there(client, feedback):
    told = matrix(feedback).get(Phase.DURING, frozenset())
    with time_machine.travel(NOW, tick=False):
        enrolment, quiz = a_quiz_of_every_kind(client, feedback)
        before = start_attempt(enrolment, quiz, now=NOW)
        unanswered = page_of(client, before.get_absolute_url())
        attempt, receipts = take(client, enrolment, quiz)
        url = attempt.get_absolute_url()
        answered = page_of(client, url)
        elsewhere = [page_of(client, f"{url}review/"), page_of(client, quiz_page(enrolment, quiz))]

    # What the form holds is not told, it is the form; what is told stands beside it.
    form = {Item.RESPONSE}
    assert told_in(unanswered) - form == set()
    assert told_in(answered) - form == seen_with(told) - form
    assert [told_in(text) - form for text in elsewhere] == [set(), set()]
    for receipt in receipts:
        assert receipt.status_code == 200, receipt.content
        assert set(receipt.json()) == {"sequence", "saved_at", "left"}
        assert told_in(receipt.content.decode()) - form == set()


def quiz_page(enrolment, quiz):
    return address("activity", enrolment, quiz)


@pytest.mark.parametrize(
    "feedback",
    [
        *FEEDBACK,
        *({"right_after": [item], "later": [], "after_close": [item]} for item in Item),
        *({"right_after": [item, "response"]} for item in Item),
        *({"later": [item, "correctness"]} for item in Item),
    ],
    ids=str,
)
def test_after_handing_in_each_phase_tells_just_what_it_says(client, feedback):
    with time_machine.travel(NOW, tick=False):
        enrolment, quiz = a_quiz_of_every_kind(client, feedback)
        attempt, _receipts = take(client, enrolment, quiz)
    submit_attempt(attempt, {}, now=HANDED_IN)
    result = f"{attempt.get_absolute_url()}result/"

    for phase, moment in MOMENTS.items():
        told = matrix(feedback).get(phase, frozenset())
        with time_machine.travel(moment, tick=False):
            found = told_in(page_of(client, result))
            listed = told_in(page_of(client, quiz_page(enrolment, quiz)))

        assert found == seen_with(told), phase
        assert listed == told & {Item.SCORE}, phase


def test_what_is_withheld_says_from_when_on_there_is_more(client):
    with time_machine.travel(NOW, tick=False):
        enrolment, quiz = a_quiz_of_every_kind(client, "after_close")
        attempt, _receipts = take(client, enrolment, quiz)
        submit_attempt(attempt, {}, now=NOW)
        text = page_of(client, f"{attempt.get_absolute_url()}result/")

    assert "More about this attempt is shown here from 10:00 on." in text
