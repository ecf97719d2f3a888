"""Questions of every kind written and worded anew, through the front door."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEntry
from courses.forms.questions import FORMS
from courses.models import Question, QuestionTag
from courses.services.bank_questions import edit_question, new_question
from courses.services.question_rows import read_questions
from tests import questions_of_every_kind as questions
from tests.factories import NOW, a_trainer, a_unit
from tests.integration.courses.test_bank_pages import a_bank, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    trainer = a_trainer(a_unit("Medicine"), first="Tobias", last="Lang")
    client.force_login(trainer)
    return trainer


@pytest.fixture
def bank(trainer):
    unit = trainer.appointments.get().unit
    return a_bank(unit, replace(questions.STIMULUS, key="ward-seven"))


def new_of(bank, kind):
    return reverse("courses:new_question", args=[bank.uuid, kind])


def edit_of(bank, key):
    return reverse("courses:edit_question", args=[bank.uuid, key])


def typed(said, **changed):
    """What a browser posts for this wording: what is not ticked is not sent."""
    flat = FORMS[said.kind].flat(said) | changed
    return {name: value for name, value in flat.items() if value or not name[-1].isalpha()}


def newest(bank, key):
    [(row, said)] = read_questions(Question.objects.as_they_stand(bank).filter(key=key))
    return row, said


@pytest.mark.parametrize("said", questions.ALL, ids=lambda said: said.kind)
def test_a_question_of_every_kind_is_written_and_read_back(client, bank, trainer, said):
    assert client.get(new_of(bank, said.kind)).status_code == 200

    done = client.post(new_of(bank, said.kind), typed(said, key="mine", tags="b, a"), follow=True)

    assert done.redirect_chain == [(reverse("courses:question", args=[bank.uuid, "mine"]), 302)]
    assert "Saved as number 1." in text(done)
    row, kept = newest(bank, "mine")
    assert (row.number, row.created_by, kept.kind) == (1, trainer, said.kind)
    assert (kept.prompt, kept.explanation, kept.stimulus) == (
        said.prompt,
        said.explanation,
        said.stimulus,
    )
    assert sorted(c.text for c in kept.choices) == sorted(c.text for c in said.choices)
    tags = QuestionTag.objects.filter(bank=bank, key="mine").order_by("name")
    assert [tag.name for tag in tags] == ["a", "b"]
    again = client.get(edit_of(bank, "mine"))
    assert again.status_code == 200
    assert "UNDEFINED" not in again.content.decode()


def test_the_key_is_made_from_the_first_words_and_stays(client, bank):
    said = replace(questions.LIKERT, prompt="<p>How did it go — today, for <em>you</em>?</p>")

    for _time in range(2):  # a double click
        client.post(new_of(bank, "likert"), typed(said))
    client.post(new_of(bank, "likert"), typed(said, explanation="Another."))

    keys = Question.objects.filter(bank=bank, kind="likert").order_by("id")
    assert [row.key for row in keys] == ["how-did-it-go-today-for", "how-did-it-go-today-for-2"]

    client.post(edit_of(bank, "how-did-it-go-today-for"), typed(said, prompt="Worse?", edited=1))

    assert newest(bank, "how-did-it-go-today-for")[0].number == 2


def test_a_key_that_the_bank_has_or_had_is_refused_beside_its_field(client, bank):
    refused = client.post(new_of(bank, "likert"), typed(questions.LIKERT, key="ward-seven"))

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["key"]
    assert "Another question of this bank has this key" in text(refused)


@pytest.fixture
def single(bank, trainer):
    return new_question(bank, replace(questions.SINGLE, tags=("old",)), now=NOW, by=trainer)


def test_another_wording_is_the_next_number_and_the_old_one_stays(client, bank, trainer, single):
    changed = typed(questions.SINGLE, edited=1, **{"choices-1-share": "25", "tags": "new"})

    done = client.post(edit_of(bank, single.key), changed, follow=True)

    assert "Saved as number 2." in text(done)
    rows = Question.objects.filter(bank=bank, key=single.key).order_by("number")
    assert [row.number for row in rows] == [1, 2]
    assert "“Report him” earns 25 %, before 50 %." in text(done)
    assert [str(choice.weight) for choice in rows[0].choices.all()] == [
        "1.0000",
        "0.5000",
        "0.0000",
    ]
    assert [str(choice.weight) for choice in rows[1].choices.all()] == [
        "1.0000",
        "0.2500",
        "0.0000",
    ]
    assert list(QuestionTag.objects.values_list("name", flat=True)) == ["new"]
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.by) == ("courses.bank.questions_put", trainer)
    assert entry.after == {"added": [], "changed": [single.key]}


@pytest.mark.parametrize("said", questions.ALL, ids=lambda said: said.kind)
def test_what_is_not_changed_makes_no_number(client, bank, trainer, said):
    row = new_question(bank, said, now=NOW, by=trainer)

    client.post(edit_of(bank, row.key), typed(said, edited=1, tags="new"))

    assert newest(bank, row.key)[0].number == 1
    assert QuestionTag.objects.filter(bank=bank, key=row.key, name="new").exists()
    assert AuditEntry.objects.latest("id").action == "courses.bank.tagged"


def test_who_saves_second_is_shown_both_and_loses_neither(client, bank, trainer, single):
    other = a_trainer(trainer.appointments.get().unit, first="Ada", last="Abel")
    theirs = replace(questions.SINGLE, prompt="<p>Theirs?</p>")
    edit_question(bank, theirs, edited=1, now=NOW, by=other)

    late = client.post(edit_of(bank, single.key), typed(questions.SINGLE, prompt="Mine?", edited=1))

    assert late.status_code == 409
    assert "Number 2 was saved while you were writing." in text(late)
    assert "Ada Abel" in text(late)
    assert "The question now reads “Theirs?” (before:" in text(late)
    assert '<div class="measure" lang="en"><p>Theirs?</p></div>' in late.content.decode()
    assert late.context["form"]["prompt"].value() == "Mine?"
    assert newest(bank, single.key)[1].prompt == "<p>Theirs?</p>"

    client.post(edit_of(bank, single.key), typed(questions.SINGLE, prompt="Mine?", edited=2))

    row, said = newest(bank, single.key)
    assert (row.number, said.prompt) == (3, "<p>Mine?</p>")
    assert [choice.key for choice in said.choices] == ["a", "b", "c"]


def test_a_retired_question_comes_back_by_another_wording(client, bank, trainer, single):
    single.retired_at = NOW
    single.save()

    assert "Another wording brings it back." in text(client.get(edit_of(bank, single.key)))
    client.post(edit_of(bank, single.key), typed(questions.SINGLE, prompt="Anew?", edited=1))

    assert newest(bank, single.key)[0].retired_at is None


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_rows_come_and_go_without_being_judged_or_saved(client, bank, headers):
    posted = typed(questions.SINGLE, prompt="", edited=0)

    more = client.post(new_of(bank, "single"), posted | {"rows": "add:choices"}, headers=headers)

    assert more.status_code == 200
    assert len(more.context["form"].rows["choices"].forms) == 4
    assert "needs another look" not in text(more)
    [field] = re.findall("<input[^>]*autofocus[^>]*>", text(more))
    assert 'id="id_choices-3-text"' in field
    assert ("<html" in text(more)) == (not headers)

    less = client.post(new_of(bank, "single"), posted | {"rows": "remove:choices/0"})

    assert [row["text"].value() for row in less.context["form"].rows["choices"].forms] == [
        "Report *him*",
        "None of these",
    ]
    assert not Question.objects.filter(bank=bank, kind="single").exists()


def test_gaps_are_set_up_as_the_text_marks_them(client, bank):
    posted = {"prompt": "One [[1]] and [[3]].", "rows": "refresh", "kind-3": "menu"}

    page = client.post(new_of(bank, "cloze"), posted)

    assert [part.title for part in page.context["form"].parts()] == ["Gap 1", "Gap 3"]
    assert 'name="gap-1-0-share"' in text(page)
    assert 'name="gap-3-2-right"' in text(page)


def test_a_gap_that_is_not_set_up_is_shown_to_be_when_the_question_is_saved(client, bank):
    hints = {"hints-TOTAL_FORMS": 0, "hints-INITIAL_FORMS": 0}
    page = client.post(new_of(bank, "cloze"), {"prompt": "The capital is [[1]].", **hints})

    assert page.status_code == 422
    assert [part.title for part in page.context["form"].parts()] == ["Gap 1"]
    assert 'name="gap-1-0-text"' in text(page)
    assert "ManagementForm" not in text(page)
    assert "This field is required" not in text(page)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("short_text", {"patterns-TOTAL_FORMS": 2, "patterns-0-text": "Yes"}),
        ("numeric", {"values-TOTAL_FORMS": 2, "values-0-value": "7"}),
    ],
)
def test_a_row_that_was_only_offered_is_left_out(client, bank, kind, sent):
    """Its share stands at 100 from the beginning."""
    rows = next(iter(sent)).partition("-")[0]
    flat = {
        "prompt": "How?",
        "key": "how",
        f"{rows}-INITIAL_FORMS": 0,
        **{f"{rows}-{nth}-share": "100" for nth in range(2)},
        **({"values-0-counted": "absolute", "values-1-counted": "absolute"}),
        **{
            f"{each}-{name}_FORMS": 0
            for each in ("hints", "units")
            for name in ("TOTAL", "INITIAL")
        },
        **sent,
    }

    assert client.post(new_of(bank, kind), flat).status_code == 302
    assert len(newest(bank, "how")[1].choices) == 1


def test_a_look_shows_the_learners_view_and_the_checks_and_saves_nothing(client, bank):
    posted = typed(questions.SINGLE, look="on") | {"choices-0-feedback": ""}

    page = client.post(new_of(bank, "single"), posted)
    part = client.post(new_of(bank, "single"), posted, headers={"HX-Request": "true"})

    for seen in (page, part):
        assert seen.status_code == 200
        assert "What is asked by a single?" in text(seen)
        assert "Some choices have no feedback." in text(seen)
        assert "It can be marked, and got right." in text(seen)
    assert "<html" not in text(part)
    assert not Question.objects.filter(bank=bank, kind="single").exists()


def test_what_could_not_be_marked_is_not_saved(client, bank):
    said = replace(
        questions.NUMERIC, definition=questions.NUMERIC.definition | {"units": {"g": "1000"}}
    )

    refused = client.post(new_of(bank, "numeric"), typed(said))

    assert refused.status_code == 422
    assert "One of its units must have the factor 1" in text(refused)
    assert not Question.objects.filter(bank=bank, kind="numeric").exists()


def test_an_error_is_said_at_its_field_and_nothing_typed_is_lost(client, bank):
    refused = client.post(
        new_of(bank, "ordering"), typed(questions.ORDERING, **{"items-1-text": ""})
    )

    assert refused.status_code == 422
    assert '<a href="#id_items-1-text">Item 2, What it says</a>' in text(refused)
    assert "First" in text(refused)
    assert "UNDEFINED" not in text(refused)


def test_there_is_no_form_for_what_is_no_kind_or_not_there(client, bank):
    assert client.get(new_of(bank, "hotspot")).status_code == 404
    assert client.get(edit_of(bank, "unheard")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_four_who_edit_one_number_at_once_one_is_first(bank, trainer):
    row = new_question(bank, questions.SINGLE, now=NOW, by=trainer)

    def word_anew(words):
        said = replace(questions.SINGLE, prompt=f"<p>{words}</p>")
        try:
            return edit_question(bank, said, edited=1, now=NOW, by=trainer).number
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(map(str, pool.map(word_anew, ["One?", "Two?", "Three?", "Four?"])))

    assert found == ["2", "stale", "stale", "stale"]
    assert Question.objects.filter(bank=bank, key=row.key).count() == 2
