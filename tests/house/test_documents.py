"""What the documents list is what there is."""

import io
import re

import pytest
from django.core.management import call_command, get_commands

from tests.house.sources import text

OURS = {"lms", "accounts", "courses", "learning", "credentials", "reports"}
# One row of docs/vocabulary.md each, in the order of the trade.
WORDS = (
    "person,unit,appointment,audience,term,course,edition,course package,module,activity,"
    "question,choice,bank,case,scenario,survey,accommodation,prerequisite,key,enrolment,attempt,response,score,"
    "pass mark,passed,completed,progress,review,completion,requirement,assignment,fulfilment,menu,"
    "cycle,renewal,standing,waiver,extension,certificate,transcript,reminder,mail,trainer,coordinator,admin,"
    "draft,team,comment,approval,preview,publish,retire"
)
STANDINGS = (
    "waived,withdrawn,completed on time,completed late,expired,overdue,in progress,due soon,"
    "not started,scheduled"
)


def rows(document, heading=""):
    part = text(document).partition(f"## {heading}")[2] if heading else text(document)
    part = part.split("\n## ")[0]
    return [row for row in re.findall(r"^\| ([^|]+?) \|", part, re.MULTILINE) if row[0] != "-"][1:]


def test_every_command_of_ours_is_described():
    ours = sorted(name for name, package in get_commands().items() if package in OURS)
    described = [row.split("`")[1].split()[0] for row in rows("docs/operations.md", "Commands")]

    assert sorted(described) == ours


def test_the_vocabulary_has_every_word():
    assert rows("docs/vocabulary.md") == WORDS.split(",")


def test_the_vocabulary_has_every_standing_in_its_order():
    assert rows("docs/vocabulary.md", "Standings") == STANDINGS.split(",")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())
