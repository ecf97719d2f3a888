"""Each kind beside the choices: composed from its rows, marked, read from a form."""

from decimal import Decimal

import pytest

from courses.rules.content import ChoiceContent
from courses.rules.marking import (
    Fault,
    Part,
    by_hand,
    compose,
    faults,
    fill,
    mark,
    offers,
    read,
    scored,
)
from courses.rules.marking import right_response as right
from courses.rules.marking.patterns import Folding, said

ONE, HALF, NONE = Decimal(1), Decimal("0.5"), Decimal(0)
FULL, NOTHING = Decimal("1.0000"), Decimal("0.0000")


def rows(*held):
    """Choices from `key`, `key:text` or (`key:text`, weight)."""
    choices = []
    for each in held:
        said_as, weight = each if isinstance(each, tuple) else (each, NONE)
        key, _colon, text = said_as.partition(":")
        choices.append(ChoiceContent(key, text or key, weight=weight))
    return choices


MATCHING = compose(
    "matching",
    {"pairs": {"yellow": "b", "red": "a"}},
    rows("red", "yellow", "a", "b", "c"),
)
ORDERING = compose("ordering", {}, rows("first", "second", "third"))
SHORT = compose(
    "short_text",
    {"case": False, "accents": False},
    rows(("word:empathy", ONE), ("stem:empath*", HALF), ("none:pity &amp; *", NONE)),
)
NUMERIC = compose(
    "numeric",
    {
        "accepted": {
            "near": {"value": "250", "tolerance": "5"},
            "far": {"value": "250", "tolerance": "0.1", "relative": True},
        },
        "units": {"g": "1000", "mg": "1"},
        "unit_required": False,
    },
    rows(("near:", ONE), ("far:", HALF)),
)
CLOZE = compose(
    "cloze",
    {
        "gaps": {
            "10": {"kind": "menu", "choices": ["b1", "b2"]},
            "2": {"kind": "typed", "choices": ["a1", "a2"], "weight": "3"},
        }
    },
    rows(("a1:harm", ONE), ("a2:hurt", HALF), ("b1:him", ONE), "b2:her"),
)
LIKERT = compose("likert", {}, rows("never", "often"))
ESSAY = compose("essay", {"rubric": {"clear": "4", "true": "6"}}, rows("true", "clear"))


def test_matching_takes_stems_and_options_in_the_order_of_the_choices():
    assert MATCHING == {"pairs": {"red": "a", "yellow": "b"}, "options": ["a", "b", "c"]}
    assert list(MATCHING["pairs"]) == ["red", "yellow"]


def test_a_matched_pair_says_what_was_given_and_what_is_right():
    marked = mark("matching", MATCHING, {"pairs": {"red": "a", "yellow": "c", "blue": "a"}})

    assert marked.score == HALF
    assert marked.right is False
    assert marked.chosen_keys == ("red", "yellow", "a", "c")
    assert marked.parts == (Part("red", "a", "a", FULL), Part("yellow", "c", "b", NOTHING))


def test_an_ordering_says_what_each_place_holds():
    marked = mark("ordering", ORDERING, {"order": ["first", None, "first", "second"]})

    assert marked.score == Decimal("0.3333")
    assert marked.parts == (
        Part("1", "first", "first", FULL),
        Part("2", "", "second", NOTHING),
        Part("3", "first", "third", NOTHING),
    )


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({"third": "3", "first": "1", "second": "2"}, ["first", "second", "third"]),
        ({"third": "1", "first": "1", "second": "1"}, ["third", "first", "second"]),
        ({"third": "3", "first": "3", "second": "3"}, ["second", "first", "third"]),
        ({"third": "", "first": "1", "second": ""}, ["first"]),
        ({"third": "3", "first": "1", "second": ""}, ["first", None, "third"]),
        ({"second": "99", "first": "0", "third": "two"}, ["first", None, "second"]),
    ],
)
def test_places_that_two_want_or_nobody_are_settled_by_the_order_of_the_form(places, order):
    posted = {item: [place] for item, place in places.items()}

    assert read("ordering", ORDERING, posted) == {"order": order}


def test_no_place_at_all_is_leaving_it_open():
    assert read("ordering", ORDERING, {"first": [""], "second": ["x"], "other": ["1"]}) is None


