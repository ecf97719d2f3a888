"""What people said as a file, and told again from its receipt, whatever was answered since."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError
from django.urls import reverse

from reports.receipts import read_receipt
from tests.factories import a_trainer, a_unit
from tests.integration.reports.receipts import opened, printed, sent
from tests.integration.reports.test_surveys import answered, edition, use  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
BATCH = [use("much", more="=More <time>"), use("much"), use("some"), {"parts": ["cases"]}] * 5


def told(client, edition, **asked):  # noqa: F811
    """The file and the code of its receipt."""
    address = [edition.course.key, "en", 1, "survey-2"]
    response = client.get(reverse("reports:survey_csv", args=address), asked)
    return sent(response), response["Receipt"]


def rows(file):
    return list(csv.DictReader(StringIO(file)))


def test_the_file_tells_what_the_page_tells_and_hides_what_it_hides(client, edition):  # noqa: F811
    answered(edition, *BATCH)

    whole, *items = rows(told(client, edition)[0])

    assert whole["of"] == "20"
    said = [(row["option"], row["count"], row["share"], row["of"]) for row in items[:5]]
    assert said == [
        ("Much of it", "10", "0.500000", "20"),
        ("Some of it", "", "", ""),
        ("None", "", "", ""),
        ("The cases", "5", "0.250000", "20"),
        ("The circle", "", "", ""),
    ]
    assert [row["comment"] for row in items[5:]] == ["'=More <time>"] * 5


def test_of_nine_the_file_tells_nothing(client, edition):  # noqa: F811
    answered(edition, *BATCH[:9])

    whole, *items = rows(told(client, edition)[0])

    assert whole["of"] == "0"
    assert {(row["count"], row["of"], row["comment"]) for row in items} == {("", "", "")}


@pytest.mark.parametrize("privacy", ["anonymous", "confidential", "identified"])
def test_the_same_bytes_come_again_whatever_is_answered_since(client, edition, privacy):  # noqa: F811
    survey = edition.activities.get(kind="survey")
    survey.settings = survey.settings | {"privacy": privacy}
    survey.save()
    answered(edition, *BATCH, use("none"))
    file, code = told(client, edition, bom="1")

    answered(edition, *BATCH)
    changed, _ = told(client, edition, bom="1")

    assert changed != file
    assert printed(code) == file
    assert sent(opened(client, code)) == file


def test_no_name_is_in_the_file_not_even_of_an_identified_survey(client, edition):  # noqa: F811
    survey = edition.activities.get(kind="survey")
    survey.settings = survey.settings | {"privacy": "identified"}
    survey.save()
    answered(edition, *BATCH)

    file, _ = told(client, edition)

    assert "Person" not in file


def test_another_number_of_batches_is_refused(client, edition):  # noqa: F811
    answered(edition, *BATCH)
    known = read_receipt(told(client, edition)[1])

    for batches in (0, 1):
        with pytest.raises(CommandError, match="cannot be made again"):
            printed(replace(known, batches=batches).code)


def test_it_opens_for_those_who_write_the_course(client, edition):  # noqa: F811
    answered(edition, *BATCH)
    _file, code = told(client, edition)

    client.force_login(a_trainer(a_unit("Law")))

    assert opened(client, code).status_code == 422


def test_the_page_says_its_receipt(client, edition):  # noqa: F811
    answered(edition, *BATCH)
    page = client.get(reverse("reports:survey", args=[edition.course.key, "en", 1, "survey-2"]))

    code = page.context["receipt"].code
    assert f'<code class="code">{code}</code>' in page.content.decode()
    assert printed(code) == told(client, edition)[0]
