"""Whatever is typed or uploaded, nothing of it can run."""

import re
from html.parser import HTMLParser

import pytest

from courses.interchange.markdown_reader import to_html, to_passage, to_phrase
from courses.interchange.markdown_writer import to_markdown
from courses.services.richtext import (
    ATTRIBUTES,
    TAGS,
    VALUES,
    render,
    sanitise,
    sanitise_passage,
    sanitise_phrase,
)
from tests.integration.courses.payloads import payloads

# What showing adds: a table scrolls, a title gets its level, a footnote its place.
SHOWN = {
    "a": {"role", "id"},
    "li": {"id"},
    "ol": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
    "h3": {"aria-level"},
}
LEADS = re.compile(r"https?://|mailto:|#|/(?![/\\])|/assets/")
WAYS_IN = [sanitise, sanitise_passage, sanitise_phrase, render, to_html, to_passage, to_phrase]


class Watcher(HTMLParser):
    """Notes every element and attribute that is not in the set."""

    def __init__(self):
        super().__init__()
        self.strange = []

    def handle_starttag(self, tag, attrs):
        allowed = ATTRIBUTES.get(tag, set()) | set(VALUES.get(tag, {})) | SHOWN.get(tag, set())
        if tag not in TAGS:
            self.strange.append(tag)
        for name, value in attrs:
            if name not in allowed or (name in ("href", "src") and not LEADS.match(value)):
                self.strange.append((tag, name, value))

    def handle_comment(self, data):
        self.strange.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def strange(html):
    watcher = Watcher()
    watcher.feed(html)
    watcher.close()
    return watcher.strange


@pytest.mark.parametrize("way_in", WAYS_IN, ids=lambda way: way.__name__)
def test_no_payload_brings_in_more_than_the_set(way_in):
    found = {payload: held for payload in payloads() if (held := strange(way_in(payload)))}

    assert found == {}


def test_what_is_left_of_a_payload_can_be_written_and_read_back():
    for payload in payloads():
        stored = sanitise(payload)
        assert to_html(to_markdown(stored)) == stored


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<script>alert(1)</script>", ""),
        ("<p onclick='alert(1)'>a</p>", "<p>a</p>"),
        ("<a href='javascript:alert(1)'>a</a>", "<p>a</p>"),
        ("<a href='JaVa\tscript:alert(1)'>a</a>", "<p>a</p>"),
        ("<a href='//evil.example'>a</a>", "<p>a</p>"),
        ("<a href='/\\evil.example'>a</a>", "<p>a</p>"),
        ("<a href='/\t/evil.example'>a</a>", "<p>a</p>"),
        ("<a href='data:text/html,x'>a</a>", "<p>a</p>"),
        ("<a href='courses/'>a</a>", "<p>a</p>"),
        ("<a href='/courses/'>a</a>", '<p><a href="/courses/">a</a></p>'),
        ("<a href='https://a.b/c d'>a</a>", "<p>a</p>"),
        ("<a href='https://a.b/é|x'>a</a>", '<p><a href="https://a.b/%C3%A9%7Cx">a</a></p>'),
        ("<img src='https://a.b/c.png' alt='c'>", ""),
        ("<img src='/assets/../x.png' alt='c'>", ""),
        ("<p style='position:fixed'>a</p>", "<p>a</p>"),
        ("<p class='card' id='main'>a</p>", "<p>a</p>"),
        ("<iframe src='/'>a</iframe>", "<p>a</p>"),
        ("a\ud800b", "<p>a?b</p>"),
    ],
)
def test_what_is_stored(html, stored):
    assert sanitise(html) == stored


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<b>a</b><i>b</i>", "<p><strong>a</strong><em>b</em></p>"),
        ("<h1>a</h1><h5>b</h5>", "<h2>a</h2>\n<h3>b</h3>"),
        ("<p><b> a </b>b</p>", "<p><strong>a</strong> b</p>"),
        ("<p>&nbsp;</p><p></p><p>a</p>", "<p>a</p>"),
        ("<ul><li><p>a</p></li><li>b<ul><li>c</li></ul></li></ul>",
         "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("<table><tr><td>a</td></tr><tr><td><b>b</b></td><td>c</td></tr></table>",
         '<table><thead><tr><th scope="col">a</th><th scope="col"></th></tr></thead>'
         '<tbody><tr><th scope="row">b</th><td>c</td></tr></tbody></table>'),
        ("<blockquote>a<p>— b</p></blockquote>",
         "<blockquote><p>a</p><cite>b</cite></blockquote>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<p>a<br><br></p>", "<p>a</p>"),
        ("<pre>a\n  b</pre>", "<pre><code>a\n  b\n</code></pre>"),
    ],
)  # fmt: skip
def test_one_text_has_one_form(html, stored):
    assert sanitise(html) == stored


def test_what_was_never_sanitised_is_still_shown_safely():
    assert render("<p onclick='x()'>a<script>x()</script></p>") == "<p>a</p>"


def test_nesting_without_end_does_no_harm():
    for tag in ("div", "blockquote", "ul><li", "em", "sup", "section class=note", "table><tr><td"):
        stored = sanitise(f"<{tag}>" * 3000 + "words")
        assert "words" in stored
        assert to_html(to_markdown(stored)) == stored
