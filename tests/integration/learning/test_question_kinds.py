"""Every kind of question on the learner's pages: as a plain form, saved, and marked."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from courses.models import Activity, Choice, Question
from learning.models import Response
from learning.services.attempts import start_attempt, submit_attempt
from tests.every_kind import EVERY_KIND, MATCHING, ORDERING, RIGHT, SINGLE, WRONG, ask
from tests.factories import NOW
from tests.integration.learning.helpers import activity_of, at_now, page_of, queries_of, taking

pytestmark = pytest.mark.django_db


def at_quiz_of(client, *questions, **fields):
    """An open attempt at a quiz that asks just these."""
    quiz = activity_of(taking("quiz", "page", client=client), "quiz")
    Choice.objects.filter(question__activity=quiz).delete()
    Question.objects.filter(activity=quiz).delete()
    ask(quiz, *questions)
    Activity.objects.filter(pk=quiz.pk).update(content_hash=f"asks-{quiz.pk}", **fields)
    quiz.refresh_from_db()
    enrolment = quiz.edition.enrolments.get()
    return start_attempt(enrolment, quiz, now=NOW)


def at(name, attempt):
    return reverse(f"learning:{name}", args=[attempt.uuid])


def kept(attempt):
    """What is saved, by question key."""
    rows = Response.objects.filter(attempt=attempt).select_related("question")
    return {row.question.key: row.value for row in rows}


class Form(HTMLParser):
    """A page's inputs as a browser knows them: what each holds, and what its options are called."""

    def __init__(self, page):
        super().__init__()
        self.values, self.options, self.labels = {}, {}, {}
        self.menu = self.option = self.area = self.label = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") in ("radio", "checkbox"):
            self.option = (attrs["name"], attrs["value"])
            if "checked" in attrs:
                self.values.setdefault(attrs["name"], []).append(attrs["value"])
        elif tag in ("input", "select", "textarea") and "name" in attrs:
            value = attrs.get("value", "")
            self.values.setdefault(attrs["name"], []).append(value)
            self.menu = attrs["name"] if tag == "select" else None
            self.area = attrs["name"] if tag == "textarea" else None
            if "id" in attrs:
                self.labels[attrs["id"]] = attrs["name"]
        elif tag == "option" and self.menu:
            self.option = (self.menu, attrs.get("value"))
            if "selected" in attrs:
                self.values[self.menu] = [attrs.get("value")]

    def handle_data(self, data):
        if self.area:
            self.values[self.area] = [data]
        elif self.option and data.strip():
            name, value = self.option
            words = data.strip()
            self.options.setdefault(name, {})[words] = words if value is None else value
            if self.values.get(name) == [None]:  # selected, and sent by its words
                self.values[name] = [words]
            self.option = None

    def handle_endtag(self, tag):
        if tag == "select":
            self.menu = None
        elif tag == "textarea":
            self.area = None


def form_of(client, attempt):
    return Form(page_of(client, at("attempt", attempt)))


def by_label(page, label):
    """The name of the input that a label stands for."""
    found = re.search(rf'<label for="([^"]+)">(?:(?!</label>).)*{re.escape(label)}', page, re.S)
    return Form(page).labels[found[1]]


def rightly(client, attempt):
    """The page's form filled in as somebody who knows it all would, by what can be read there."""
    page = unescape(page_of(client, at("attempt", attempt)))
    form = Form(page)

    def menu(label, option):
        name = by_label(page, label)
        return {name: form.options[name][option]}

    return (
        {
            "single": "effect",
            "multiple": ["why", "agree"],
            "true_false": "true",
            "short_text": " Speaks ",
            "numeric:value": "0,3",
            "numeric:unit": "h",
            "cloze:1": "Harm",
            "cloze:2": form.options["cloze:2"]["is obliged"],
            "likert": "p1",
            "essay": "Once, on a Tuesday.\r\n",
        }
        | menu("What do you need", "The person who was harmed")
        | menu("What were you thinking", "The person who did harm")
        | menu("What part did we play", "The team around them")
        | menu("Opening", "1")
        | menu("Agreements", "2")
        | menu("Rounds", "3")
        | menu("Closing", "4")
    )


def everything(attempt):
    return {":asked": [said.key for said in EVERY_KIND]}


@at_now
def test_a_plain_form_says_of_every_kind_what_was_meant(client):
    attempt = at_quiz_of(client, *EVERY_KIND)

    client.post(at("save", attempt), everything(attempt) | rightly(client, attempt))

    given = kept(attempt)
    assert given.pop("matching")["pairs"] == MATCHING.definition["pairs"]
    assert given.pop("cloze") == {"gaps": {"1": "Harm", "2": "owes"}}
    assert given == {key: RIGHT[key] for key in given}
    assert given.keys() == RIGHT.keys() - {"matching", "cloze"}


