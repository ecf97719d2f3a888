"""How one edition is taken: every number of its page, and who may see it."""

from datetime import timedelta
from statistics import median

import pytest
import time_machine
from django.urls import reverse

from courses.models import Part, TeamMember
from learning.models import Completion, Enrolment, Progress
from reports.queries.editions import edition_figures
from tests.factories import (
    NOW,
    a_coordinator,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_activity,
    an_admin,
    an_edition,
    publish,
)
from tests.integration.reports.answers import a_quiz, hand_in, people

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def edition(unit):
    """Two pages and a reflection."""
    return an_edition(a_course(unit, key="words"), "page", "page", "reflection", title="Words")


def begun(edition, number=1, **person):
    return Enrolment.objects.bulk_create(
        Enrolment(person=each, course=edition.course, edition=edition, number=1, started_at=NOW)
        for each in people(number, **person)
    )


def done(enrolment, key, *, took=None, edition=None):
    """An activity satisfied now; opened so long ago, if that is known."""
    activity = (edition or enrolment.edition).activities.get(key=key)
    opened_at = None if took is None else NOW - took
    Progress.objects.create(
        enrolment=enrolment,
        activity_key=key,
        activity=activity,
        opened_at=opened_at,
        satisfied_at=NOW,
    )


def complete(enrolment, *, at=NOW, **fields):
    Enrolment.objects.filter(pk=enrolment.pk).update(closed_at=at)
    Completion.objects.create(
        person=enrolment.person,
        course=enrolment.course,
        enrolment=enrolment,
        edition=enrolment.edition,
        completed_at=at,
        recorded_at=at,
        **fields,
    )


def get(client, person, number=1, language="en", course="words"):
    client.force_login(person)
    return client.get(reverse("reports:edition", args=[course, language, number]))


def page(client, unit, number=1):
    return get(client, a_trainer(unit), number).content.decode()


def figures(edition):
    return edition_figures(edition, now=NOW)


def test_who_writes_no_course_may_not(client, edition, unit):
    for who in (a_learner(unit), a_coordinator(unit)):
        assert get(client, who).status_code == 403


def test_it_is_for_those_who_write_the_course(client, edition, unit):
    elsewhere = a_trainer(a_unit("Law"))

    assert get(client, elsewhere).status_code == 404
    assert get(client, a_trainer(unit)).status_code == 200
    assert get(client, an_admin(unit)).status_code == 200

    TeamMember.objects.create(
        course=edition.course, person=elsewhere, part=Part.AUTHOR, from_at=NOW
    )
    assert get(client, elsewhere).status_code == 200


def test_neither_a_draft_nor_a_number_that_is_not_there_has_a_page(client, edition, unit):
    an_edition(edition.course, number=None)
    trainer = a_trainer(unit)

    assert get(client, trainer, 0).status_code == 404
    assert get(client, trainer, 2).status_code == 404
    assert get(client, trainer, language="es").status_code == 404
    assert get(client, trainer, course="none").status_code == 404


def test_enrolments_are_counted_by_their_state_and_test_accounts_are_out(edition, unit):
    enrolments = begun(edition, 10)
    begun(edition, 3, is_test=True)
    begun(an_edition(edition.course, number=2), 4)
    complete(enrolments[0])
    complete(enrolments[1], at=NOW - timedelta(days=30) + MINUTE)
    complete(enrolments[2], at=NOW - timedelta(days=30))
    complete(enrolments[3], revoked_at=NOW, reason="Not hers")
    for withdrawn in enrolments[4:6]:
        withdrawn.withdrawn_at = withdrawn.closed_at = NOW
        withdrawn.save()

    numbers = figures(edition).numbers

    assert (numbers.enrolments, numbers.in_progress, numbers.withdrawn) == (10, 4, 2)
    assert (numbers.completed, numbers.lately, numbers.taken_back) == (3, 2, 1)


def test_of_those_who_began_so_many_have_done_each_activity(client, edition, unit):
    enrolments = begun(edition, 8)
    for enrolment in enrolments[:6]:
        done(enrolment, "page-1")
    for enrolment in enrolments[:2]:
        done(enrolment, "page-2")
    done(begun(edition, 1, is_test=True)[0], "page-1")
    asked_anew = Progress.objects.filter(activity_key="page-2")[:1].get()
    asked_anew.review_asked_at = NOW
    asked_anew.save()

    assert [each.done for each in figures(edition).activities] == [6, 1, 0]
    shown = page(client, unit)
    assert (
        "Of 8 who began, 6 have done activity 1 and 0 activity 3. "
        "Most were lost from activity 1 to 2: 5."
    ) in shown
    assert shown.count("data-done") == 3
    assert "75\N{NO-BREAK SPACE}%" in shown


def test_nobody_has_begun(client, edition, unit):
    shown = page(client, unit)

    assert "Nobody has begun this edition yet." in shown
    assert "<svg" not in shown.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "seconds", [[60, 120, 200, 400, 900], [30, 60, 61, 120, 500, 14_400], [5, 5, 5, 7, 9.5, 11.25]]
)
def test_a_median_is_the_middle_of_all_times(edition, seconds):
    for enrolment, time in zip(begun(edition, len(seconds)), seconds, strict=True):
        done(enrolment, "page-1", took=timedelta(seconds=time))

    found = figures(edition).activities[0].median

    assert found == timedelta(seconds=median(seconds))


