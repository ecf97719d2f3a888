"""A question's form says what its stored wording says, and nothing is lost on the way."""

from dataclasses import replace

import pytest

from courses.forms.questions import FORMS, Known, focus_after, rearranged
from courses.forms.questions.rows import rows_in
from courses.models import QuestionKind
from tests import questions_of_every_kind as questions


def known(said=None, **more):
    return Known(before=said, ever={it.key: it for it in said.choices} if said else {}, **more)


def sent(said, **changed):
    """The form of this wording as its trainer sends it, changed so."""
    form = FORMS[said.kind]
    flat = form.flat(said) | changed
    return form(known(said), posted={name: value for name, value in flat.items() if value})


def content(form):
    assert form.is_valid(), form.troubles()
    return form.content()


def test_there_is_a_form_for_every_kind():
    assert list(FORMS) == list(QuestionKind)


@pytest.mark.parametrize("said", questions.ALL, ids=lambda said: said.kind)
def test_what_is_not_changed_says_the_same(said):
    form = sent(said)

    assert content(form) == said
    assert not form.says_anything_new()


@pytest.mark.parametrize("said", questions.ALL, ids=lambda said: said.kind)
def test_a_new_question_that_is_typed_the_same_says_the_same_but_for_its_keys(said):
    flat = {
        name: value
        for name, value in FORMS[said.kind].flat(said).items()
        if not name.endswith("key") or said.kind == "true_false"
    }
    form = FORMS[said.kind](
        known(cases=(("ward-seven", "Ward seven"),)), posted=flat | {"key": "typed"}
    )
    made = content(form)

    assert made.key == "typed"
    assert [made.prompt, made.explanation, made.hints, made.stimulus] == [
        said.prompt,
        said.explanation,
        said.hints,
        said.stimulus,
    ]
    kept = [(it.text, it.feedback, it.weight, it.fixed) for it in said.choices]
    assert sorted((it.text, it.feedback, it.weight, it.fixed) for it in made.choices) == sorted(
        kept
    )
    assert len({it.key for it in made.choices}) == len(kept)


@pytest.mark.parametrize("said", questions.ALL, ids=lambda said: said.kind)
def test_another_wording_is_new_and_keeps_every_key(said):
    form = sent(said, prompt=FORMS[said.kind].flat(said)["prompt"] + " Really?")

    assert form.is_valid()
    assert form.says_anything_new()
    assert form.content().choices == said.choices


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_that_is_sent_empty_names_what_is_missing(kind):
    form = FORMS[kind](known(), posted={})

    assert not form.is_valid()
    assert ("id_prompt", "This field is required.") in [(it.to, it.words) for it in form.troubles()]


def test_words_that_move_to_another_row_take_their_key_along():
    flat = FORMS["single"].flat(questions.SINGLE)
    swapped = {"choices-0-text": flat["choices-1-text"], "choices-1-text": flat["choices-0-text"]}

    made = content(sent(questions.SINGLE, **swapped))

    assert [it.key for it in made.choices] == ["b", "a", "c"]


def test_a_key_is_never_used_again_for_another_choice():
    gone = questions.SINGLE
    before = replace(gone, choices=gone.choices[:1] + gone.choices[2:])
    form = FORMS["single"](
        Known(before=before, ever={it.key: it for it in gone.choices}),
        posted=rearranged(FORMS["single"].flat(before), "add:choices")
        | {"choices-2-text": "Something new"},
    )

    assert [it.key for it in content(form).choices] == ["a", "c", "d"]


def test_a_choice_that_comes_back_has_the_key_it_had():
    gone = questions.SINGLE
    before = replace(gone, choices=gone.choices[:1] + gone.choices[2:])
    form = FORMS["single"](
        Known(before=before, ever={it.key: it for it in gone.choices}),
        posted=rearranged(FORMS["single"].flat(before), "add:choices")
        | {"choices-2-text": "Report *him*"},
    )

    assert [it.key for it in content(form).choices] == ["a", "c", "b"]


def test_a_key_from_elsewhere_is_not_believed():
    made = content(sent(questions.ORDERING, **{"items-0-key": "../x", "items-0-text": "New"}))

    assert [it.key for it in made.choices] == ["d", "a", "c"]


