"""Aiken, as docs/question-formats.md says it is read."""

from pathlib import Path

import pytest

from courses.interchange.question_encoding import text_of_file
from tests.unit.courses.reading import aiken, texts, weights

MOODLES = Path(__file__).resolve().parents[4] / "shared/data/questions/moodle/question/format/aiken"

COFFEE = """What makes coffee?
A) Tea
B. Beans & water
ANSWER: B
"""


def test_a_letter_says_which_choice_is_right():
    (found,) = aiken(COFFEE).found

    assert (found.line, found.name, found.content.kind) == (1, "What makes coffee?", "single")
    assert found.content.prompt == "<p>What makes coffee?</p>"
    assert texts(found.content) == ["Tea", "Beans &amp; water"]
    assert weights(found.content) == {"a": "0.0000", "b": "1.0000"}


def test_a_question_may_take_several_lines_and_says_no_markup():
    (found,) = aiken("Which <b>tag</b>\nis bold?\n\nA) <b>\nB) <i>\nANSWER: a").found

    assert found.content.prompt == "<p>Which &lt;b&gt;tag&lt;/b&gt;<br>is bold?</p>"
    assert texts(found.content) == ["&lt;b&gt;", "&lt;i&gt;"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("A) x\nB) y\nANSWER: A", 3, "Choices stand here, and no question before them."),
        ("Q\nA) x\nB) y", 3, "No line after its choices says ANSWER: and a letter."),
        ("Q\nA) x\nB) y\nANSWER: C", 3, "ANSWER: “C” is none of its choices."),
        ("Q\nA) x\nA) y\nANSWER: A", 3, "Two of its choices have the same letter."),
        ("Q\nA) x\nANSWER: A", 3, "It has fewer than two choices."),
        ("Q\nA) x\nB)\nANSWER: A", 3, "One of its answers says nothing."),
    ],
)
def test_what_cannot_be_taken_is_named_and_keeps_no_other_out(text, line, reason):
    finds = aiken(f"\n\n{text}\n{COFFEE}")

    assert [(it.line, it.reason) for it in finds.skipped] == [(line, reason)]
    assert len(finds.found) == 1


@pytest.mark.skipif(not MOODLES.exists(), reason="../shared/data/questions is not here")
def test_moodles_own_file_reads_as_it_does_there():
    text = text_of_file((MOODLES / "tests/fixtures/questions.aiken.txt").read_bytes())

    first, second = aiken(text).found

    assert texts(first.content)[1] == "Martin Dougiamas"
    assert [choice.key for choice in first.content.choices if choice.weight] == ["b"]
    assert 'includes &lt;html class="cool"&gt; &amp; images:' in second.content.prompt
    assert [choice.key for choice in second.content.choices if choice.weight] == ["a"]