def test_a_short_text_earns_the_feedback_of_the_best_pattern_that_matches():
    assert mark("short_text", SHORT, {"text": " EMPATHY "}).chosen_keys == ("word",)
    assert mark("short_text", SHORT, {"text": "empathetic"}).chosen_keys == ("stem",)
    assert mark("short_text", SHORT, {"text": "pity & fear"}).chosen_keys == ("none",)
    assert mark("short_text", SHORT, {"text": "care"}).chosen_keys == ()
    assert mark("short_text", SHORT, {"text": "care"}).right_keys == ("word",)


def test_blanks_alone_match_nothing_though_a_star_would():
    definition = {"accepted": [{"pattern": "*", "score": "1"}]}

    assert mark("short_text", definition, {"text": "  "}).score == 0
    assert mark("short_text", definition, {"text": "x"}).score == 1


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a*b*c", "abc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
        ("*a*a*", "ba", False),
        (r"\*\*", "**", True),
        (r"a\b", r"a\b", True),
        ("i*", "İstanbul", True),
        ("cafe*", "café", True),
    ],
)
def test_a_pattern_fits_the_whole_text(pattern, text, fits):
    assert Folding().matches(pattern, text) is fits


def test_a_star_takes_no_accent_from_the_letter_before_it():
    assert not Folding(accents=True).matches("cafe*", "café au lait")


def test_many_stars_cost_no_time():
    pattern = "*" + "a*" * 200 + "b"

    assert Folding().matches(pattern, "a" * 5000) is False


def test_a_pattern_is_said_with_dots_for_its_stars():
    assert said(r"restor*, 2\*3*") == "restor…, 2*3…"


def test_of_several_numbers_that_are_near_enough_the_best_counts():
    assert mark("numeric", NUMERIC, {"value": "255"}).chosen_keys == ("near",)
    assert mark("numeric", NUMERIC, {"value": "0,275", "unit": "g"}).chosen_keys == ("far",)
    assert mark("numeric", NUMERIC, {"value": "275.01"}).score == 0


@pytest.mark.parametrize(
    "text", ["1,000.5", "1 000", "1e9999", "٣", "0x10", "--1", ".", "1e", "9" * 300, "inf"]
)
def test_what_is_no_number_earns_nothing(text):
    definition = {"accepted": [{"value": "1000.5", "tolerance": "1e999"}]}

    assert mark("numeric", definition, {"value": text}).score == 0


def test_a_number_is_exact_however_long():
    value = "0." + "1" * 90
    definition = {"accepted": [{"value": value}]}

    assert mark("numeric", definition, {"value": value}).score == 1
    assert mark("numeric", definition, {"value": value + "1"}).score == 0


def test_a_gap_counts_by_its_weight_and_gaps_stand_in_the_order_of_their_numbers():
    marked = mark("cloze", CLOZE, {"gaps": {"2": "Hurt ", "10": "b1"}})

    assert marked.score == Decimal("0.6250")
    assert marked.chosen_keys == ("a2", "b1")
    assert marked.right_keys == ("a1", "b1")
    assert marked.parts == (Part("2", "Hurt", "harm", HALF), Part("10", "b1", "b1", FULL))


def test_a_scale_and_an_essay_score_nothing_and_are_neither_right_nor_wrong():
    scale = mark("likert", LIKERT, {"choice": "often"})
    essay = mark("essay", ESSAY, {"text": "…"})

    assert (scale.score, scale.right, scale.chosen_keys) == (0, None, ("often",))
    assert (essay.score, essay.right, essay.chosen_keys) == (0, None, ())
    assert [scored(kind) for kind in ("likert", "stimulus", "essay")] == [False, False, True]
    assert [by_hand(kind) for kind in ("likert", "essay")] == [False, True]


@pytest.mark.parametrize(
    ("kind", "definition", "response"),
    [
        ("matching", MATCHING, {"pairs": {"red": "a", "yellow": "b"}}),
        ("ordering", ORDERING, {"order": ["first", "second", "third"]}),
        ("short_text", SHORT, {"text": "empathy"}),
        ("numeric", NUMERIC, {"value": "250", "unit": "mg"}),
        ("cloze", CLOZE, {"gaps": {"2": "harm", "10": "b1"}}),
        ("likert", LIKERT, None),
        ("essay", ESSAY, None),
        ("stimulus", {}, None),
        ("short_text", {"accepted": [{"pattern": "a * b"}]}, {"text": "a … b"}),
        ("short_text", {"accepted": [{"pattern": "*"}]}, {"text": "…"}),
        ("multiple", {"choices": ["a", "b"], "right": ["b"]}, {"choices": ["b"]}),
        ("true_false", {}, {"value": False}),
        ("single", {"choices": ["a", "b"], "right": "c"}, None),
    ],
)
def test_the_right_response_of_each_kind(kind, definition, response):
    assert right(kind, definition) == response


