import csv
import json
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from learning.services.dates import institution_zone
from reports.answers import answer
from reports.exports import AT_A_TIME
from reports.receipts import read_receipt
from tests.factories import NOW, a_person, a_requirement, a_unit, an_assignment

pytestmark = pytest.mark.django_db
HEADER = (
    "unit,requirement,people,compliant,waived,withdrawn,completed_on_time,completed_late,"
    "expired,overdue,in_progress,due_soon,not_started,scheduled"
)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def printed(*arguments):
    out = StringIO()
    call_command("report_completion", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def a_school():
    """Medicine / Surgery / Trauma, and two people: one overdue, one done."""
    school = a_unit("Medicine")
    surgery = a_unit("Surgery", parent=school)
    trauma = a_unit("Trauma", parent=surgery)
    version = a_requirement(unit=school, key="repair")
    an_assignment(a_person(trauma), version, due_on=date(2026, 11, 1))
    an_assignment(a_person(surgery), version, completed_at=NOW - timedelta(days=1))
    return version


def test_every_unit_and_requirement_has_its_line():
    a_school()

    assert printed("--format", "csv").splitlines() == [
        HEADER,
        "Medicine,repair,2,1,0,0,1,0,0,1,0,0,0,0",
        "Medicine / Surgery,repair,2,1,0,0,1,0,0,1,0,0,0,0",
        "Medicine / Surgery / Trauma,repair,1,0,0,0,0,0,0,1,0,0,0,0",
    ]


def test_a_long_answer_as_json_comes_in_parts_and_is_never_held_whole():
    school = a_school().requirement.unit
    for number in range(AT_A_TIME):
        a_unit(f"U{number}", parent=school)
    code = json.loads(printed("--format", "json"))["receipt"]

    parts = list(answer(read_receipt(code), institution_zone()))

    said = json.loads("".join(parts))
    assert [part.count('"unit":') for part in parts if '"unit":' in part] == [AT_A_TIME, 3]
    assert "".join(parts) == json.dumps(said, ensure_ascii=False)
    told = json.dumps(said["rows"], ensure_ascii=False, sort_keys=True).encode()
    assert said["sha256"] == sha256(told).hexdigest()


def test_json_says_of_which_day_it_speaks_and_when_it_was_known():
    a_school()

    answer = json.loads(printed("--unit", "Medicine / Surgery / Trauma", "--format", "json"))

    told = json.dumps(answer["rows"], ensure_ascii=False, sort_keys=True).encode()
    assert answer.pop("sha256") == sha256(told).hexdigest()
    assert read_receipt(answer.pop("receipt")).kind == "completion"
    assert answer == {
        "definition": 2,
        "as_of": "2026-11-24",
        "known_at": "2026-11-24T15:00:00+00:00",
        "attribution": "primary",
        "rows": [
            {
                "unit": "Medicine / Surgery / Trauma",
                "requirement": "repair",
                "people": 1,
                "compliant": 0,
                "waived": 0,
                "withdrawn": 0,
                "completed_on_time": 0,
                "completed_late": 0,
                "expired": 0,
                "overdue": 1,
                "in_progress": 0,
                "due_soon": 0,
                "not_started": 0,
                "scheduled": 0,
            }
        ],
    }


def test_the_day_is_the_institutions():
    with time_machine.travel(NOW.replace(hour=3), tick=False):
        assert json.loads(printed("--format", "json"))["as_of"] == "2026-11-23"


def test_a_unit_brings_what_is_below_it_and_blanks_round_the_strokes_do_not_matter():
    a_school()

    lines = printed("--unit", "Medicine/Surgery").splitlines()

    assert [line.split(",")[0] for line in lines[1:]] == [
        "Medicine / Surgery",
        "Medicine / Surgery / Trauma",
    ]


def test_an_ended_requirement_is_left_out_unless_named():
    version = a_school()
    version.requirement.ended_at = NOW
    version.requirement.save()

    assert printed().splitlines() == [HEADER]
    named = csv.DictReader(StringIO(printed("--requirement", "repair", "--unit", "Medicine")))
    assert [row["people"] for row in named] == ["2", "2", "1"]


def test_a_requirement_may_be_asked_for_alone():
    version = a_school()
    a_requirement(version.course, version.requirement.unit, key="equity")

    lines = printed("--requirement", "equity", "--unit", "Medicine").splitlines()

    assert {line.split(",")[1] for line in lines[1:]} == {"equity"}


@pytest.mark.parametrize(
    "asked", [["--unit", "Surgery"], ["--unit", "Nowhere"], ["--requirement", "nothing"]]
)
def test_what_is_not_there_is_said_in_one_line(asked):
    a_school()

    with pytest.raises(CommandError) as refused:
        printed(*asked)

    assert repr(asked[1]) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_number_of_queries_does_not_grow_with_people(django_assert_num_queries):
    version = a_school()
    with django_assert_num_queries(4):
        printed()
    for _number in range(50):
        an_assignment(a_person(version.requirement.unit), version)
    with django_assert_num_queries(4):
        printed()


def test_a_units_name_is_never_a_formula():
    school = a_unit('=HYPERLINK("http://example.org")')
    a_requirement(unit=school, key="repair")

    header, line = csv.reader(StringIO(printed("--unit", school.name)))

    assert header == HEADER.split(",")
    assert line[0] == f"'{school.name}"
