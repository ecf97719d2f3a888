"""Moodle XML into a bank: its pictures, and files that mean harm."""

import base64
import resource
import time
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from courses.models import Asset, Bank, Choice, Question
from tests.integration.courses.test_import_questions import file, refused, take_in
from tests.unit.courses.reading import answer, question

__all__ = ["file"]
FIXTURES = Path(__file__).resolve().parents[4] / "shared/data/questions/moodle/question"
pytestmark = pytest.mark.django_db


def quiz(body, declaration='<?xml version="1.0" encoding="UTF-8"?>'):
    return f"{declaration}\n<quiz>\n{body}\n</quiz>"


def picture(form="PNG", size=(3, 2)):
    data = BytesIO()
    Image.new("RGB", size, "teal").save(data, form)
    return base64.b64encode(data.getvalue()).decode()


def beside(name, data):
    return f'<file name="{name}" path="/" encoding="base64">{data}</file>'


SHOWN = '<p><img src="@@PLUGINFILE@@/a%20heart.png" alt="A heart"> What is it?</p>'


def test_a_picture_beside_the_text_is_kept_once_and_shown(file):
    body = question("essay", "", text=SHOWN, more=beside("a heart.png", picture()))
    body += question("truefalse", answer(100, "true") + answer(0, "false"), text="Yes?")

    done = take_in(file(quiz(body)))
    take_in(file(quiz(body)), bank="Another")

    assert (done["imported"], done["skipped"]) == (2, [])
    asset = Asset.objects.get()
    assert (asset.name, asset.type, asset.width, asset.height) == ("a-heart.png", "image/png", 3, 2)
    prompt = Question.objects.filter(kind="essay")[0].prompt
    assert prompt == (
        f'<p><img src="/assets/{asset.sha256}/a-heart.png" alt="A heart"> What is it?</p>'
    )


def test_a_picture_within_the_text_is_kept_too(file):
    text = f'<img src="data:image/jpeg;base64,{picture("JPEG")}" alt="">'

    done = take_in(file(quiz(question("essay", "", text=text))))

    assert done["skipped"] == []
    assert Asset.objects.get().type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a heart.png", picture("JPEG"), "“a-heart.png” is not what its name says, or is broken."),
        ("a heart.png", "aGVsbG8=", "“a-heart.png” is not what its name says, or is broken."),
        ("other.png", picture(), "It shows “a heart.png”, which is not in the file."),
    ],
)
def test_a_picture_that_is_none_is_named_and_its_question_left_out(file, name, data, said):
    good = question("truefalse", answer(100, "true") + answer(0, "false"))
    body = f"{question('essay', '', text=SHOWN, more=beside(name, data))}\n{good}"

    done = take_in(file(quiz(body)))

    assert done["by_kind"] == {"true_false": 1}
    assert done["skipped"] == [{"line": 3, "question": "Its name", "reason": said}]
    assert not Asset.objects.exists()


def test_a_bomb_of_a_picture_is_only_a_picture_that_is_refused(file):
    data = BytesIO()
    Image.new("1", (10_000, 9_500)).save(data, "PNG")
    bomb = base64.b64encode(data.getvalue()).decode()

    done = take_in(file(quiz(question("essay", "", text=SHOWN, more=beside("a heart.png", bomb)))))

    assert done["imported"] == 0
    assert "is broken" in done["skipped"][0]["reason"]


def test_other_encodings_are_read_by_their_declaration_or_without_one(file):
    body = question("essay", "", text="¿Qué?")
    declared = quiz(body, '<?xml version="1.0" encoding="ISO-8859-1"?>').encode("latin-1")

    for nth, content in enumerate(
        [declared, quiz(body).encode("cp1252"), quiz(body).encode("utf-16"), quiz(body).encode()]
    ):
        take_in(file(content), bank=f"Bank {nth}")

    assert list(Question.objects.values_list("prompt", flat=True)) == ["<p>¿Qué?</p>"] * 4


def test_an_encoding_that_nobody_knows_is_refused(file):
    path = file(quiz("", '<?xml version="1.0" encoding="x-klingon"?>'))

    assert refused(path) == f"{path}: The encoding “x-klingon” is not known."


def laughs():
    lines = ['<!DOCTYPE quiz [<!ENTITY l0 "ha">']
    lines += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30)]
    return "\n".join([*lines, "]><quiz><question>&l29;</question></quiz>"])


@pytest.mark.parametrize(
    "content",
    [
        laughs(),
        '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
        '<!DOCTYPE q SYSTEM "http://127.0.0.1:9/q.dtd"><quiz></quiz>',
        '<!DOCTYPE q [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;]><quiz></quiz>',
    ],
)
def test_entities_and_references_are_refused_at_once(file, content):
    path = file(content)

    started = time.monotonic()
    said = refused(path)

    assert said == (
        f"{path}: A document type, an entity or a reference to elsewhere in XML is refused."
    )
    assert time.monotonic() - started < 5
    assert not Bank.objects.exists()


TWENTY = 20 * 1024 * 1024
HUGE = {
    "one line": ("x", "{}"),
    "one question": ("Q? {=a ~b} ", "{}"),
    "braces": ("Q? {", "{}"),
    "backslashes": ("\\", "{}"),
    "choices": ("~a", "Q? {{=b{}}}"),
    "signs": ("<", "<quiz>{}</quiz>"),
    "elements": ("<a/>", "<quiz><question>{}</question></quiz>"),
    "depth": ("<a>", "<quiz><question>{}</question></quiz>"),
    "attributes": ("a='b' ", "<quiz><question {}></question></quiz>"),
    "text": ("x", "<quiz>" + question("essay", "", text="{}") + "</quiz>"),
    "a file": ("QUJD", "<quiz>" + question("essay", "", more=beside("a.png", "{}")) + "</quiz>"),
    "letters": ("A) x\n", "Q\n{}ANSWER: A"),
    "tags": ("[tag:x", "// {}\nQ? {{=a}}"),
    "blanks": (" ", "Q{}? {{=a}}"),
    "lines": ("\n", "Q? {{=a{}}}"),
}


@pytest.mark.parametrize("name", HUGE)
def test_twenty_megabytes_of_anything_do_no_harm(file, name):
    """Nothing but one line or one object comes of it, in bounded time and memory."""
    piece, whole = HUGE[name]
    path = file(whole.format(piece * (TWENTY // len(piece))))
    used, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    try:
        call_command("import_questions", path, bank="Heart", stdout=StringIO())
        said = ""
    except CommandError as error:
        said = str(error)

    assert "\n" not in said
    assert time.process_time() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 600 * 1024  # kilobytes


@pytest.mark.skipif(not FIXTURES.exists(), reason="../shared/data/questions is not here")
def test_moodles_own_files_come_in_whole():
    for path in FIXTURES.rglob("*.xml"):
        done = take_in(path)
        assert (done["imported"], done["skipped"]) == (1, []), path

    assert sorted(Question.objects.values_list("kind", flat=True)) == [
        "essay",
        "short_text",
        "single",
        "stimulus",
        "true_false",
    ]
    single = Question.objects.get(kind="single")
    assert 'src="/assets/' in Choice.objects.filter(question=single, weight=1).get().text
    assert sorted(set(Asset.objects.values_list("type", flat=True))) == ["audio/mpeg", "image/jpeg"]
