"""The figures of an edition as a file, and made again from their receipt, whatever came since."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError
from django.urls import reverse

from accounts.models import User
from courses.models import Part, TeamMember
from courses.services.publishing import publish_edition
from learning.models import Completion, Progress
from learning.services.enrolment import enrol, go_on_in
from learning.services.marking import mark_response
from learning.services.progress import mark_viewed
from learning.services.publishing import move_enrolments
from learning.services.regrade import apply_regrade
from learning.services.revoking import revoke_completion
from reports.exports_courses import EDITION_COLUMNS
from reports.queries.editions import edition_figures
from reports.receipts import read_receipt
from tests.essays import FULL, NONE, a_quiz, essay_of, handed_in, submitted
from tests.factories import (
    NOW,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_admin,
    an_edition,
)
from tests.integration.learning.test_other_language import translated
from tests.integration.reports.receipts import opened, printed, sent

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def edition(unit):
    return an_edition(a_course(unit, key="words"), "page", "page", title="Words")


@pytest.fixture
def trainer(client, unit):
    person = a_trainer(unit)
    client.force_login(person)
    return person


def told(client, edition, **asked):
    """The file and the code of its receipt."""
    address = [edition.course.key, edition.language, edition.number]
    response = client.get(reverse("reports:edition_csv", args=address), asked)
    return sent(response), response["Receipt"]


def rows(file):
    return list(csv.DictReader(StringIO(file)))


def reads(edition, *, at=NOW, pages=2, minutes=3):
    """Somebody new, who does so many pages."""
    enrolment = enrol(a_learner(), edition.course, now=at - timedelta(hours=1))
    for page in edition.activities.order_by("position")[:pages]:
        mark_viewed(enrolment, page, now=at, opened_at=at - minutes * MINUTE)
    return enrolment


def test_the_file_says_what_the_page_says(client, edition, trainer):
    for pages in (2, 2, 2, 2, 1):
        reads(edition, pages=pages)

    whole, first, second = rows(told(client, edition)[0])

    assert tuple(whole) == EDITION_COLUMNS
    assert {name: value for name, value in whole.items() if value} == {
        "enrolments": "5",
        "in_progress": "1",
        "completed": "4",
        "completed_lately": "4",
        "withdrawn": "0",
        "taken_back": "0",
    }
    assert [first["activity"], first["done"], first["median_minutes"]] == ["page-1", "5", "3"]
    assert [second["activity"], second["done"], second["median_minutes"]] == ["page-2", "4", ""]
    assert first["required"] == "yes"


def test_a_quiz_says_its_attempts_and_the_share_of_its_people_who_passed(client, unit, trainer):
    quiz = a_quiz(a_course(unit))
    for right in "aaabb":
        submitted(quiz, q1=right, q2=right)

    (row,) = [row for row in rows(told(client, quiz.edition)[0]) if row["kind"] == "quiz"]

    assert [row["attempts"], row["people"], row["passed"]] == ["5", "5", "0.600000"]


def test_the_same_bytes_come_again_whatever_was_done_since(client, edition, trainer):
    going = [reads(edition, pages=pages) for pages in (2, 2, 1, 1, 1, 0)]
    taken_back = Completion.objects.first()
    revoke_completion(taken_back, reason="A mistake", by=trainer, now=NOW - MINUTE)
    file, code = told(client, edition, bom="1")

    for enrolment in going[2:5]:
        mark_viewed(enrolment, edition.activities.get(key="page-2"), now=LATER)
    reads(edition, at=LATER, minutes=9)
    revoke_completion(Completion.objects.valid().first(), reason="It, too", by=trainer, now=LATER)
    with time_machine.travel(LATER, tick=False):
        changed, _ = told(client, edition, bom="1")
        again, on_page = printed(code), sent(opened(client, code))

    assert changed != file
    assert again == file
    assert on_page == file


def test_what_was_marked_since_was_not_passed_then(client, unit, trainer):
    quiz = a_quiz(a_course(unit), "page", essays=1)
    attempts = [handed_in(quiz) for _one in range(6)]
    mark(attempts[0], FULL, by=trainer, at=NOW)
    mark(attempts[1], NONE, by=trainer, at=NOW)
    file, code = told(client, quiz.edition)
    assert [row["done"] for row in rows(file) if row["kind"] == "quiz"] == ["1"]

    for attempt in attempts[1:4]:
        mark(attempt, FULL, by=trainer, at=LATER)
    with time_machine.travel(LATER, tick=False):
        changed, _ = told(client, quiz.edition)
        again = printed(code)

    assert changed != file
    assert again == file


def mark(attempt, points, *, by, at):
    mark_response(essay_of(attempt), points, comment="", by=by, seen=0, now=at)


def test_what_passes_since_a_regrade_did_not_then(client, unit, trainer):
    course = a_course(unit)
    quiz = a_quiz(course)
    for right in "aaaabb":
        submitted(quiz, q1=right, q2=right)
    file, code = told(client, quiz.edition)

    newer = a_quiz(course, right={"q1": "b", "q2": "b"})
    apply_regrade(course, newer.key, newer.edition, reason="Mended", by=an_admin(unit), now=LATER)
    with time_machine.travel(LATER, tick=False):
        changed, _ = told(client, quiz.edition)
        again = printed(code)

    assert changed != file
    assert again == file


def test_figures_of_now_and_as_known_now_are_the_same(unit, trainer):
    course = a_course(unit)
    quiz = a_quiz(course, "page", essays=1)
    attempts = [handed_in(quiz, right=number % 2 == 0) for number in range(8)]
    for attempt in attempts[:5]:
        mark(attempt, FULL, by=trainer, at=NOW)
        page = quiz.edition.activities.get(kind="page")
        mark_viewed(attempt.enrolment, page, now=NOW, opened_at=NOW - MINUTE)
    an_edition(course, "page", number=2)
    edition = quiz.edition

    assert edition_figures(edition, now=NOW) == edition_figures(edition, now=NOW, known=NOW)


@pytest.mark.parametrize("effect", ["minor", "carry_over"])
def test_who_has_moved_to_a_newer_edition_was_on_this_one_then(client, edition, trainer, effect):
    for pages in (2, 1, 1, 1, 1, 1):
        reads(edition, pages=pages)
    file, code = told(client, edition)

    newer = an_edition(edition.course, "page", "page", number=None, title="Words")
    newer.activities.filter(key="page-2").update(title="Said otherwise")
    newer = publish_edition(newer, effect=effect, now=LATER, by=None)
    move_enrolments(newer, now=LATER, by=None)
    newest = an_edition(edition.course, "page", "page", number=None, title="Words")
    newest = publish_edition(newest, effect=effect, now=LATER + MINUTE, by=None)
    move_enrolments(newest, now=LATER + MINUTE, by=None)
    with time_machine.travel(LATER + 2 * MINUTE, tick=False):
        changed, _ = told(client, edition)
        of_newer, _ = told(client, newer)
        again = printed(code)

    assert rows(changed)[0]["enrolments"] == "1"
    assert rows(of_newer)[0]["enrolments"] == "0"
    assert again == file


def test_who_goes_on_in_another_language_was_on_this_edition_then(client, edition, trainer):
    enrolments = [reads(edition, pages=1) for _one in range(3)]
    file, code = told(client, edition)

    translated(edition)
    person = enrolments[0].person
    go_on_in(person, edition.course, "es", now=LATER)
    with time_machine.travel(LATER + MINUTE, tick=False):
        changed, _ = told(client, edition)
        again = printed(code)

    assert changed != file
    assert again == file


def test_a_review_asked_since_was_not_asked_then(client, edition, trainer):
    enrolments = [reads(edition, pages=1) for _one in range(5)]
    file, code = told(client, edition)

    mine = Progress.objects.filter(enrolment__in=enrolments)
    mine.update(review_asked_at=LATER)
    with time_machine.travel(LATER + MINUTE, tick=False):
        changed, _ = told(client, edition)
        again = printed(code)

    assert changed != file
    assert again == file


@pytest.mark.parametrize(
    "changed", [{"activity": 'x"\r\n'}, {"activity": "page"}, {"pooled": True}]
)
def test_a_receipt_of_an_edition_says_nothing_of_another_report(client, edition, trainer, changed):
    known = read_receipt(told(client, edition)[1])

    response = opened(client, replace(known, **changed).code)

    assert response.status_code == 422
    assert "This is not the code of a receipt" in response.content.decode()


def test_what_was_written_over_since_is_refused(client, edition, trainer):
    reads(edition)
    _file, code = told(client, edition)
    User.objects.filter(enrolments__edition=edition).update(is_test=True)

    with pytest.raises(CommandError, match="cannot be made again"):
        printed(code)
    assert opened(client, code).status_code == 422


def test_it_opens_for_those_who_write_the_course_its_own_team_too(client, edition, unit):
    client.force_login(a_trainer(unit))
    _file, code = told(client, edition)
    elsewhere = a_trainer(a_unit("Law"))
    client.force_login(elsewhere)
    assert opened(client, code).status_code == 422

    TeamMember.objects.create(
        course=edition.course, person=elsewhere, part=Part.AUTHOR, from_at=NOW
    )

    assert opened(client, code).status_code == 200


def test_the_page_says_its_receipt(client, edition, trainer):
    page = client.get(reverse("reports:edition", args=["words", "en", 1]))

    code = page.context["receipt"].code
    assert f'<code class="code">{code}</code>' in page.content.decode()
    assert printed(code) == told(client, edition)[0]


def test_it_asks_as_many_queries_however_many_take_it(
    client, edition, trainer, django_assert_num_queries
):
    code = told(client, edition)[1]
    with django_assert_num_queries(6):
        printed(code)
    for _one in range(5):
        reads(edition, at=LATER)
    with django_assert_num_queries(6):
        printed(code)
