"""Whatever its texts say, a quiz written as a file reads back the same."""

from dataclasses import replace
from decimal import Decimal
from html import escape
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from courses.interchange.package_activity import read_activity, take_apart
from courses.interchange.package_folder import PackageFolder
from courses.interchange.package_question_writer import write_questions
from courses.interchange.package_quiz import read_questions
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
SIGNS += [
    "{with b}",
    "{gap 1}",
    "{4 points}",
    "[[1]]",
    "### Hint",
    "### Gaps",
    "18 ± 2 %:",
    "`` ` ``",
]
words = st.lists(st.sampled_from(SIGNS) | st.text("ab<&\n", max_size=4), min_size=1, max_size=4)
plain = words.map(lambda drawn: "a" + " ".join(drawn).replace("<", "&lt;"))
blocks = plain.map(lambda text: f"<p>{text}</p>") | plain.map(
    lambda text: f"<ul><li>{text}</li><li><p>{text}</p><pre>{text}</pre></li></ul>"
)
passages = st.lists(blocks, max_size=3).map("".join).map(sanitise_passage)
prompts = st.lists(blocks, min_size=1, max_size=3).map("".join).map(sanitise_passage)
phrases = plain.map(sanitise_phrase)
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)
hints = st.lists(prompts, max_size=2).map(tuple)
patterns = words.map(lambda drawn: sanitise_phrase(escape("".join(drawn), quote=False)))
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
        hints=hints,
        stimulus=st.just("") | keys,
    )


ONE, NONE = st.just(Decimal(1)), st.just(Decimal(0))
asked = st.one_of(
    questions("single", {}, ONE, hundredths.filter(lambda weight: weight < 1)),
    questions("multiple", {"rule": "all_or_nothing"}, ONE, ONE | NONE),
    questions("multiple", {"rule": "right_minus_wrong"}, ONE, ONE | NONE),
    questions("multiple", {"rule": "weights"}, hundredths, hundredths.map(lambda it: -it)),
)
flags = st.booleans()
numbers = st.from_regex(r"[+-]?[0-9]{1,3}([.,][0-9]{1,3})?(e-?[0-9]{1,2})?", fullmatch=True)
tolerances = hundredths.map(str)
unit_names = st.text("µgm/ %=²", min_size=1).map(lambda name: " ".join(name.split())).filter(bool)


@st.composite
def items(draw, text=phrases, weight=NONE, most=4):
    """Choices with keys of their own."""
    drawn = draw(st.lists(st.tuples(text, passages, weight, flags), min_size=1, max_size=most))
    return tuple(ChoiceContent(f"c{nth}", *each) for nth, each in enumerate(drawn))


def typed(choices):
    """What is typed has no place to keep."""
    return tuple(replace(choice, fixed=False) for choice in choices)


@st.composite
def defined(draw, kind):
    """A kind's own part: its definition and its choices."""
    share = ONE | hundredths
    if kind == "matching":
        held = draw(items())
        option = held[-1].key
        pairs = {it.key: option for it in held[:-1] if draw(flags)}
        return {"pairs": pairs}, held
    if kind == "short_text":
        matters = {"case": draw(flags), "accents": draw(flags)}
        return matters, typed(draw(items(patterns.filter(bool), share)))
    if kind == "numeric":
        held = draw(items(st.just("") | phrases, share))
        near = st.fixed_dictionaries({"value": numbers, "tolerance": tolerances, "relative": flags})
        accepted = {it.key: draw(near) for it in held}
        units = draw(st.dictionaries(unit_names, tolerances, max_size=3))
        return {"accepted": accepted, "units": units, "unit_required": draw(flags)}, held
    if kind == "cloze":
        return draw(gapped())
    if kind == "essay":
        held = draw(items())
        words = draw(st.just({}) | st.integers(1, 99999).map(lambda most: {"words": most}))
        return {"rubric": {it.key: draw(tolerances) for it in held}, **words}, held
    return {}, () if kind == "stimulus" else draw(items())


@st.composite
def gapped(draw):
    menu, written = draw(items(weight=ONE | hundredths)), draw(items(patterns.filter(bool)))
    own = tuple(replace(it, key=f"t{it.key}") for it in typed(written))
    gaps = {
        "1": {"kind": "menu", "choices": [it.key for it in menu], "weight": draw(tolerances)},
        "12": {"kind": "typed", "choices": [it.key for it in own], "case": draw(flags)},
    }
    return {"gaps": gaps}, (*menu, *own)


def of_kind(kind):
    unscored = kind in ("likert", "stimulus")
    return defined(kind).flatmap(
        lambda held: st.builds(
            QuestionContent,
            key=keys,
            kind=st.just(kind),
            prompt=prompts,
            explanation=passages,
            points=st.just(Decimal(0)) if unscored else hundredths,
            definition=st.just(held[0]),
            choices=st.just(held[1]),
            hints=hints,
            stimulus=st.just("") if kind == "stimulus" else st.just("") | keys,
        )
    )


LATER = ("matching", "ordering", "short_text", "numeric", "cloze", "likert", "essay", "stimulus")
asked = st.one_of(asked, *map(of_kind, LATER))
tags = st.lists(st.text("a b,(-", min_size=1), max_size=2, unique=True).map(
    lambda drawn: tuple(dict.fromkeys(" ".join(tag.split()) for tag in drawn if tag.strip()))
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


@given(st.lists(asked, max_size=3, unique_by=lambda it: it.key), tags)
def test_questions_without_a_quiz_read_back_the_same_with_their_tags(questions, words):
    tagged = tuple(replace(question, tags=words) for question in questions)
    problems = Problems()
    texts = Texts(PackageFolder(Path()), (), problems)

    written = write_questions(tagged, str)
    again = read_questions(written, "bank.md", texts)

    assert problems == []
    assert again == tagged
    assert [question.tags for question in again] == [words] * len(tagged)
    assert write_questions(again, str) == written
