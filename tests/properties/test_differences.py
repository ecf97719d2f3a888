"""Whatever two texts and two editions say, their difference leads from the one to the other."""

from dataclasses import replace
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.content import ActivityContent, EditionContent, ModuleContent, QuestionContent
from courses.rules.content_hash import edition_hash
from courses.rules.differences import changes, moved
from courses.rules.richtext_blocks import blocks_of
from courses.rules.word_differences import Fate, html_difference
from courses.services.difference_words import told

WORDS = ["harm", "is", "named", "by", "who", "was", "asked", "&", "<", "é"]
words = st.lists(st.sampled_from(WORDS), max_size=12)
texts = st.lists(words.map(" ".join), max_size=5).map(
    lambda blocks: "".join(f"<p>{escape(block)}</p>" for block in blocks)
)


@given(before=texts, after=texts)
def test_without_what_is_new_it_is_the_old_text_and_without_what_is_gone_the_new(before, after):
    difference = html_difference(before, after)
    blocks = difference.blocks if difference else ()

    if difference is None:
        assert before == after
    else:
        assert read(blocks, Fate.GONE) == blocks_of(before)
        assert read(blocks, Fate.NEW) == blocks_of(after)


def read(blocks, fate):
    return [text for block in blocks if (text := block.as_it(fate))]


@given(
    before=st.permutations("abcdefgh"), after=st.permutations("abcdefgh"), gone=st.integers(0, 8)
)
def test_without_what_was_moved_the_order_is_the_same(before, after, gone):
    found = moved(before[gone:], after)

    assert [each for each in before[gone:] if each not in found] == [
        each for each in after if each not in found and each in before[gone:]
    ]


KEYS = st.lists(st.sampled_from("abcd"), unique=True, max_size=4)
activities = st.builds(
    ActivityContent,
    key=st.just(""),
    kind=st.sampled_from(["page", "quiz"]),
    title=st.sampled_from(["One", "Two"]),
    body=texts,
    required=st.booleans(),
    settings=st.sampled_from([{}, {"after": ["a"]}, {"attempts": 3}]),
    questions=KEYS.map(
        lambda keys: tuple(QuestionContent(key, "single", f"<p>{key}?</p>") for key in keys)
    ),
)


@st.composite
def editions(draw):
    """Up to four activities in up to two modules."""
    held = [replace(draw(activities), key=key) for key in draw(KEYS)]
    cut = draw(st.integers(0, 4))
    modules = (
        ModuleContent("m", "M", "", tuple(held[:cut])),
        ModuleContent("n", "N", "", tuple(held[cut:])),
    )
    return EditionContent("en", draw(st.sampled_from(["Repair", "Harm"])), modules=modules)


@given(old=editions(), new=editions())
def test_editions_differ_where_their_hashes_do_and_every_part_that_differs_says_so(old, new):
    difference = changes(old, new)
    said = told(difference)

    assert bool(difference) == (edition_hash(old) != edition_hash(new))
    assert not changes(old, old)
    assert all(says_something(module) for module in said.modules)


def says_something(part):
    return bool(part.sentences or part.parts) and all(map(says_something, part.parts))
