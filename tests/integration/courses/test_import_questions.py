"""`manage.py import_questions`: questions of other systems into a bank, by line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Unit
from courses.models import Bank, Question, QuestionTag
from tests.factories import a_unit

MOODLE = Path(__file__).resolve().parents[4] / "shared/data/questions/moodle"
pytestmark = pytest.mark.django_db

MIXED = """$CATEGORY: $course$/Heart

::First:: One? {=a ~b#No.}

::Broken:: Two? {~a}

::First:: Three, by the same title? {T}

A case.
"""


def run(path, bank="Heart", **options):
    out = StringIO()
    call_command("import_questions", path, bank=bank, stdout=out, **options)
    return out.getvalue()


def take_in(path, **options):
    return json.loads(run(path, json=True, **options))


def refused(path, **options):
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_questions", path, bank="Heart", stdout=out, **options)
    assert out.getvalue() == ""
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.fixture
def file(tmp_path):
    def write(content, name="questions.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_what_can_be_taken_is_and_what_cannot_is_named(file):
    assert take_in(file(MIXED)) == {
        "imported": 3,
        "unchanged": 0,
        "by_kind": {"single": 1, "stimulus": 1, "true_false": 1},
        "skipped": [
            {
                "line": 5,
                "question": "Broken",
                "reason": "It has fewer than two choices.",
            }
        ],
    }


def test_the_same_file_again_imports_nothing(file):
    path = file(MIXED)
    first = take_in(path)

    again = take_in(path)

    assert (again["imported"], again["unchanged"], again["by_kind"]) == (0, 3, {})
    assert again["skipped"] == first["skipped"]
    assert Question.objects.count() == 3


def test_two_of_the_same_title_have_two_keys_and_tags_are_kept(file):
    run(file(MIXED))

    keys = set(Question.objects.values_list("key", flat=True))
    assert {"First", "First-2"} < keys
    assert set(QuestionTag.objects.values_list("key", "name")) == {(key, "Heart") for key in keys}


def test_a_question_worded_anew_is_the_next_number_of_the_same_key(file):
    run(file(MIXED))

    changed = take_in(file(MIXED.replace("One?", "Number one?")))

    assert (changed["imported"], changed["unchanged"]) == (1, 2)
    rows = Question.objects.filter(key="First").order_by("number")
    assert [(row.number, row.prompt) for row in rows] == [
        (1, "<p>One?</p>"),
        (2, "<p>Number one?</p>"),
    ]


def test_the_bank_is_the_institutions_and_made_where_it_is_not_there(file):
    root = a_unit("School of Medicine")
    a_unit("Surgery", parent=root)

    run(file(MIXED), bank=" Heart ")
    run(file(MIXED), bank="Herz", language="de")

    assert list(Bank.objects.values_list("name", "language", "unit").order_by("name")) == [
        ("Heart", "en", root.pk),
        ("Herz", "de", root.pk),
    ]


def test_people_read_what_was_done_skipped_and_left_out(file):
    said = run(file(MIXED + "\n::Pi:: Pi? {#3.14:0.01~#No.}\n"))

    assert said == (
        "4 imported, 0 unchanged: 1 numeric, 1 single, 1 stimulus, 1 true_false\n"
        "skipped: line 5, “Broken”: It has fewer than two choices.\n"
        "note: line 11, “Pi”: The feedback for any other number was left out.\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        MIXED.replace("One?", "¿Qué?").encode("cp1252"),
        b"\xef\xbb\xbf" + MIXED.replace("One?", "¿Qué?").encode(),
        MIXED.replace("One?", "¿Qué?").replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_other_encodings_are_read(file, content):
    take_in(file(content))

    assert Question.objects.get(key="First").prompt == "<p>¿Qué?</p>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "This is none of the formats known: GIFT, Moodle XML, Aiken."),
        (
            "Dear all,\n\nnothing here.",
            "This is none of the formats known: GIFT, Moodle XML, Aiken.",
        ),
        ('{"questions": ["a = b"]}', "This is none of the formats known: GIFT, Moodle XML, Aiken."),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is no text, but another kind of file."),
    ],
)
def test_what_is_no_file_of_questions_is_refused_in_one_line(file, content, said):
    path = file(content)

    assert refused(path) == f"{path}: {said}"
    assert not Bank.objects.exists()
    assert not Unit.objects.exists()


def test_a_file_that_is_not_there_and_a_format_that_is_none_are_refused(file, tmp_path):
    missing, path = tmp_path / "none.gift", file(MIXED)

    assert refused(missing) == f"{missing}: No such file or directory"
    assert refused(tmp_path).endswith(": Is a directory")
    assert refused(path, format="word") == f"{path}: “word” is no format of questions."


def test_a_file_larger_than_is_taken_is_not_even_read(file):
    path = file("")
    with path.open("wb") as stream:
        stream.truncate(32 * 1024 * 1024 + 1)

    assert refused(path) == f"{path}: The file is larger than 32 MB: divide it."


def test_a_bank_needs_a_name(file):
    path = file(MIXED)

    for name in ("", "x" * 201):
        with pytest.raises(CommandError, match="1 to 200"):
            run(path, bank=name)
    assert refused(path, language="English") == (
        "“English” is no code of a language, such as en or es."
    )


@pytest.mark.skipif(not MOODLE.exists(), reason="../shared/data/questions is not here")
def test_moodles_examples_come_in_whole(file):
    path = MOODLE / "question/format/gift/examples.txt"

    done = take_in(path)

    assert done["skipped"] == []
    assert done["imported"] == 43
    kinds = done["by_kind"]
    assert kinds["single"] + kinds["multiple"] == 18
    assert (kinds["matching"], kinds["numeric"]) == (3, 8)
    assert (kinds["short_text"], kinds["true_false"]) == (9, 5)
    assert take_in(path)["unchanged"] == 43


def test_a_title_that_names_another_kind_of_question_in_the_bank_is_another_question(file):
    take_in(file("::Q1:: Is it so? {T}\n"))
    other = file("::Q1:: Which? {=a ~b ~c}\n", "other.txt")

    assert take_in(other)["imported"] == 1
    assert take_in(other) == {"imported": 0, "unchanged": 1, "by_kind": {}, "skipped": []}

    rows = Question.objects.order_by("id").values_list("key", "number", "kind")
    assert list(rows) == [("Q1", 1, "true_false"), ("Q1-2", 1, "single")]