@at_now
def test_what_is_saved_stands_in_the_form_again_and_saves_the_same(client):
    attempt = at_quiz_of(client, *EVERY_KIND)
    client.post(at("save", attempt), everything(attempt) | rightly(client, attempt))
    before = kept(attempt)

    again = form_of(client, attempt).values
    client.post(at("save", attempt), again)

    assert kept(attempt) == before
    assert set(attempt.responses.values_list("sequence", flat=True)) == {1}


@at_now
def test_an_empty_form_leaves_everything_open(client):
    attempt = at_quiz_of(client, *EVERY_KIND)

    client.post(at("save", attempt), form_of(client, attempt).values)

    assert set(kept(attempt).values()) == {None}
    assert "0 of 10 answered" in page_of(client, at("attempt", attempt))


@at_now
def test_one_question_is_saved_by_its_places(client):
    attempt = at_quiz_of(client, ORDERING)
    page = page_of(client, at("attempt", attempt))
    sent = {":question": "ordering", "sequence:ordering": "1", by_label(page, "Closing"): "2"}

    receipt = client.post(at("save", attempt), sent)

    assert receipt.status_code == 200
    assert kept(attempt)["ordering"] == {"order": [None, "step-4"]}


@at_now
@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("single", {"single": "zebra"}),
        ("matching", {"matching:need": "zebra"}),
        ("ordering", {"ordering:step-1": "5"}),
        ("numeric", {"numeric:value": "1", "numeric:unit": "zebra"}),
        ("cloze", {"cloze:2": "harm"}),
        ("essay", {"essay": "a" * 20_001}),
        ("short_text", {"short_text": "a\0b"}),
        ("likert", {"likert": "zebra"}),
    ],
)
def test_what_no_form_of_ours_sends_is_not_saved(client, key, sent):
    attempt = at_quiz_of(client, *EVERY_KIND)

    reply = client.post(at("save", attempt), {":question": key, f"sequence:{key}": "1"} | sent)

    assert reply.status_code == 422
    assert set(kept(attempt).values()) == {None}


@at_now
def test_nothing_on_the_page_tells_what_is_right(client):
    attempt = at_quiz_of(client, *EVERY_KIND, settings={"shuffle": True})
    Choice.objects.filter(question__activity=attempt.activity).update(feedback="<p>SECRET</p>")

    page = page_of(client, at("attempt", attempt))

    secrets = ("SECRET", "Explained", "speak*", "talk*", "harm*", "0.5", "step-", "need-whom")
    assert [secret for secret in secrets if secret in page] == []
    assert ">18<" not in page


@at_now
def test_a_multiple_response_says_how_it_scores(client):
    attempt = at_quiz_of(client, *EVERY_KIND)

    page = page_of(client, at("attempt", attempt))

    assert "Each right choice adds, each wrong one takes away; never below zero." in page


@at_now
def test_a_case_is_told_once_before_its_questions(client):
    attempt = at_quiz_of(client, *EVERY_KIND)
    for name in ("attempt", "result"):
        page = page_of(client, at(name, attempt))

        assert page.count("On ward 7 a joke is told") == 1
        assert "Case for questions 1 to 2" in page
        assert page.index("On ward 7") < page.index("Which question comes first?")
        submit_attempt(attempt, {}, now=NOW)


@at_now
@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"criterion": "quiz_submitted", "pass_mark": None}, True),
        ({"criterion": "quiz_submitted"}, False),
        ({}, False),
    ],
)
def test_hints_are_shown_only_where_nothing_is_scored(client, fields, seen):
    hinted = replace(SINGLE, stimulus="", hints=("<p>Look at her.</p>", "<p>Listen.</p>"))
    attempt = at_quiz_of(client, hinted, **fields)

    page = page_of(client, at("attempt", attempt))

    assert ("Look at her." in page, "Listen." in page) == (seen, seen)


@at_now
def test_the_result_tells_of_every_kind_what_was_given_and_what_is_right(client):
    attempt = at_quiz_of(client, *EVERY_KIND)
    submit_attempt(attempt, WRONG, now=NOW)

    page = page_of(client, at("result", attempt))

    for told in (
        "Your response, and not right",
        "Told of rule.",
        "The person who did harm",
        "Rounds of the talking piece",
        "listens",
        "speak…",
        "17 h",
        "18 ± 0.5 min",
        "harm…",
        "is obliged",
        "It tells of one moment",
        "Explained: cloze.",
    ):
        assert told in page
    assert "left open" in page


@at_now
def test_whoever_knows_it_all_scores_in_full_but_for_what_waits(client):
    machine_marked = [said for said in EVERY_KIND if said.kind != "essay"]
    attempt = at_quiz_of(client, *machine_marked)
    filled = rightly(client, attempt)

    client.post(at("submit", attempt), everything(attempt) | filled)

    attempt.refresh_from_db()
    assert attempt.score == 1


def test_a_page_of_every_kind_asks_no_more_of_the_database(client):
    attempt = at_quiz_of(client, *EVERY_KIND)
    page_of(client, at("attempt", attempt))

    assert queries_of(client, at("attempt", attempt)) <= 6
