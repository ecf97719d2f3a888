"""A bank's question on its page: as it is asked, its numbers, and where it is used."""

from dataclasses import replace

import pytest
from django.urls import reverse

from courses.models import Draw, Question
from courses.rules.question_changes import changes
from courses.services.bank_questions import edit_question, new_question
from courses.services.banks import pool_of, put_questions, set_pool
from courses.services.question_words import say_change
from tests import questions_of_every_kind as questions
from tests.every_kind import EVERY_KIND
from tests.factories import LONG_AGO, NOW, a_course, a_trainer, a_unit, an_edition
from tests.integration.courses.test_bank_pages import a_bank, drawn_by_a_quiz, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    trainer = a_trainer(a_unit("Medicine"), first="Tobias", last="Lang")
    client.force_login(trainer)
    return trainer


@pytest.fixture
def bank(trainer):
    return a_bank(trainer.appointments.get().unit)


def page_of(bank, key, *number):
    name = "courses:question_number" if number else "courses:question"
    return reverse(name, args=[bank.uuid, key, *number])


@pytest.mark.parametrize("said", EVERY_KIND, ids=lambda said: said.kind)
def test_a_question_of_every_kind_is_shown_as_a_learner_meets_it(client, bank, said):
    put_questions(bank, EVERY_KIND, now=NOW, by=None)

    page = client.get(page_of(bank, said.key))

    assert page.status_code == 200
    assert "UNDEFINED" not in text(page)
    shown = page.context["asked"] or page.context["case"]
    assert type(shown).__name__ == ("CaseShown" if said.kind == "stimulus" else "QuestionShown")
    for choice in said.choices:
        if choice.text.strip():
            assert choice.text in text(page)


def test_the_case_stands_before_the_question_that_is_about_it(client, bank):
    put_questions(bank, EVERY_KIND, now=NOW, by=None)

    page = text(client.get(page_of(bank, "single")))

    assert "On ward 7 a joke is told at handoff" in page
    assert f'href="{page_of(bank, "ward")}"' in page


def test_one_that_nobody_could_be_asked_is_still_there_to_be_mended(client, bank):
    broken = replace(questions.ESSAY, definition={"rubric": {"a": "many", "b": "1"}})
    put_questions(bank, [broken], now=NOW, by=None)

    assert "As it is, nobody could be asked it." in text(client.get(page_of(bank, broken.key)))
    edit = client.get(reverse("courses:edit_question", args=[bank.uuid, broken.key]))
    assert "A number in it is missing, or is not one that can be used." in text(edit)


@pytest.fixture
def worded_three_times(bank, trainer):
    said = replace(questions.SINGLE, stimulus="")
    row = new_question(bank, said, now=LONG_AGO, by=trainer)
    drawn_by_a_quiz(bank, title="Repair")
    again = replace(said, prompt="<p>Which question comes first?</p>")
    edit_question(bank, again, edited=1, now=NOW, by=trainer)
    last = replace(again, choices=again.choices[:2])
    edit_question(bank, last, edited=2, now=NOW, by=a_trainer(first="Ada", last="Abel"))
    return row


def test_every_number_says_who_wrote_it_when_and_what_changed(client, bank, worded_three_times):
    page = client.get(page_of(bank, "a-single"))

    told = [
        (each.row.number, each.row.created_by.display_name, each.changed)
        for each in page.context["numbers"]
    ]
    assert told == [
        (3, "Ada Abel", ("“None of these” is no longer there.",)),
        (
            2,
            "Tobias Lang",
            (
                "The question now reads “Which question comes first?” "
                "(before: “What is asked by a single? And then some.”).",
            ),
        ),
        (1, "Tobias Lang", ()),
    ]
    assert "1 January 2024" in text(page)
    assert "The first wording." in text(page)


def test_an_old_number_is_read_as_it_was(client, bank, worded_three_times):
    old = text(client.get(page_of(bank, "a-single", 1)))

    assert "This is how it was worded. The bank has number 3." in old
    assert "None of these" in old
    assert (
        "None of these" not in text(client.get(page_of(bank, "a-single"))).partition("numbers")[0]
    )
    assert client.get(page_of(bank, "a-single", 4)).status_code == 404
    assert client.get(page_of(bank, "unheard")).status_code == 404


def test_its_uses_say_which_number_and_whether_there_is_a_newer_one(
    client, bank, worded_three_times
):
    newer = an_edition(a_course(bank.unit, key="aaa"), "quiz", number=None, title="Listening")
    draw = Draw.objects.create(activity=newer.activities.get(), bank=bank, position=1, count=1)
    set_pool(draw, pool_of(bank, ""))

    page = client.get(page_of(bank, "a-single"))

    uses = [(use.edition.title, use.quiz, use.words) for use in page.context["uses"]]
    assert uses == [
        ("Listening", "Quiz 1", "The draft uses number 3, the newest."),
        ("Repair", "Quiz 1", "Edition 1 uses number 1; the bank has number 3."),
    ]
    assert f'href="{page_of(bank, "a-single", 1)}"' in text(page)


@pytest.mark.parametrize("number", [1, 5])
def test_its_page_asks_the_same_queries_with_one_number_and_with_five(
    client, bank, trainer, number, django_assert_num_queries
):
    said = replace(questions.SINGLE, stimulus="")
    row = new_question(bank, said, now=NOW, by=trainer)
    for nth in range(1, number):
        again = replace(said, prompt=f"<p>Number {nth}?</p>")
        edit_question(bank, again, edited=nth, now=NOW, by=trainer)
        drawn_by_a_quiz(bank)
    drawn_by_a_quiz(bank)
    assert Question.objects.filter(key=row.key).count() == number

    # session, person, grants, the bank, its numbers, their choices, uses, tags
    with django_assert_num_queries(8):
        client.get(page_of(bank, row.key))


def test_what_changed_is_said_in_plain_words():
    before = replace(questions.MULTIPLE, explanation="")
    first, second, _third = before.choices
    after = replace(
        before,
        explanation="<p>So.</p>",
        hints=("<p>A hint.</p>",),
        stimulus="ward",
        definition={"rule": "all_or_nothing"},
        choices=(
            replace(second, text="Two, anew", weight=questions.choice("", "", "0.25").weight),
            replace(first, feedback="<p>Yes.</p>", fixed=True),
            questions.choice("d", "Four"),
        ),
    )

    assert [say_change(each) for each in changes(before, after)] == [
        "It has an explanation.",
        "The hints changed.",
        "It is asked about another case.",
        "How it is marked changed.",
        "“Three” is no longer there.",
        "A choice now reads “Two, anew” (before: “Two”).",
        "“Two, anew” earns 25\N{NO-BREAK SPACE}%, before the full score.",
        "The feedback on “One” changed.",
        "“One” keeps its place, or no longer does.",
        "“Four” is new.",
        "They stand in another order.",
    ]
    assert changes(before, before) == []
