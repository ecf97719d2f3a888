"""One sentence about every question: what is exported is imported the same, to the last key."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from html import escape, unescape

from hypothesis import given
from hypothesis import strategies as st

from courses.interchange.gift import read_gift
from courses.interchange.gift_writer import write_gift
from courses.interchange.markdown_dialect import Picture
from courses.interchange.moodle_xml import read_moodle_xml
from courses.interchange.moodle_xml_writer import write_moodle_xml
from courses.interchange.question_keys import with_keys
from courses.rules.content import ChoiceContent, FileContent, QuestionContent
from courses.rules.marking import KINDS, faults
from courses.services.richtext import sanitise_passage, sanitise_phrase

FILES = {hashlib.sha256(data).hexdigest(): data for data in (b"a heart", b"a lung")}
SIGNS = ["{", "}", "~", "=", "#", "####", ":", "::", "\\", "\\n", "%50%", "->", "[html]"]
SIGNS += [
    "//",
    "$CATEGORY: a",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "&#35;",
    "@@PLUGINFILE@@/a",
    "*",
    "\\*",
]
SIGNS += [
    "T",
    "TRUE",
    "1..2",
    "\n",
    "\n\n",
    " ",
    "]",
    "[id:a]",
    "'",
    '"',
    "é",
    "漢",
    "\u00a0",
    "_____",
]
words = st.lists(st.sampled_from(SIGNS) | st.text("ab<&c", max_size=4), min_size=1, max_size=5)
text = words.map("".join).map(lambda drawn: escape(f"a{drawn}"))
anywhere = words.map("".join).map(escape)
pictures = st.sampled_from(
    [f'<img src="{FileContent(f"{sha[:3]}.png", sha).address}" alt="">' for sha in FILES]
)
blocks = st.one_of(
    anywhere.map(lambda held: f"<p>{held}</p>"),
    anywhere.map(lambda held: f"<ul><li>{held}</li><li><p>b</p><pre>{held}\n c</pre></li></ul>"),
    anywhere.map(
        lambda held: f'<p><strong>{held}</strong> <a href="https://a.b/c?d=e#f">g</a></p>'
    ),
)
plain_passages = st.lists(blocks, max_size=2).map("".join).map(sanitise_passage)
plain_prompts = st.lists(blocks | text, min_size=1, max_size=2).map("".join).map(sanitise_passage)
passages = plain_passages | pictures.map(sanitise_passage)
prompts = (plain_prompts | pictures.map(lambda it: sanitise_passage(f"<p>a {it}</p>"))).filter(bool)
phrases = (anywhere | pictures | text.map(lambda it: f"<em>{it}</em>")).map(sanitise_phrase)
phrases = phrases.filter(bool)
patterns = words.map(lambda drawn: sanitise_phrase(escape("".join(drawn), quote=False))).filter(
    bool
)
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)
tags = st.lists(words.map("".join).map(lambda it: " ".join(it.split())).filter(bool), max_size=2)
flags = st.booleans()
NEVER, NONE, ONE = st.just(False), st.just(Decimal(0)), st.just(Decimal(1))
shares = st.integers(0, 10_000).map(lambda number: Decimal(number) / 10_000)
FRACTIONS = ["0.3333", "0.3334", "0.6667", "0.1429", "0.5", "0.25", "0", "-0.5", "-0.3333", "1"]
fractions = st.sampled_from(FRACTIONS).map(Decimal) | shares | shares.map(lambda it: -it)
numbers = st.from_regex(r"-?[0-9]{1,3}(\.[0-9]{1,3})?(e-?[0-9])?", fullmatch=True)
factors = st.sampled_from(["1", "1000", "0.001", "0.4536", "3", "7"])


@st.composite
def choices(draw, text=phrases, weight=NONE, least=2, fixed=flags):
    drawn = st.tuples(text, passages, weight, fixed)
    held = draw(st.lists(drawn, min_size=least, max_size=4))
    names = draw(st.lists(keys, min_size=len(held), max_size=len(held), unique=True))
    names = draw(st.sampled_from([names, [*"abcd"][: len(held)]]))
    return [ChoiceContent(key, *each) for key, each in zip(names, held, strict=True)]


@st.composite
def truth(draw):
    right = draw(flags)
    said = draw(st.tuples(st.just("True") | phrases, st.just("False") | phrases))
    pair = [
        ChoiceContent(name, text, draw(passages), Decimal(value is right))
        for name, value, text in zip(("true", "false"), (True, False), said, strict=True)
    ]
    return {}, draw(st.sampled_from([pair, pair[::-1]]))


@st.composite
def one_right(draw):
    first, *others = draw(choices(weight=fractions))
    others = [replace(it, weight=min(it.weight, Decimal("0.9"))) for it in others]
    return {}, draw(st.permutations([replace(first, weight=Decimal(1)), *others]))


@st.composite
def several_right(draw):
    rule = draw(st.sampled_from(["all_or_nothing", "right_minus_wrong", "weights"]))
    weight = fractions if rule == "weights" else flags.map(Decimal)
    return {"rule": rule}, draw(choices(weight=weight))


@st.composite
def pairs(draw):
    held = draw(choices(patterns | phrases, least=3))
    right = {it.key: held[-1].key for it in held[:-1] if draw(flags)}
    return {"pairs": right}, [replace(it, feedback="") for it in held]


@st.composite
def typed(draw):
    matters = {"case": draw(flags), "accents": draw(flags)}
    return matters, draw(choices(patterns, shares | ONE, 1, NEVER))


@st.composite
def accepted_numbers(draw):
    held = draw(choices(st.just(""), shares | ONE, 1, NEVER))
    near = {"value": numbers, "tolerance": shares.map(str), "relative": flags}
    accepted = {it.key: draw(st.fixed_dictionaries(near)) for it in held}
    units = draw(st.dictionaries(st.sampled_from(["m", "c m", "µ<"]), factors, max_size=3))
    return {"accepted": accepted, "units": units, "unit_required": draw(flags)}, held


@st.composite
def rubric(draw):
    held = [replace(it, feedback="") for it in draw(choices(least=1))]
    limit = draw(st.sampled_from([{}, {"words": 300}]))
    return {"rubric": {it.key: "2" for it in held}, **limit}, held


@st.composite
def gapped(draw):
    """A menu and a typed gap, in either order."""
    menu, written = draw(choices(weight=shares)), draw(choices(patterns, shares, 1, NEVER))
    menu[0] = replace(menu[0], weight=Decimal(1))
    written = [replace(it, key=f"{it.key}-t", weight=Decimal(1)) for it in written]
    weight = draw(st.sampled_from(["1", "2"]))
    case = {"case": draw(flags), "accents": draw(flags)}
    gaps = {
        "2": {"kind": "menu", "choices": [it.key for it in menu], "weight": weight},
        "1": {"kind": "typed", "choices": [it.key for it in written], **case},
    }
    return {"gaps": gaps}, draw(st.sampled_from([[*menu, *written], [*written, *menu]]))


DEFINED = {
    "single": one_right(),
    "multiple": several_right(),
    "true_false": truth(),
    "matching": pairs(),
    "ordering": choices().map(lambda held: ({}, held)),
    "short_text": typed(),
    "numeric": accepted_numbers(),
    "cloze": gapped(),
    "likert": choices().map(lambda held: ({}, held)),
    "essay": rubric(),
    "stimulus": st.just(({}, [])),
}


@st.composite
def questions(draw, kind):
    definition, held = draw(DEFINED[kind])
    prompt = draw(prompts)
    if kind == "cloze":
        marks = draw(st.sampled_from(["<p>[[1]] b [[2]]</p>", "<p>[[2]] b [[1]]</p>"]))
        prompt = sanitise_passage(f"{prompt}{marks}")
    unscored = kind in ("likert", "stimulus")
    return QuestionContent(
        key=draw(keys),
        kind=kind,
        prompt=prompt,
        explanation=draw(passages),
        points=Decimal(0) if unscored else Decimal(draw(st.integers(0, 999))) / 100,
        definition=definition,
        choices=tuple(held),
        hints=tuple(draw(st.lists(prompts, max_size=1))),
        tags=tuple(sorted(set(draw(tags)))),
    )


def is_sound(question):
    return not faults(question.kind, question.marking_definition())


asked = st.sampled_from(sorted(KINDS)).flatmap(questions).filter(is_sound)


@st.composite
def banks(draw):
    """Questions of a bank, some of them about a case that may be among them."""
    held = draw(st.lists(asked, min_size=1, max_size=4, unique_by=lambda it: it.key))
    cases = [it.key for it in held if it.kind == "stimulus"] or ["elsewhere"]
    about = st.sampled_from(["", *cases])
    return [it if it.kind == "stimulus" else replace(it, stimulus=draw(about)) for it in held]


# What each format lacks; nothing may be left out for another reason.
NO_FILES = "GIFT has no pictures and no other files."
GIFT_LACKS = {
    "GIFT has no ordering questions.",
    "GIFT has no cloze questions.",
    "GIFT has no likert questions.",
    "GIFT has no hints.",
    NO_FILES,
    "GIFT has no explanation of a case.",
    "GIFT has no units.",
    "GIFT has no rubric.",
    "GIFT takes “->” in an accepted text for a pair.",
    "The options of matching are plain text elsewhere.",
    "Two options of matching that say the same are one elsewhere.",
    "The case that it is about is not in this file.",
}
XML_LACKS = {
    "Elsewhere true and false are only words: a picture has no place there.",
    "Moodle has no likert questions.",
    "The options of matching are plain text elsewhere.",
    "Two options of matching that say the same are one elsewhere.",
    "The case that it is about is not in this file.",
}


def keep(name, data):
    return Picture(FileContent(name, hashlib.sha256(data).hexdigest()).address)


def imported(finds):
    assert finds.skipped == []
    return {it.content.key: (it.content, it.content.tags) for it in with_keys(finds.found)}


def check(written, questions, finds, lacks):
    by_key = {question.key: (question, question.tags) for question in questions}
    assert imported(finds) == {key: by_key[key] for key in written.keys}
    assert {each.reason for each in written.lacking} <= lacks
    assert sorted([*written.keys, *(it.key for it in written.lacking)]) == sorted(by_key)


@given(banks())
def test_what_is_written_in_gift_reads_back_the_same(questions):
    written = write_gift(questions, language="en")

    check(written, questions, read_gift(written.text, language="en", keep=keep), GIFT_LACKS)
    assert write_gift(questions[::-1], language="en") == written


@given(banks())
def test_what_is_written_in_moodle_xml_reads_back_the_same(questions):
    written = write_moodle_xml(questions, language="en", held=FILES.get)

    check(written, questions, read_moodle_xml(written.text, language="en", keep=keep), XML_LACKS)
    assert write_moodle_xml(questions[::-1], language="en", held=FILES.get) == written


@given(st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=30).map("".join))
def test_nothing_that_is_written_raises(text):
    """Whatever the text: each question is taken, or named with its line."""
    lines = text.count("\n") + 1
    for finds in (
        read_gift(text, language="en", keep=keep),
        read_moodle_xml(
            f"<quiz><question type='cloze'><questiontext><text>{escape(unescape(text))}"
            "</text></questiontext></question></quiz>",
            language="en",
            keep=keep,
        ),
    ):
        assert all(1 <= it.line <= lines for it in [*finds.found, *finds.skipped])
        assert all(it.reason and "\n" not in it.reason for it in finds.skipped)
