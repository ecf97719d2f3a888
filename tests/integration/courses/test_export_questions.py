"""`manage.py export_questions`: a bank as a file, and back."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.interchange.question_export import questions_in
from courses.models import Asset, Bank, Question
from courses.services.bank_questions import retire_questions
from tests.factories import NOW, an_admin
from tests.integration.courses.test_import_moodle_xml import SHOWN, beside, picture, quiz
from tests.integration.courses.test_import_questions import file, take_in
from tests.unit.courses.reading import answer, question

__all__ = ["file"]
pytestmark = pytest.mark.django_db

GIFT = """$CATEGORY: $course$/top/Heart

// [id:A-case]
::A case::[html]<p>A patient arrives.</p>

// [case:A-case] [tag:ecg]
::Rate:: What is the rate? {#60:5#Right. =%50%55:10}

Which are chambers? {~%50%atrium ~%50%ventricle#Yes. ~%-100%septum ####There are four.}

Blood is red. {TRUE#No.#Yes.}

Match. {=left -> mitral =right -> tricuspid = -> aortic}

Name it. {=aorta =%50%aort*#Nearly.}

Pick. {=a ~%33.33333%b}
"""


def run(path, **options):
    out = StringIO()
    call_command("export_questions", path, stdout=out, **options)
    return out.getvalue()


def refused(path, **options):
    with pytest.raises(CommandError) as error:
        run(path, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.fixture
def bank(file):
    take_in(file(GIFT))
    return Bank.objects.get()


@pytest.mark.parametrize("form", ["gift", "moodle_xml"])
def test_a_bank_goes_out_and_comes_into_another_the_same(bank, tmp_path, form):
    path = tmp_path / "bank"

    said = json.loads(run(path, bank="Heart", format=form, json=True))
    again = take_in(path, bank="Copy")

    assert said == {"exported": 7, "lacking": []}
    assert (again["imported"], again["skipped"]) == (7, [])
    copy = Bank.objects.get(name="Copy")
    assert questions_in(copy) == questions_in(bank)
    assert [it.tags for it in questions_in(copy)] == [it.tags for it in questions_in(bank)]


@pytest.mark.parametrize("form", ["gift", "moodle_xml"])
def test_what_goes_out_is_the_same_to_the_last_byte_and_known_where_it_came_from(
    bank, tmp_path, form
):
    first, second = tmp_path / "first", tmp_path / "second"

    run(first, bank="Heart", format=form)
    run(second, bank="Heart", format=form)

    assert first.read_bytes() == second.read_bytes()
    assert take_in(first)["unchanged"] == 7
    assert Question.objects.count() == 7


def test_only_what_the_bank_holds_today_goes_out(bank, file, tmp_path):
    take_in(file(GIFT.replace("the rate", "the pulse")))
    retire_questions(bank, ["A-case"], reason="Too long.", now=NOW, by=an_admin())

    said = run(tmp_path / "bank", bank="Heart", format="gift")

    assert said == (
        f"5 written to {tmp_path / 'bank'}.\n"
        "not written: Rate, “What is the pulse?”: The case that it is about is not in this file.\n"
    )
    text = (tmp_path / "bank").read_text()
    assert "patient" not in text
    assert "the rate" not in text


def test_pictures_go_out_with_their_questions_and_come_back(file, tmp_path):
    body = question("essay", "", text=SHOWN, more=beside("a heart.png", picture()))
    shown = answer(100, SHOWN, inner=beside("a heart.png", picture(size=(4, 4))))
    body += question("multichoice", shown + answer(0, "b"))
    take_in(file(quiz(body)))
    before = questions_in(Bank.objects.get())
    path = tmp_path / "bank.xml"

    said = json.loads(run(path, bank="Heart", format="moodle_xml", json=True))
    take_in(path, bank="Copy")

    assert said == {"exported": 2, "lacking": []}
    assert questions_in(Bank.objects.get(name="Copy")) == before
    assert Asset.objects.count() == 2


def test_what_a_format_lacks_is_listed_and_not_in_the_file(file, tmp_path):
    body = question("essay", "", text=SHOWN, more=beside("a heart.png", picture()))
    body += question("ordering", answer(1, "x") + answer(2, "y"))
    hint = "<idnumber>hinted</idnumber><hint><text>h</text></hint>"
    body += question("shortanswer", answer(100, "x") + hint)
    take_in(file(quiz(body)))

    said = json.loads(run(tmp_path / "bank", bank="Heart", format="gift", json=True))

    assert said["exported"] == 0
    assert sorted(each["reason"] for each in said["lacking"]) == [
        "GIFT has no hints.",
        "GIFT has no ordering questions.",
        "GIFT has no pictures and no other files.",
    ]
    assert {each["key"] for each in said["lacking"]} == {"its-name", "its-name-2", "hinted"}


def test_a_picture_that_is_gone_is_named(file, tmp_path):
    take_in(file(quiz(question("essay", "", text=SHOWN, more=beside("a heart.png", picture())))))
    asset = Asset.objects.get()
    asset.file.storage.delete(asset.file.name)

    said = json.loads(run(tmp_path / "bank", bank="Heart", format="moodle_xml", json=True))

    assert [each["reason"] for each in said["lacking"]] == [
        "The file “a-heart.png” that it shows is not here."
    ]


def test_a_bank_that_is_not_there_or_there_twice_and_a_format_that_is_none_are_refused(
    bank, file, tmp_path
):
    path = tmp_path / "bank"
    take_in(file(GIFT), language="es")

    assert refused(path, bank="Lungs", format="gift") == "There is no bank with the name “Lungs”."
    assert refused(path, bank="Heart", format="gift") == (
        "Several banks have the name “Heart”, in en, es: say --language."
    )
    assert refused(path, bank="Heart", format="aiken") == (
        "Questions are written as gift or moodle_xml."
    )
    assert refused(tmp_path, bank="Heart", language="en", format="gift") == (
        f"{tmp_path}: Is a directory"
    )
    assert not path.exists()
