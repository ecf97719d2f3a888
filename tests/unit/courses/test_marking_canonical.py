"""What is stored of a question has one form, whoever wrote it."""

from dataclasses import replace

import pytest

from courses.rules.content import QuestionContent
from courses.rules.content_hash import question_hash
from courses.rules.marking import canonical


@pytest.mark.parametrize(
    ("kind", "stored", "whole"),
    [
        ("single", {}, {}),
        ("riddle", {"a": 1}, {"a": 1}),
        ("short_text", {"case": True}, {"case": True, "accents": False}),
        ("numeric", {}, {"accepted": {}, "units": {}, "unit_required": False}),
        (
            "numeric",
            {"accepted": {"a": {"value": "3,0", "tolerance": "1e-2"}}, "units": {"g": "1"}},
            {
                "accepted": {"a": {"value": "3,0", "tolerance": "0.01", "relative": False}},
                "units": {"g": "1"},
                "unit_required": False,
            },
        ),
        (
            "cloze",
            {"gaps": {"1": {"kind": "typed", "choices": ["b", "a"]}, "2": {"kind": "menu"}}},
            {
                "gaps": {
                    "1": {
                        "kind": "typed",
                        "weight": "1",
                        "choices": ["a", "b"],
                        "case": False,
                        "accents": False,
                    },
                    "2": {"kind": "menu", "weight": "1", "choices": []},
                }
            },
        ),
    ],
)
def test_what_is_stored_has_one_form(kind, stored, whole):
    assert canonical(kind, stored) == whole
    assert canonical(kind, canonical(kind, stored)) == whole


def test_what_asks_the_same_has_the_same_hash():
    short = QuestionContent("q", "short_text", "<p>What?</p>")
    said_out = replace(short, definition={"accents": False, "case": False})

    assert question_hash(short) == question_hash(said_out)
