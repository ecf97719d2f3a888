"""Whatever its texts say, a quiz written as a file reads back the same."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from courses.interchange.package_activity import read_activity, take_apart
from courses.interchange.package_folder import PackageFolder
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import Problems
from courses.interchange.package_writer import write_package
from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
)
from courses.services.richtext import sanitise_passage, sanitise_phrase

SIGNS = ["- [ ] `a` b", "- [x] c", "## Question d (single, 1 point)", "### Explanation", "{fixed}"]
SIGNS += ["{weight 0.5}", "> e", "```", "`f`", "+++", "\n", " ", "*", "\\", "<br>", "| g |", "1."]
words = st.lists(st.sampled_from(SIGNS) | st.text("ab<&\n", max_size=4), min_size=1, max_size=4)
plain = words.map(lambda drawn: "a" + " ".join(drawn).replace("<", "&lt;"))
blocks = plain.map(lambda text: f"<p>{text}</p>") | plain.map(
    lambda text: f"<ul><li>{text}</li><li><p>{text}</p><pre>{text}</pre></li></ul>"
)
passages = st.lists(blocks, max_size=3).map("".join).map(sanitise_passage)
prompts = st.lists(blocks, min_size=1, max_size=3).map("".join).map(sanitise_passage)
phrases = plain.map(sanitise_phrase)
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)
hundredths = st.integers(0, 100).map(lambda number: Decimal(number) / 100)


def choices(right, wrong):
    """Two or more choices with keys of their own; the first is right."""
    drawn = st.tuples(phrases, passages, wrong, st.booleans())
    others = st.lists(drawn, min_size=1, max_size=3)
    return st.tuples(st.tuples(phrases, passages, right, st.booleans()), others).map(
        lambda held: tuple(
            ChoiceContent(f"c{nth}", *each) for nth, each in enumerate([held[0], *held[1]])
        )
    )


def questions(kind, definition, right, wrong):
    return st.builds(
        QuestionContent,
        key=keys,
        kind=st.just(kind),
        prompt=prompts,
        explanation=passages,
        points=hundredths,
        definition=st.just(definition),
        choices=choices(right, wrong),
    )


ONE, NONE = st.just(Decimal(1)), st.just(Decimal(0))
asked = st.one_of(
    questions("single", {}, ONE, hundredths.filter(lambda weight: weight < 1)),
    questions("multiple", {"rule": "all_or_nothing"}, ONE, ONE | NONE),
    questions("multiple", {"rule": "right_minus_wrong"}, ONE, ONE | NONE),
    questions("multiple", {"rule": "weights"}, hundredths, hundredths.map(lambda it: -it)),
)
quizzes = st.builds(
    ActivityContent,
    key=keys,
    kind=st.just("quiz"),
    title=st.text('ab" \\é', min_size=1).map(str.strip).filter(bool),
    body=passages,
    minutes=st.integers(0, 600),
    required=st.booleans(),
    criterion=st.just("quiz_passed"),
    pass_mark=hundredths,
    settings=st.sampled_from([{}, {"attempts": 3}, {"shuffle": True, "delay_minutes": 5}]),
    questions=st.lists(asked, max_size=3, unique_by=lambda it: it.key).map(tuple),
)


@given(quizzes)
def test_a_quiz_written_as_a_file_reads_back_the_same(quiz):
    module = ModuleContent("one", "One", activities=(quiz,))
    edition = EditionContent(language="en", title="A course", modules=(module,))
    [name, text] = list(write_package("course", edition, ()).items())[1]
    problems = Problems()
    texts = Texts(PackageFolder(Path()), (), problems)

    written = take_apart(text, name, texts)
    again = read_activity(written, texts, None)

    assert problems == []
    title = " ".join(quiz.title.split())
    assert again == ActivityContent(**{
        field: getattr(quiz, field) for field in ActivityContent.__slots__ if field != "title"
    } | {"title": title})  # fmt: skip
