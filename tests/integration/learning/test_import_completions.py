"""Prior learning comes in from a file: what is good is recorded once, what is not is named."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import AuditEntry
from learning.models import Completion, Fulfilment
from tests import factories as make

pytestmark = pytest.mark.django_db
HEADER = "hr_id,course,completed_on,hours,note\n"


@pytest.fixture
def learner():
    return make.a_learner(hr_id="0042")


@pytest.fixture
def course():
    return make.an_edition(make.a_course(key="repair")).course


def take_in(tmp_path, text, *options):
    file = tmp_path / "completions.csv"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import_completions", str(file), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_a_completion_is_recorded_and_meets_what_is_asked(tmp_path, learner, course):
    version = make.a_requirement(course, renewal="completion", active_months=12)
    make.an_assignment(learner, version, due_on=date(2027, 1, 23))

    said = take_in(tmp_path, HEADER + "0042,repair,2026-06-30,1.5,At Elsewhere University\n")

    completion = Completion.objects.get()
    assert (completion.source, completion.hours) == ("prior_learning", Decimal("1.50"))
    assert completion.completed_at.isoformat() == "2026-06-30T05:00:00+00:00"  # Chicago's midnight
    assert completion.evidence == {"prior_learning": "At Elsewhere University"}
    assert (said["rows"], said["created"], said["unchanged"], said["failed"]) == (1, 1, 0, [])
    [result] = said["results"]
    [met] = result["requirements"]
    assert (met["standing"], met["expires_on"]) == ("completed_on_time", "2027-06-30")


def test_the_same_file_again_changes_nothing(tmp_path, learner, course):
    text = HEADER + "0042,repair,2026-06-30,,\n"
    take_in(tmp_path, text)
    said = take_in(tmp_path, text)
    assert (said["created"], said["unchanged"]) == (0, 1)
    assert (Completion.objects.count(), Completion.objects.get().hours) == (1, Decimal("0.50"))


def test_a_dry_run_says_what_would_come_of_it_and_leaves_nothing(tmp_path, learner, course):
    make.an_assignment(learner, make.a_requirement(course))
    said = take_in(tmp_path, HEADER + "0042,repair,2026-06-30,,\n", "--dry-run")
    assert said["results"][0]["requirements"][0]["standing"] == "completed_on_time"
    rows = (Completion, Fulfilment, AuditEntry)
    assert [model.objects.count() for model in rows] == [0, 0, 0]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("9999,repair,2026-06-30,,", "hr_id"),
        (",repair,2026-06-30,,", "hr_id"),
        ("0042,nothing,2026-06-30,,", "course"),
        ("0042,repair,30.6.2026,,", "completed_on"),
        ("0042,repair,2999-01-01,,", "completed_on"),
        ("0042,repair,2026-06-30,many,", "hours"),
        ("0042,repair,2026-06-30,-1,", "hours"),
        ("0042,repair,2026-06-30,NaN,", "hours"),
        (f"0042,repair,2026-06-30,,{'x' * 501}", "note"),
        ("0042,repair,2026-05-01,,", ""),  # twice in the file
        ("0042,repair,2026-06-30,,Elsewhere, Ohio", ""),  # the comma is not quoted
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_come_in(tmp_path, learner, course, row, column):
    said = take_in(tmp_path, f"{HEADER}0042,repair,2026-05-01,,\n{row}\n")
    assert [(it["row"], it["column"]) for it in said["failed"]] == [(3, column)]
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("text", ["hr_id;course\n", "hr_id,hr_id,course,completed_on\n", ""])
def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path, text):
    with pytest.raises(CommandError):
        take_in(tmp_path, text)


def test_hundreds_cost_as_many_statements_as_one(tmp_path, course, django_assert_max_num_queries):
    version = make.a_requirement(course)
    people = [make.a_learner(hr_id=f"p{number}") for number in range(30)]
    for person in people:
        make.an_assignment(person, version)
    text = HEADER + "".join(f"{it.hr_id},repair,2026-06-30,,\n" for it in people)
    with django_assert_max_num_queries(20):
        said = take_in(tmp_path, text)
    assert said["created"] == 30
    assert Fulfilment.objects.count() == 30


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only its planner goes by counts")
def test_the_planner_knows_of_a_large_file_while_it_is_taken_in(tmp_path, learner, course):
    days = (date(2020, 1, 1) + timedelta(days=number) for number in range(1_000))
    text = HEADER + "".join(f"{learner.hr_id},repair,{day},,\n" for day in days)

    assert take_in(tmp_path, text)["created"] == 1_000

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'learning_completion'")
        assert cursor.fetchone() == (1_000,)
