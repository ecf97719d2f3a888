"""The figures of courses for programs: what the files say, to who may write the course."""

import json

import pytest
import time_machine
from django.urls import reverse

from courses.models import Activity, Part, TeamMember
from reports.exports import plain
from reports.exports_courses import EDITION_COLUMNS, QUESTION_COLUMNS, SURVEY_COLUMNS
from reports.interchange.api_course_shapes import EditionRow, QuestionRow, SurveyRow
from tests.factories import NOW, a_coordinator, a_course, a_trainer, a_unit, an_admin, an_edition
from tests.integration.reports.answers import a_quiz, many_hand_in
from tests.integration.reports.receipts import printed, sent
from tests.integration.reports.test_api import answer, ask, secret_of
from tests.integration.reports.test_surveys import answered, use
from tests.surveys import SETTINGS

pytestmark = pytest.mark.django_db
EDITION = {"course": "words", "language": "en", "number": 1}
ASKED = {
    "courses": {},
    "edition": EDITION,
    "questions": EDITION | {"activity": "quiz"},
    "survey": EDITION | {"activity": "survey-2"},
}
OF_EDITIONS = ["edition", "questions", "survey"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def edition(unit):
    """With a survey that twenty answered, and a quiz that twelve handed in."""
    made = an_edition(a_course(unit, key="words"), "page", "survey", title="Words That Stay")
    Activity.objects.filter(kind="survey").update(settings=SETTINGS)
    many_hand_in(a_quiz(made, "single", "single"), ["ab"] * 6 + ["ba"] * 6)
    answered(made, *[use("much", more="More time."), use("some")] * 10)
    return made


def file_of(client, name, person):
    client.force_login(person)
    if name == "questions":
        return sent(client.get(reverse("reports:questions_csv", args=["words", "quiz"])))
    more = ["survey-2"] if name == "survey" else []
    return sent(client.get(reverse(f"reports:{name}_csv", args=["words", "en", 1, *more])))


@pytest.mark.parametrize("name", OF_EDITIONS)
def test_its_rows_are_those_of_the_file_and_so_are_those_of_its_receipt(
    client, unit, edition, name
):
    trainer = a_trainer(unit)

    found = answer(client, name, trainer, **ASKED[name])

    again = json.loads(printed(found["receipt"]))
    as_text = [{key: plain(value) for key, value in row.items()} for row in found["rows"]]
    assert again["rows"] == as_text
    assert again["sha256"] == found["sha256"]
    rows = file_of(client, name, trainer).splitlines()
    assert len(rows) == len(as_text) + 1
    assert [row.split(",")[0] for row in rows[1:]] == [next(iter(row.values())) for row in as_text]


def test_the_courses_are_those_of_the_page(client, unit, edition):
    assert answer(client, "courses", a_trainer(unit)) == [
        {
            "course": "words",
            "language": "en",
            "number": 1,
            "title": "Words That Stay",
            "enrolments": 32,
            "in_progress": 32,
            "completed": 0,
        }
    ]


@pytest.mark.parametrize("name", ASKED)
def test_who_writes_no_course_gets_nothing(client, unit, edition, name):
    assert ask(client, name, secret_of(a_coordinator(unit)), **ASKED[name]).status_code == 403
    assert ask(client, name, "", **ASKED[name]).status_code == 401


@pytest.mark.parametrize("name", OF_EDITIONS)
def test_what_one_does_not_write_is_not_there(client, unit, edition, name):
    assert ask(client, name, secret_of(a_trainer(a_unit("Law"))), **ASKED[name]).status_code == 404
    secret = secret_of(an_admin(unit))
    for changed in ({"number": 2}, {"language": "es"}, {"course": "none"}):
        assert ask(client, name, secret, **ASKED[name] | changed).status_code == 404


def test_who_is_only_in_its_team_has_the_edition_and_no_item_analysis(client, edition):
    secret = secret_of(guest := a_trainer(a_unit("Law")))
    TeamMember.objects.create(course=edition.course, person=guest, part=Part.AUTHOR, from_at=NOW)

    found = {name: ask(client, name, secret, **ASKED[name]).status_code for name in OF_EDITIONS}

    assert found == {"edition": 200, "questions": 404, "survey": 200}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("courses", {"unit": "x"}),
        ("edition", {"numbr": "1"}),
        ("edition", {"number": "0"}),
        ("edition", {"course": "a/b"}),
        ("questions", {"attempts": "some"}),
        ("survey", {"activity": "survey 2"}),
    ],
)
def test_what_cannot_be_read_is_said(client, unit, edition, name, changed):
    response = ask(client, name, secret_of(a_trainer(unit)), **ASKED[name] | changed)

    assert response.status_code == 422


def test_every_column_of_the_files_is_in_the_answers():
    assert tuple(EditionRow.model_fields) == EDITION_COLUMNS
    assert tuple(QuestionRow.model_fields) == QUESTION_COLUMNS
    assert tuple(SurveyRow.model_fields) == SURVEY_COLUMNS


def test_a_trainer_makes_a_token_on_the_page(client, unit):
    client.force_login(a_trainer(unit))

    page = client.post(reverse("reports:tokens"), {"name": "Dashboard"})

    assert "/api/v1/reports/courses" in page.content.decode()
    assert page.context["secret"]