@pytest.mark.parametrize(
    ("kind", "definition", "response", "parts"),
    [
        ("single", {"choices": ["a", "b"]}, {"choice": "b"}, {"": ("b",)}),
        ("single", {"choices": ["a", "b"]}, {"choice": "z"}, {}),
        ("multiple", {"choices": ["a", "b"]}, {"choices": ["b", "a"]}, {"": ("a", "b")}),
        ("true_false", {}, {"value": True}, {"": ("true",)}),
        ("matching", MATCHING, {"pairs": {"red": "c", "z": "a"}}, {"red": ("c",)}),
        ("ordering", ORDERING, {"order": [None, "first"]}, {"first": ("2",)}),
        ("short_text", SHORT, {"text": "x"}, {"": ("x",)}),
        ("numeric", NUMERIC, {"value": "1", "unit": "g"}, {"value": ("1",), "unit": ("g",)}),
        ("cloze", CLOZE, {"gaps": {"2": "x", "9": "y"}}, {"2": ("x",)}),
        ("likert", LIKERT, {"choice": "often"}, {"": ("often",)}),
        ("essay", ESSAY, {"text": "a\nb"}, {"": ("a\nb",)}),
        ("stimulus", {}, {"text": "x"}, {}),
    ],
)
def test_a_form_shows_what_was_given(kind, definition, response, parts):
    assert fill(kind, definition, response) == parts


@pytest.mark.parametrize(
    ("kind", "definition", "posted", "response"),
    [
        ("matching", MATCHING, {"red": ["a"], "yellow": [""]}, {"pairs": {"red": "a"}}),
        ("matching", MATCHING, {"red": ["red"]}, None),
        ("short_text", SHORT, {"": [" x "]}, {"text": "x"}),
        ("short_text", SHORT, {"": ["  "]}, None),
        ("numeric", NUMERIC, {"value": ["1"], "unit": [""]}, {"value": "1"}),
        ("numeric", NUMERIC, {"value": [""], "unit": ["mg"]}, None),
        ("cloze", CLOZE, {"2": ["x"], "10": ["a1"]}, {"gaps": {"2": "x"}}),
        ("cloze", CLOZE, {"2": [""]}, None),
        ("essay", ESSAY, {"": ["a\r\nb "]}, {"text": "a\nb"}),
        ("stimulus", {}, {"": ["x"]}, None),
    ],
)
def test_a_form_is_read_part_by_part(kind, definition, posted, response):
    assert read(kind, definition, posted) == response


def typed(**changes):
    return {"gaps": {"1": {"kind": "typed", "accepted": [{"pattern": "x"}], **changes}}}


