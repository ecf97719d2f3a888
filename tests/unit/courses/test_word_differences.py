"""What differs between two texts, as one would mark it by hand."""

import pytest

from courses.rules.word_differences import Fate, html_difference, text_difference

HARM = "Harm is named first, by whoever was harmed, in their own words and at their own pace."


def marked(difference):
    """[gone] and {new} as they stand in the text that is shown."""
    signs = {Fate.GONE: "[{}]", Fate.NEW: "{{{}}}", Fate.SAME: "{}"}
    return [
        " ".join(signs[run.fate].format(run.text) for run in block.runs)
        for block in difference.shown
    ]


def test_equal_texts_have_no_difference():
    assert html_difference("<p>Ask.</p>", "<p>Ask.</p>") is None
    assert text_difference("", "") is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<p>Ask her first.</p>", "<p>Ask her last.</p>", ["Ask her [first.] {last.}"]),
        ("<p>Ask.</p>", "<p>Ask.</p><p>Listen.</p>", ["…", "{Listen.}"]),
        ("<p>Ask.</p><p>Listen.</p>", "<p>Listen.</p>", ["[Ask.]", "…"]),
        ("", "<h2>Why</h2><p>Listen.</p>", ["{Why}", "{Listen.}"]),
        ("<p>Ask.</p>", "", ["[Ask.]"]),
        # a word alone between two changes goes with them
        (
            "<p>The chair speaks and the others listen to her until she ends.</p>",
            "<p>The keeper asks and each one may listen to her until she ends.</p>",
            [
                "The [chair speaks and the others] {keeper asks and each one may} listen to her "
                "until she ends."
            ],
        ),
        # another sentence altogether is not taken apart
        (
            "<p>Circles have five parts.</p>",
            "<p>Nobody need say anything.</p>",
            ["[Circles have five parts.]", "{Nobody need say anything.}"],
        ),
        # of three items the one in the middle was worded anew
        (
            "<ul><li>Ask</li><li>Listen well</li><li>Repair</li></ul>",
            "<ul><li>Ask</li><li>Listen long</li><li>Repair</li></ul>",
            ["…", "Listen [well] {long}", "…"],
        ),
    ],
)
def test_words_that_came_and_went_are_marked_where_they_stand(before, after, expected):
    assert marked(html_difference(before, after)) == expected


def test_long_stretches_that_stayed_are_three_dots():
    before = f"<p>Before. {HARM} {HARM} After it.</p>"
    after = f"<p>First. {HARM} {HARM} After that.</p>"

    assert marked(html_difference(before, after)) == [
        "[Before.] {First.} Harm is named first, by whoever was harmed, … own words and at "
        "their own pace. After [it.] {that.}"
    ]


def test_the_same_words_set_differently_show_nothing():
    difference = html_difference("<p>Ask <em>first</em>.</p>", "<p>Ask first.</p>")

    assert not difference.has_other_words
    assert difference.shown == ()


def test_a_block_too_long_to_compare_is_shown_as_another_one():
    before, after = (f"<p>{'word ' * 2_500} {end}</p>" for end in ("one", "two"))

    blocks = html_difference(before, after).blocks

    assert [[run.fate for run in block.runs] for block in blocks] == [[Fate.GONE, Fate.NEW]]