def test_options_of_a_new_matching_do_not_stand_in_the_order_that_tells():
    posted = {
        "prompt": "Where does one listen?",
        "pairs-TOTAL_FORMS": "3",
        "pairs-INITIAL_FORMS": "0",
        "hints-TOTAL_FORMS": "0",
        "hints-INITIAL_FORMS": "0",
        "pairs-0-text": "Rales",
        "pairs-0-option": "Chest",
        "pairs-1-text": "Bowel sounds",
        "pairs-1-option": "Abdomen",
        "pairs-2-option": "Knee",
    }
    made = content(FORMS["matching"](known(), posted=posted))

    assert [it.text for it in made.choices] == ["Rales", "Bowel sounds", "Abdomen", "Chest", "Knee"]
    words = {it.key: it.text for it in made.choices}
    pairs = made.definition["pairs"]
    assert {words[stem]: words[option] for stem, option in pairs.items()} == {
        "Rales": "Chest",
        "Bowel sounds": "Abdomen",
    }


@pytest.mark.parametrize(
    ("said", "changed", "words"),
    [
        (questions.SINGLE, {"choices-0-right": ""}, "Tick just one of the choices as right."),
        (questions.SINGLE, {"choices-1-right": "on"}, "Tick just one of the choices as right."),
        (
            questions.SINGLE,
            {"choices-1-share": "100"},
            "Only the right choice earns the full score.",
        ),
        (
            questions.MULTIPLE,
            {"choices-0-right": "", "choices-1-right": ""},
            "Tick at least one of the choices as right.",
        ),
        (
            questions.MULTIPLE,
            {"choices-2-share": "20"},
            "Only by weights do choices have a share of their own.",
        ),
        (questions.TRUE_FALSE, {"right": ""}, "Say whether it is true or false."),
        (questions.TRUE_FALSE, {"choices-0-key": "x"}, "The two choices are true and false."),
        (questions.MATCHING, {"pairs-0-text": "Rales"}, "Two stems say the same."),
        (questions.NUMERIC, {"values-0-value": "many"}, "Write a number, such as 4.5 or 4,5."),
        (questions.NUMERIC, {"units-1-unit": "mg"}, "The same unit stands here twice."),
        (questions.CLOZE, {"prompt": "No gap."}, "Mark at least one gap in the text: [[1]]."),
        (
            questions.CLOZE,
            {"prompt": "[[1]] and [[1]] and [[2]]"},
            "Each gap has a number of its own.",
        ),
        (
            questions.CLOZE,
            {"gap-2-1-right": ""},
            "Tick just one of the choices as right.",
        ),
        (questions.ESSAY, {"rubric-0-most": "-1"}, "Write a number that is not below 0."),
        (
            questions.LIKERT,
            {"prompt": "One\n\n![x](nowhere.png)"},
            "Line 3: There is no picture at “nowhere.png”.",
        ),
        (questions.LIKERT, {"tags": "x" * 61}, f"“{'x' * 61}” is longer than 60 characters."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_one_sentence(said, changed, words):
    form = sent(said, **changed)

    assert not form.is_valid()
    assert [trouble.words for trouble in form.troubles()] == [words]


def test_a_comma_may_stand_before_the_fraction():
    made = content(sent(questions.NUMERIC, **{"values-0-value": "4,75"}))

    assert made.definition["accepted"]["a"]["value"] == "4.75"


def test_tags_are_each_once_and_no_new_wording():
    form = sent(questions.LIKERT, tags=" circles , consent,circles,  ")

    assert content(form).tags == ("circles", "consent")
    assert not form.says_anything_new()


FLAT = {
    "prompt": "?",
    "choices-TOTAL_FORMS": "3",
    "choices-INITIAL_FORMS": "0",
    **{f"choices-{n}-text": text for n, text in enumerate("abc")},
}


@pytest.mark.parametrize(
    ("deed", "rows", "focus"),
    [
        ("add:choices", ["a", "b", "c", ""], ("choices", "", 3)),
        ("remove:choices/1", ["a", "c"], ("choices", "", 1)),
        ("up:choices/1", ["b", "a", "c"], ("choices", "down", 0)),
        ("down:choices/0", ["b", "a", "c"], ("choices", "down", 1)),
        ("down:choices/1", ["a", "c", "b"], ("choices", "up", 2)),
        ("up:choices/0", ["a", "b", "c"], ("choices", "down", 0)),
        ("remove:choices/9", ["a", "b", "c"], ("choices", "", 2)),
        ("dance:choices/1", ["a", "b", "c"], ("", "", 0)),
    ],
)
def test_rows_are_added_removed_and_moved(deed, rows, focus):
    flat = rearranged(FLAT, deed)

    assert [row.get("text", "") for row in rows_in(flat, "choices")] == rows
    assert flat["prompt"] == "?"
    assert focus_after(flat, deed) == focus
