import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from accounts.models import Unit, User
from courses.models import Activity, Edition, Question
from courses.services.publishing import publish_edition
from learning.models import Assignment, Attempt, Completion, Enrolment, Progress
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.verify import verify_records
from learning.services.waivers import waive
from tests.factories import (
    LONG_AGO,
    NOW,
    a_learner,
    a_requirement,
    a_unit,
    an_admin,
    an_assignment,
    an_edition,
)
from tests.integration.learning.helpers import activity_of

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
ELSEWHERE = date(2031, 1, 1)
RIGHT = {"q1": {"choice": "a"}, "q2": {"choice": "a"}}


@pytest.fixture
def records():
    """Somebody who has completed a course asked of them, one in the middle, one waived."""
    draft = an_edition(None, "page", "quiz", number=None)
    edition = publish_edition(draft, effect="new_learners", now=LONG_AGO, by=None)
    version = a_requirement(edition.course, a_unit("Surgery", parent=a_unit("School")))
    for person in (a_learner(), a_learner()):
        an_assignment(person, version)
        enrolment = enrol(person, edition.course, now=NOW)
        satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)
    attempt = start_attempt(enrolment, activity_of(enrolment, "quiz"), now=NOW)
    submit_attempt(attempt, RIGHT, now=LATER)
    waive(
        an_assignment(a_learner(), version),
        until_on=date(2027, 6, 30),
        reason="Sabbatical",
        approver=an_admin(),
        now=NOW,
    )


def differing():
    return sorted({difference.what for difference in verify_records().differences})


@pytest.mark.usefixtures("records")
def test_records_as_the_services_leave_them_agree():
    found = verify_records()

    assert found.differences == []
    assert found.checked["assignment.due_on"] == 3
    assert found.checked["enrolment.closed_at"] == 2
    assert found.checked["edition.content_hash"] == 1


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    ("what", "model", "where", "wrong"),
    [
        ("enrolment.closed_at", Enrolment, {"closed_at": LATER}, NOW),
        ("attempt.score", Attempt, {}, "0.1"),
        ("assignment.waived_until", Assignment, {"waived_until": None}, LATER),
        ("assignment.withdrawn_at", Assignment, {}, NOW),
        ("assignment.started_at", Assignment, {"started_at": None}, NOW),
        ("assignment.completed_at", Assignment, {"completed_at": LATER}, NOW),
        ("assignment.expires_on", Assignment, {}, ELSEWHERE),
        ("assignment.previous_expires_at", Assignment, {}, NOW),
        ("assignment.due_on", Assignment, {}, ELSEWHERE),
        ("assignment.due_at", Assignment, {}, NOW),
        ("unit.name", Unit, {"name": "Surgery"}, "Medicine"),
        ("unit.path", Unit, {"name": "Surgery"}, "zzzzzz"),
        ("unit.parent", Unit, {"name": "Surgery"}, None),
        ("unit.ended_on", Unit, {"name": "Surgery"}, ELSEWHERE),
        ("user.sort_name", User, {}, "zebra"),
        ("edition.content_hash", Edition, {}, "0" * 64),
        ("activity.content_hash", Activity, {}, "0" * 64),
        ("question.content_hash", Question, {}, "0" * 64),
    ],
)
def test_each_repetition_that_disagrees_is_found(what, model, where, wrong):
    column = what.partition(".")[2]
    row = model.objects.filter(**where).order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**{column: wrong})

    [difference] = [each for each in verify_records().differences if each.what == what]

    row.refresh_from_db()
    stored = row.parent_id if what == "unit.parent" else getattr(row, column)
    assert difference.stored == (None if stored is None else str(stored))
    assert difference.rebuilt != difference.stored


@pytest.mark.usefixtures("records")
def test_a_pass_that_satisfied_nothing_is_found():
    Progress.objects.filter(activity_key="quiz-2").delete()

    assert differing() == ["progress"]


@pytest.mark.usefixtures("records")
def test_a_completion_that_was_not_made_is_found():
    open_one = Enrolment.objects.get(closed_at=None)
    Progress.objects.create(
        enrolment=open_one,
        activity=activity_of(open_one, "quiz"),
        activity_key="quiz-2",
        satisfied_at=LATER,
    )

    [difference] = verify_records().differences

    assert (difference.what, difference.id) == ("completion", str(open_one.uuid))
    assert difference.rebuilt == str(LATER)


@pytest.mark.usefixtures("records")
def test_the_command_prints_one_object_and_says_by_its_status_whether_all_agrees(capsys):
    call_command("verify_records", "--json")
    assert json.loads(capsys.readouterr().out)["differences"] == []

    Enrolment.objects.filter(closed_at=LATER).update(closed_at=NOW)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_records", "--json")

    assert ended.value.code == 1
    enrolment = Completion.objects.get().enrolment
    assert json.loads(capsys.readouterr().out)["differences"] == [
        {
            "what": "enrolment.closed_at",
            "id": str(enrolment.uuid),
            "stored": str(NOW),
            "rebuilt": str(LATER),
        }
    ]


@pytest.mark.usefixtures("records")
def test_the_command_says_the_same_in_words(capsys):
    call_command("verify_records")

    assert capsys.readouterr().out.endswith("values compared, 0 differ.\n")
