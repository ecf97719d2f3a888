"""Footnotes: their words stand where their number will."""

import pytest

from courses.interchange.markdown_reader import to_html, to_passage
from courses.interchange.markdown_writer import to_markdown
from courses.services.richtext import render, sanitise, sanitise_passage, sanitise_phrase

STORED = "<p>Repair<small>See <em>Zehr</em>.</small> comes first<small>Or last.</small>.</p>"


def test_it_is_stored_where_its_number_stands_and_written_as_it_is():
    assert sanitise(STORED) == STORED
    written = "Repair<small>See *Zehr*.</small> comes first<small>Or last.</small>."
    assert to_markdown(STORED) == written
    assert to_html(to_markdown(STORED)) == STORED


def test_it_is_shown_by_number_with_its_words_at_the_foot():
    assert render(STORED) == (
        '<p>Repair<sup><a role="doc-noteref" id="footnote-1-from" href="#footnote-1">1</a></sup>'
        ' comes first<sup><a role="doc-noteref" id="footnote-2-from" href="#footnote-2">2</a>'
        '</sup>.</p><ol class="fine"><li id="footnote-1">See <em>Zehr</em>. '
        '<a role="doc-backlink" href="#footnote-1-from">\u21a9 1</a></li>'
        '<li id="footnote-2">Or last. '
        '<a role="doc-backlink" href="#footnote-2-from">\u21a9 2</a></li></ol>'
    )


def test_where_no_works_are_listed_its_words_stand_in_the_text():
    assert render(STORED, listed=False) == STORED


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("<h2>A<small>b</small></h2>", "<h2>Ab</h2>"),
        ('<p><a href="/x">a<small>b</small></a></p>', '<p><a href="/x">ab</a></p>'),
        ("<p>a<small>b<small>c</small></small></p>", "<p>a<small>bc</small></p>"),
        ("<p>a<small></small></p>", "<p>a</p>"),
    ],
)
def test_it_has_no_place_in_headings_links_or_itself(written, stored):
    assert sanitise(written) == stored


def test_a_prompt_and_a_choice_have_no_foot():
    assert sanitise_passage(STORED) == "<p>RepairSee <em>Zehr</em>. comes firstOr last..</p>"
    assert sanitise_phrase("a<small>b</small>") == "ab"
    assert to_passage("a<small>b</small>") == "<p>ab</p>"
