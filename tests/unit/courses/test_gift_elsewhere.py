"""GIFT as others write it, against what a second implementation makes of it.

Their files are in ../shared/data/questions; where that is not there, these tests are skipped.
"""

import json
import re
from collections import Counter
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from courses.interchange.gift import read_gift
from courses.interchange.question_encoding import text_of_file

DATA = Path(__file__).resolve().parents[4] / "shared/data"
PAIRS = sorted((DATA / "questions/giftpeg/tests/questions").glob("*.gift"))
MOODLES = DATA / "questions/moodle/question/format/gift"
pytestmark = pytest.mark.skipif(not PAIRS, reason="../shared/data/questions is not here")

KINDS = {
    "Description": "stimulus",
    "Essay": "essay",
    "Matching": "matching",
    "Numerical": "numeric",
    "Short": "short_text",
    "TF": "true_false",
}
TAG = re.compile(r"<!--.*?-->|</?[a-z][^>]*>", re.S)
NO_WORDS = re.compile(r"[\s*_.-]+")  # blanks, and what Markdown means by its signs


def no_files(name, data):
    raise AssertionError(f"{name} is kept")


def found_in(path):
    return read_gift(text_of_file(path.read_bytes()), language="en", keep=no_files)


def words(html):
    return NO_WORDS.sub("", unescape(TAG.sub("", html or "")))


def said(text):
    """A text of their parse: its format and what it says."""
    return words(text["text"]) if text else ""


def kind_of(question):
    if question["type"] != "MC":
        return KINDS[question["type"]]
    return "single" if any(it["isCorrect"] for it in question["choices"]) else "multiple"


def weight_of(choice):
    if choice["weight"] is None:
        return Decimal(choice["isCorrect"])
    return Decimal(str(choice["weight"])) / 100


def answers_of(question):
    """Text, share and feedback of each answer that their parse lists."""
    return [(said(it["text"]), weight_of(it), said(it["feedback"])) for it in question["choices"]]


def numbers_of(question):
    """The least and the most that is accepted, the share and the feedback."""
    listed = question["choices"]
    if isinstance(listed, dict):
        listed = [{"text": listed, "weight": None, "isCorrect": True, "feedback": None}]
    for choice in listed:
        number = choice["text"]
        if number["type"] == "high-low":
            reach = (number["numberLow"], number["numberHigh"])
        else:
            value, within = Decimal(str(number["number"])), Decimal(str(number.get("range", 0)))
            reach = (value - within, value + within)
        yield (*(Decimal(str(end)) for end in reach), weight_of(choice), said(choice["feedback"]))


def same_choices(content, question):
    theirs = answers_of(question)
    ours = [(words(it.text), it.weight, words(it.feedback)) for it in content.choices]
    assert [(text, told) for text, _, told in ours] == [(text, told) for text, _, told in theirs]
    for (_, mine, _), (_, their, _) in zip(ours, theirs, strict=True):
        assert abs(mine - their) <= Decimal("0.0001")


def same_numbers(content, question):
    ours = []
    for choice in content.choices:
        stored = content.definition["accepted"][choice.key]
        value, within = Decimal(stored["value"]), Decimal(stored["tolerance"])
        ours.append((value - within, value + within, choice.weight, words(choice.feedback)))
    assert ours == list(numbers_of(question))


def same_pairs(content, question):
    texts = {choice.key: words(choice.text) for choice in content.choices}
    pairs = content.definition["pairs"]
    theirs = [(said(it["subquestion"]), words(it["subanswer"])) for it in question["matchPairs"]]
    assert [(texts[stem], texts[option]) for stem, option in pairs.items()] == [
        pair for pair in theirs if pair[0]
    ]
    options = {text for key, text in texts.items() if key not in pairs}
    assert options == {option for _, option in theirs}


def same_truth(content, question):
    weights = {choice.key: choice.weight for choice in content.choices}
    assert weights == {"true": int(question["isTrue"]), "false": int(not question["isTrue"])}
    feedback = {choice.key: words(choice.feedback) for choice in content.choices}
    assert feedback == {
        "true": said(question["trueFeedback"]),
        "false": said(question["falseFeedback"]),
    }


SAME = {
    "single": same_choices,
    "multiple": same_choices,
    "short_text": same_choices,
    "numeric": same_numbers,
    "matching": same_pairs,
    "true_false": same_truth,
}


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_file_says_the_same_as_in_the_parse_beside_it(path):
    theirs = json.loads(path.with_suffix(".json").read_text("utf-8"))
    theirs = [question for question in theirs if question["type"] != "Category"]

    finds = found_in(path)

    assert finds.skipped == []
    assert [found.content.kind for found in finds.found] == [kind_of(it) for it in theirs]
    for found, question in zip(finds.found, theirs, strict=True):
        content = found.content
        assert found.identity == (question["id"] or question["title"] or "")
        assert set(content.tags) == set(question["tags"] or [])
        assert words(content.prompt) == said(question["stem"])
        assert words(content.explanation) == said(question.get("globalFeedback"))
        SAME.get(content.kind, lambda *_: None)(content, question)


def test_every_file_has_as_many_questions_of_each_kind_as_were_counted():
    facts = json.loads((DATA / "FACTS.json").read_text("utf-8"))

    for name, counted in facts.items():
        counts = counted.get("gift_pegjs_1.0.2") if isinstance(counted, dict) else None
        if not counts or "error" in counts:
            continue
        kinds = Counter(found.content.kind for found in found_in(DATA / name).found)
        kinds["choice"] = kinds.pop("single", 0) + kinds.pop("multiple", 0)
        wanted = {KINDS.get(kind, "choice"): number for kind, number in counts.items()}
        wanted.pop("choice", None) if "Category" in counts else None
        assert +kinds == Counter(wanted), name


def test_what_the_second_implementation_gives_up_on_is_read_to_the_end():
    finds = found_in(MOODLES / "tests/fixtures/questions.gift.txt")

    assert finds.skipped == []
    assert [found.name for found in finds.found] == [
        "Q8",
        "Moodle activities",
        "Q2",
        "colours",
        "Q5",
        "Shortanswer",
        "Q1",
        "2-08 TSL",
        "2-08 TSL",
    ]
    assert [found.line for found in finds.found][4] == 31
