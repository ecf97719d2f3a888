"""One sentence about every text: what is stored can be written as Markdown and read back."""

from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.interchange.markdown_dialect import Picture
from courses.interchange.markdown_reader import to_html, to_passage, to_phrase
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules import richtext_shape as shape
from courses.rules.richtext_tree import parse, serialise
from courses.services.richtext import clean, sanitise, sanitise_passage, sanitise_phrase

SHAS = ["a" * 64, "b" * 64]
PICTURES = {f"figures/{sha[0]}.svg": Picture(f"/assets/{sha}/p.svg", 40, 30) for sha in SHAS}
NAMES = {picture.address: name for name, picture in PICTURES.items()}

# Everything that means something to Markdown or HTML, beside plain words and blanks.
SIGNS = list("\\`*_[]<>{}()&!#+-.|~:^=\"'$@;/ \n\t")
SIGNS += ["  ", "1.", "2)", "::: callout", "— ", "[@a]", "&amp;", "<br>", "**", "***", "```", "~~~"]
SIGNS += ["---", "\u00a0", "\u2028", "é", "漢", "\\\n", "](", "![", "+++", "[ ]", "[x]", "{fixed}"]
SIGNS += ["http://a.b", "| a |", "&copy", "\x1c", "\x00", "\u200b", "\u3000"]
signs = st.sampled_from(SIGNS)
words = st.lists(signs | st.text("abc", min_size=1, max_size=3), max_size=5).map("".join)
text = words.map(escape)


def element(tag, inner, attrs=""):
    return inner.map(lambda held: f"<{tag}{attrs}>{held}</{tag}>")


def several(part, most=4):
    return st.lists(part, max_size=most).map("".join)


picture = st.tuples(text, st.sampled_from(SHAS)).map(
    lambda drawn: f'<img src="/assets/{drawn[1]}/p.svg" alt="{drawn[0]}" width="40" height="30">'
)
citation = text.map(lambda where: f'<a class="citation" href="#source-a">{where}</a>')
addresses = st.sampled_from(
    [
        "https://a.b/c_(d)?e=1&copy=2",
        "http://a.b",
        "mailto:a@b.c",
        "#activity-x",
        "/courses/",
        "/a)b",
        f"/assets/{SHAS[0]}/p.svg",
        f"/assets/{SHAS[0]}/p.svg#page=2",
    ]
)
marked = st.recursive(
    text | text | st.just("<br>") | picture | citation | element("code", text),
    lambda inner: st.one_of(
        *(
            element(tag, several(inner))
            for tag in ("strong", "em", "sup", "sub", "small", "b", "i", "cite")
        ),
        st.tuples(addresses, several(inner)).map(
            lambda drawn: f'<a href="{escape(drawn[0])}">{drawn[1]}</a>'
        ),
    ),
    max_leaves=8,
)
run = several(marked)
cells = st.lists(element("td", run) | element("th", run), max_size=3).map("".join)
rows = st.lists(element("tr", cells), max_size=3).map("".join)
leaves = st.one_of(
    element("p", run),
    run,
    st.just("<hr>"),
    words.map(lambda held: f"<pre><code>{escape(held)}</code></pre>"),
    st.tuples(picture, run).map(
        lambda drawn: f"<figure>{drawn[0]}<figcaption>{drawn[1]}</figcaption></figure>"
    ),
    element("table", rows),
)
flow = st.recursive(
    leaves,
    lambda inner: st.one_of(
        element("ul", several(element("li", several(inner)))),
        element("ol", several(element("li", several(inner))), ' start="7"'),
        element("ol", several(element("li", several(inner)))),
        element("blockquote", several(inner)),
        st.tuples(several(inner), run).map(
            lambda drawn: f"<blockquote>{drawn[0]}<cite>{drawn[1]}</cite></blockquote>"
        ),
        element("div", several(inner)),
    ),
    max_leaves=8,
)
headings = element("h2", run) | element("h3", run)
callouts = st.tuples(headings | st.just(""), several(flow)).map(
    lambda drawn: f'<aside class="callout">{"".join(drawn)}</aside>'
)
ways = st.tuples(run, several(flow)).map(
    lambda drawn: f"<details><summary>{drawn[0]}</summary>{drawn[1]}</details>"
)
notes = st.tuples(headings, several(flow), several(ways)).map(
    lambda drawn: (
        f'<section class="note">{drawn[0]}{drawn[1]}<div class="either">{drawn[2]}</div></section>'
    )
)
pages = several(flow | headings | callouts | notes, most=5)


@settings(deadline=None)
@given(pages)
def test_a_stored_text_written_as_markdown_reads_back_the_same(page):
    stored = sanitise(page)

    assert to_html(to_markdown(stored, NAMES.__getitem__), PICTURES.get) == stored


@settings(deadline=None)
@given(several(flow))
def test_a_stored_passage_written_as_markdown_reads_back_the_same(passage):
    stored = sanitise_passage(passage)

    assert to_passage(to_markdown(stored, NAMES.__getitem__), PICTURES.get) == stored


@settings(deadline=None)
@given(run)
def test_a_stored_phrase_written_as_markdown_reads_back_the_same(phrase):
    stored = sanitise_phrase(phrase)

    written = to_markdown_line(stored, NAMES.__getitem__)

    assert "\n" not in written
    assert to_phrase(written, PICTURES.get) == stored


@settings(deadline=None)
@given(pages | st.text())
def test_what_is_sanitised_once_is_sanitised(page):
    stored = sanitise(page)

    assert sanitise(stored) == stored


@settings(deadline=None)
@given(several(words | signs | st.sampled_from(["\n\n", "\n- ", "\n> ", "\n# ", "\n:::\n"]), 12))
def test_any_markdown_is_stable_once_it_was_read_and_written(markdown):
    once = to_markdown(to_html(markdown))

    assert to_markdown(to_html(once)) == once


@given(text=st.text(st.characters(max_codepoint=0x2FF), max_size=12) | words)
def test_words_alone_are_stored_as_anything_else_would_be(text):
    assert sanitise_phrase(text) == serialise(shape.phrase(parse(clean(text))))
    assert sanitise_passage(text) == "\n".join(
        serialise([node]) for node in shape.passage(parse(clean(text)))
    )