@pytest.mark.parametrize(
    ("kind", "definition", "found"),
    [
        ("matching", MATCHING, ()),
        ("matching", {"pairs": {"s": "a"}, "options": ["a", "b"]}, (Fault.FEW_CHOICES,)),
        ("matching", {**MATCHING, "options": ["a", "c"]}, (Fault.UNKNOWN_KEY,)),
        ("matching", {**MATCHING, "options": ["a", "b", "a"]}, (Fault.KEY_TWICE,)),
        (
            "matching",
            compose("matching", {"pairs": {"s": "a", "t": "b"}}, rows("s", "a", "b")),
            (Fault.FEW_CHOICES, Fault.UNKNOWN_KEY),
        ),
        ("ordering", ORDERING, ()),
        ("ordering", {"order": ["a"]}, (Fault.FEW_CHOICES,)),
        ("ordering", {"order": ["a", "a"]}, (Fault.KEY_TWICE,)),
        ("short_text", SHORT, ()),
        ("short_text", {"accepted": []}, (Fault.NO_RIGHT_ANSWER,)),
        ("short_text", {"accepted": [{"pattern": "x"}, {"pattern": " "}]}, (Fault.EMPTY_PATTERN,)),
        ("short_text", {"accepted": [{"pattern": "x", "score": "much"}]}, (Fault.BAD_WEIGHT,)),
        (
            "short_text",
            {"accepted": [{"pattern": "x", "score": "0.9"}, {"pattern": "y", "score": "-1"}]},
            (Fault.BAD_WEIGHT, Fault.NO_RIGHT_ANSWER),
        ),
        ("numeric", NUMERIC, ()),
        ("numeric", {"accepted": []}, (Fault.NO_RIGHT_ANSWER,)),
        ("numeric", {"accepted": [{"value": "many"}]}, (Fault.BAD_NUMBER,)),
        ("numeric", {"accepted": [{"value": "1", "tolerance": "-1"}]}, (Fault.BAD_NUMBER,)),
        ("numeric", {**NUMERIC, "units": {"g": "0", "mg": "1"}}, (Fault.BAD_NUMBER,)),
        ("numeric", {**NUMERIC, "units": {"g": "1000"}}, (Fault.NO_OWN_UNIT,)),
        ("numeric", {**NUMERIC, "units": {}, "unit_required": True}, (Fault.NO_OWN_UNIT,)),
        (
            "numeric",
            compose("numeric", {"accepted": {"b": {"value": "1"}}}, rows(("a:", ONE))),
            (Fault.BAD_NUMBER,),
        ),
        (
            "numeric",
            compose(
                "numeric",
                {"accepted": {"a": {"value": "1"}, "b": {"value": "1"}}},
                rows(("a:", ONE)),
            ),
            (Fault.UNKNOWN_KEY,),
        ),
        ("cloze", CLOZE, ()),
        ("cloze", {"gaps": {}}, (Fault.NO_GAPS,)),
        ("cloze", typed(kind="drawn"), (Fault.UNKNOWN_RULE,)),
        ("cloze", typed(weight="0"), (Fault.BAD_WEIGHT,)),
        ("cloze", typed(weight="much"), (Fault.BAD_WEIGHT,)),
        ("cloze", typed(accepted=[]), (Fault.NO_RIGHT_ANSWER,)),
        (
            "cloze",
            {"gaps": {"1": {"kind": "menu", "choices": ["a"], "right": None}}},
            (Fault.FEW_CHOICES, Fault.NO_RIGHT_ANSWER),
        ),
        (
            "cloze",
            compose("cloze", {"gaps": {"1": {"kind": "typed", "choices": ["a"]}}}, rows("b")),
            (Fault.NO_RIGHT_ANSWER, Fault.UNKNOWN_KEY),
        ),
        ("likert", LIKERT, ()),
        ("likert", {"choices": ["a"]}, (Fault.FEW_CHOICES,)),
        ("essay", ESSAY, ()),
        ("essay", {"rubric": {}}, (Fault.NO_RUBRIC,)),
        ("essay", {"rubric": {"a": "0"}}, (Fault.BAD_NUMBER,)),
        ("essay", {"rubric": {"a": "all"}}, (Fault.BAD_NUMBER,)),
        ("essay", {"rubric": {"a": "1"}, "words": 0}, (Fault.BAD_NUMBER,)),
        ("essay", compose("essay", {"rubric": {"a": "1"}}, rows("a", "b")), (Fault.UNKNOWN_KEY,)),
        ("stimulus", {}, ()),
        ("stimulus", compose("stimulus", {}, rows("a")), (Fault.UNKNOWN_KEY,)),
    ],
)
def test_a_question_that_cannot_be_published_says_why(kind, definition, found):
    assert faults(kind, definition) == found


@pytest.mark.parametrize(
    ("kind", "definition", "picks"),
    [
        ("single", {"choices": ["a", "b"]}, {"": ("a", "b")}),
        ("true_false", {}, {"": ("true", "false")}),
        ("matching", MATCHING, {"red": ("a", "b", "c"), "yellow": ("a", "b", "c")}),
        ("ordering", {"order": ["a", "b"]}, {"a": ("1", "2"), "b": ("1", "2")}),
        ("numeric", NUMERIC, {"unit": ("mg", "g")}),
        ("cloze", CLOZE, {"10": ("b1", "b2")}),
        ("short_text", SHORT, {}),
        ("essay", ESSAY, {}),
        ("stimulus", {}, {}),
    ],
)
def test_what_can_be_picked_in_each_part(kind, definition, picks):
    assert offers(kind, definition) == picks