def test_a_median_needs_five_people(client, edition, unit):
    enrolments = begun(edition, 4)
    for enrolment in enrolments:
        done(enrolment, "page-1", took=7 * MINUTE)
    assert figures(edition).activities[0].median is None
    assert "7 minutes" not in page(client, unit)

    # the same person a second time is no fifth
    again = enrolments[0]
    Enrolment.objects.filter(pk=again.pk).update(closed_at=NOW)
    second = Enrolment.objects.create(
        person=again.person, course=again.course, edition=edition, number=2, started_at=NOW
    )
    done(second, "page-1", took=7 * MINUTE)
    assert figures(edition).activities[0].median is None

    done(begun(edition, 1)[0], "page-1", took=9 * MINUTE)
    assert figures(edition).activities[0].median == 7 * MINUTE
    assert "7 minutes" in page(client, unit)


def test_only_times_that_say_something_are_in_a_median(edition):
    enrolments = begun(edition, 9)
    for enrolment in enrolments[:5]:
        done(enrolment, "page-1", took=3 * MINUTE)
    done(enrolments[5], "page-1")  # not known when it was opened
    done(enrolments[6], "page-1", took=timedelta(hours=4) + timedelta(microseconds=1))
    for test in begun(edition, 3, is_test=True):
        done(test, "page-1", took=9 * MINUTE)
    done(enrolments[7], "page-1", took=timedelta(hours=4))

    assert figures(edition).activities[0].median == 3 * MINUTE

    Progress.objects.filter(enrolment__in=enrolments[:1]).delete()
    Progress.objects.filter(enrolment=enrolments[7]).delete()
    assert figures(edition).activities[0].median is None


def test_another_wording_has_its_own_times(edition):
    newer = an_edition(edition.course, "page", "page", number=2)
    newer.activities.filter(key="page-2").update(content_hash="reworded")
    moved = begun(newer, 5)
    for enrolment in moved:
        done(enrolment, "page-1", took=2 * MINUTE, edition=edition)
        done(enrolment, "page-2", took=2 * MINUTE, edition=edition)

    first, second = figures(newer).activities

    assert (first.done, first.median) == (5, 2 * MINUTE)
    assert (second.done, second.median) == (5, None)


def test_quizzes_say_how_many_passed_and_lead_to_their_questions(client, edition, unit):
    quiz = a_quiz(edition, "single", key="quiz")
    takers = people(5)
    for who, picked in zip(takers, "abaab", strict=True):
        hand_in(quiz, who, [picked])
    hand_in(quiz, people(1, is_test=True)[0], ["b"])

    (found,) = figures(edition).quizzes

    assert (found.attempts, found.people, found.passed) == (5, 5, 0.6)
    shown = page(client, unit)
    assert f'href="{reverse("reports:questions", args=["words", "quiz"])}?edition=1"' in shown
    assert "60\N{NO-BREAK SPACE}%" in shown


def test_below_five_people_no_share_of_passes_is_told(client, edition, unit):
    quiz = a_quiz(edition, "single", key="quiz")
    for who in people(4):
        hand_in(quiz, who, ["a"])

    assert figures(edition).quizzes[0].passed is None
    assert "fewer than 5" in page(client, unit)


def test_an_essay_that_waits_for_its_marker_keeps_the_share_open(client, edition, unit):
    quiz = a_quiz(edition, "single", key="quiz")
    for who in people(5):
        hand_in(quiz, who, ["a"])
    hand_in(quiz, people(1)[0], ["a"], score=False)

    assert figures(edition).quizzes[0].passed is None
    assert "waits for marking" in page(client, unit)


def test_it_says_how_it_was_published_and_what_stands_beside_it(client, edition, unit):
    second = an_edition(edition.course, "page", number=None)
    second.effect, second.published_by = "carry_over", a_trainer(unit, first="Ines", last="Vidal")
    publish(second, 2)
    publish(an_edition(edition.course, "page", number=None), 4)

    shown = page(client, unit, 2)

    assert "Published on 1 January 2024 by Ines Vidal." in shown
    assert "Carry over: those in progress moved to it" in shown
    assert f"<code>{second.content_hash}</code>" in shown
    assert f'href="{reverse("reports:edition", args=["words", "en", 1])}" rel="prev"' in shown
    assert f'href="{reverse("reports:edition", args=["words", "en", 4])}" rel="next"' in shown
    assert "This is the newest." in page(client, unit, 4)


@pytest.mark.parametrize("size", [1, 5])
def test_it_takes_as_many_queries_for_one_as_for_five(
    client, edition, unit, size, django_assert_num_queries
):
    module = edition.modules.get()
    for number in range(10, 10 + size):
        an_activity(module, "page", position=number)
        quiz = a_quiz(edition, "single", key=f"quiz-{number}")
        for who in people(size):
            hand_in(quiz, who, ["a"])
    for enrolment in begun(edition, size):
        done(enrolment, "page-1", took=MINUTE)
    for number in range(2, 2 + size):
        an_edition(edition.course, number=number)
    trainer = a_trainer(unit)
    client.force_login(trainer)

    with django_assert_num_queries(12):
        client.get(reverse("reports:edition", args=["words", "en", 1]))


def test_a_pass_mark_may_be_missing(client, edition, unit):
    an_activity(
        edition.modules.get(), "quiz", position=8, pass_mark=None, criterion="quiz_submitted"
    )

    assert "no pass mark" in page(client, unit)
    assert figures(edition).quizzes[0].passed is None
