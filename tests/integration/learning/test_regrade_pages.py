import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Job
from accounts.services.jobs import lease
from courses.models import Choice
from courses.services.drafts import new_draft
from learning.models import Completion, Score
from learning.services import regrade_jobs
from learning.services.attempts import submit_attempt
from learning.services.regrade import apply_regrade
from learning.views import regrade as regrade_page
from tasks.jobs import do_due_jobs
from tests.essays import a_pass_that_stays, a_quiz, an_open_attempt, handed_in, submitted
from tests.factories import NOW, a_course, a_learner, a_trainer, a_unit, an_admin
from tests.integration.learning.helpers import page_of, queries_of
from tests.integration.learning.quizzes import an_essay

pytestmark = pytest.mark.django_db

LIST = reverse("learning:regrades")
HALF_RIGHT = {"q1": "b", "q2": "a"}
RIGHT = {"q1": "a", "q2": "a"}  # until the newer edition
WHY = {"reason": "Choice b was right all along."}


@pytest.fixture
def unit():
    return a_unit("Surgery")


@pytest.fixture
def trainer(client, unit):
    person = a_trainer(unit)
    client.force_login(person)
    return person


def two_editions(unit, *attempts):
    """A course whose newer edition accepts "b" in its first question, and attempts before it."""
    course = a_course(unit)
    older = a_quiz(course)
    made = [submitted(older, **chosen) for chosen in attempts or [HALF_RIGHT]]
    a_quiz(course, right={"q1": "b"})
    return course, made


def address(course, **query):
    query = {"quiz": "quiz-1", "edition": "en-2", **query}
    return reverse("learning:regrade", args=[course.key], query=query)


def agree(client, course, *, seen=None, **sent):
    """Agree to the numbers that the page shows, or to others."""
    shown = re.search(r'name="seen" value="([^"]+)"', page_of(client, address(course)))[1]
    return client.post(address(course), {**WHY, "seen": seen or shown, **sent})


def said(response):
    return " ".join(response.content.decode().split())


def facts(page):
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))


def test_a_trainer_looks_at_what_changes_and_says_so(client, trainer, unit):
    course, [attempt, _] = two_editions(unit, HALF_RIGHT, RIGHT)

    assert f'href="{reverse("learning:regrade", args=[course.key])}?quiz=quiz-1"' in page_of(
        client, LIST
    )
    page = page_of(client, address(course))
    assert "2 scores of 2 change." in page
    assert facts(page) == {
        "Attempts on older editions": "2",
        "Other scores": "2",
        "Pass now": "1",
        "Would not pass": "1",
    }
    assert "Mark 2 attempts again" in page
    assert Score.objects.count() == 2

    reply = agree(client, course)
    assert (reply.status_code, reply.url) == (302, address(course))
    page = page_of(client, address(course))
    assert "2 attempts were marked again." in page
    assert "Every attempt has its score by this edition." in page
    attempt.refresh_from_db()
    assert attempt.score == 1
    kept = Score.objects.latest("id")
    assert (kept.by, kept.reason) == (trainer, WHY["reason"])


def test_where_one_is_is_said_once_and_what_does_not_change_too(client, trainer, unit):
    course, _ = two_editions(unit, {"q1": "c", "q2": "b"})

    page = page_of(client, address(course))

    assert "No score changes." in page
    nav = page.partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)" aria-current="true"', nav) == ["/marking/"]


def test_what_is_chosen_by_half_stands_in_the_form(client, trainer, unit):
    course, _ = two_editions(unit)

    page = page_of(client, reverse("learning:regrade", args=[course.key]) + "?quiz=quiz-1")

    assert '<option value="quiz-1" selected>' in page
    assert "Edition 2, English" in page
    assert "What it brings" not in page


@pytest.mark.parametrize("query", [{"quiz": "quiz-9"}, {"edition": "en-1"}, {"edition": "es-2"}])
def test_a_choice_that_there_is_not_is_refused(client, trainer, unit, query):
    course, _ = two_editions(unit)

    assert client.get(address(course, **query)).status_code == 422


def test_with_one_edition_there_is_nothing_to_mark_again(client, trainer, unit):
    quiz = a_quiz(a_course(unit))
    submitted(quiz, **HALF_RIGHT)
    course = quiz.edition.course

    assert "There is nothing to mark again." in page_of(client, LIST)
    page = page_of(client, reverse("learning:regrade", args=[course.key]))
    assert "There is nothing to mark again." in page


def test_without_a_reason_it_is_refused(client, trainer, unit):
    course, _ = two_editions(unit)

    reply = agree(client, course, reason=" ")

    assert reply.status_code == 422
    assert Score.objects.count() == 1


def test_whoever_agreed_to_other_numbers_is_shown_those_of_now(client, trainer, unit):
    course = a_course(unit)
    older = a_quiz(course)
    submitted(older, **HALF_RIGHT)
    late = an_open_attempt(older)
    a_quiz(course, right={"q1": "b"})
    seen = re.search(r'name="seen" value="([^"]+)"', page_of(client, address(course)))[1]
    submit_attempt(late, {"q1": {"choice": "a"}}, now=NOW)

    reply = agree(client, course, seen=seen)

    assert reply.status_code == 409
    assert "The numbers have changed since you looked." in said(reply)
    assert WHY["reason"] in said(reply)
    assert Score.objects.filter(cause="regraded").count() == 0
    again = re.search(r'name="seen" value="([^"]+)"', said(reply))[1]
    assert client.post(address(course), {**WHY, "seen": again}).status_code == 302


def test_courses_of_other_units_are_not_there(client, trainer, unit):
    course, [attempt] = two_editions(a_unit("Medicine"))
    take_back = reverse("learning:take_back", args=[course.key, attempt.uuid])

    assert course.key not in page_of(client, LIST)
    assert client.get(address(course)).status_code == 404
    assert client.post(address(course), WHY).status_code == 404
    assert client.post(take_back, WHY).status_code == 404


def test_trainers_see_codes_and_admins_of_the_unit_names(client):
    school = a_unit("School")
    unit, other = a_unit("Surgery", parent=school), a_unit("Medicine", parent=school)
    client.force_login(a_trainer(unit))
    course, [attempt] = two_editions(unit)
    person = attempt.enrolment.person
    code = f"Attempt {attempt.uuid.hex[:4]}"

    page = page_of(client, address(course))
    assert code in page
    for name in (person.last_name, person.email, person.hr_id, str(person.uuid)):
        assert name not in page

    admin_elsewhere = an_admin(other)
    admin_elsewhere.grants.create(
        role="trainer", unit=unit, from_on=NOW.date(), recorded_at=NOW - timedelta(days=9)
    )
    client.force_login(admin_elsewhere)
    assert code in page_of(client, address(course))

    client.force_login(an_admin(unit))
    page = page_of(client, address(course))
    assert code not in page
    assert person.display_name in page


def test_the_list_shows_one_kind_of_change_at_a_time(client, trainer, unit):
    course, [passes, fails] = two_editions(unit, HALF_RIGHT, RIGHT)

    def shown(which):
        page = page_of(client, address(course, show=which))
        return [each.uuid.hex[:4] in page for each in (passes, fails)]

    assert shown("") == [True, True]
    assert shown("passes") == [True, False]
    assert shown("fails") == [False, True]
    assert shown("nonsense") == [True, True]


def test_a_pass_that_no_score_gives_is_taken_back_by_hand(client, trainer, unit):
    attempt = a_pass_that_stays(unit)
    course = attempt.enrolment.course
    take_back = reverse("learning:take_back", args=[course.key, attempt.uuid])

    assert f'href="{take_back}"' in page_of(client, address(course, show="stay"))
    page = " ".join(page_of(client, take_back).split())
    assert "It passed with 100 %, and its score is 50 % by now; the pass mark is 80 %." in page
    assert "The completion of 22 November 2026 is revoked" in page
    assert f"Attempt {attempt.uuid.hex[:4]}" in page
    assert attempt.enrolment.person.last_name not in page

    assert client.post(take_back, {"reason": ""}).status_code == 422
    assert Completion.objects.valid().exists()
    reply = client.post(take_back, WHY, follow=True)
    assert reply.redirect_chain == [(address(course, show="stay"), 302)]
    assert "The pass is taken back." in said(reply)
    assert f'href="{take_back}"' not in said(reply)
    assert not Completion.objects.valid().exists()
    assert client.get(take_back).status_code == 404
    assert client.post(take_back, WHY).status_code == 302  # a double click
    assert Score.objects.filter(withdraws_pass=True).count() == 1


def test_a_pass_that_a_score_gives_is_not_to_be_taken_back(client, trainer, unit):
    course, [attempt] = two_editions(unit, RIGHT)
    take_back = reverse("learning:take_back", args=[course.key, attempt.uuid])

    assert client.get(take_back).status_code == 404
    reply = client.post(take_back, WHY)
    assert reply.status_code == 422
    assert "Its score passes: there is nothing to correct." in said(reply)


def test_essays_that_wait_are_counted_apart(client, trainer, unit):
    course = a_course(unit)
    handed_in(a_quiz(course, essays=1))
    a_quiz(course, essays=1)

    assert facts(page_of(client, address(course)))["Wait for a marker"] == "1"


@pytest.fixture
def many(monkeypatch):
    """One attempt is many."""
    monkeypatch.setattr(regrade_page, "AT_ONCE", 0)


def test_very_many_are_marked_by_a_worker(client, trainer, unit, many):
    course, [attempt] = two_editions(unit)

    reply = agree(client, course)

    job = Job.objects.get()
    page = reverse("learning:regrade_job", args=[course.key, job.uuid])
    assert reply.url == page
    waiting = page_of(client, page)
    assert 'hx-trigger="every 2s"' in waiting
    assert "It waits for its turn." in waiting
    do_due_jobs()
    polled = client.get(page, headers={"HX-Request": "true"})
    assert polled.status_code == 286
    shown = said(polled)
    assert "1 attempt was marked again." in shown
    assert facts(page_of(client, page)) == {"Pass now": "1", "Passes that stay for now": "0"}
    attempt.refresh_from_db()
    assert attempt.score == 1
    client.force_login(a_trainer(unit))
    assert client.get(page).status_code == 404


def test_a_worker_goes_on_where_its_time_was_over(client, trainer, unit, many, monkeypatch):
    course, attempts = two_editions(unit, *[HALF_RIGHT] * 3)
    monkeypatch.setattr("learning.services.regrade.BATCH", 1)
    monkeypatch.setattr(regrade_jobs, "MOST_SECONDS", -1)
    agree(client, course)
    job = Job.objects.get()
    page = reverse("learning:regrade_job", args=[course.key, job.uuid])

    monkeypatch.setattr("tasks.jobs.MOST_SECONDS", 0)
    do_due_jobs()
    assert Score.objects.filter(cause="regraded").count() == 0  # no time for anything
    monkeypatch.setattr("tasks.jobs.MOST_SECONDS", 120)
    for _ in range(3):
        regrade_jobs.do_regrade(claimed(), now=timezone.now())

    job.refresh_from_db()
    assert job.finished_at
    assert job.result == {"same": 0, "passes": 3, "fails": 0}
    assert "3 attempts were marked again." in page_of(client, page)
    assert Score.objects.filter(cause="regraded").count() == len(attempts)


def claimed():
    from accounts.services.jobs import claim_job

    job = claim_job(now=timezone.now())
    assert job.tries == 1  # a pause loses none
    return job


def test_a_worker_that_died_three_times_says_what_is_left(client, trainer, unit, many):
    course, _ = two_editions(unit)
    agree(client, course)
    long_ago = timezone.now() - 2 * lease()
    Job.objects.update(tries=3, claimed_at=long_ago)
    page = reverse("learning:regrade_job", args=[course.key, Job.objects.get().uuid])

    assert "What is marked stays marked." in page_of(client, page)


def test_nobody_sees_names_where_people_mark_some_of_the_quiz(client, unit):
    """Else a name could be looked up while marking."""
    course = a_course(unit)
    person = a_learner()
    submitted(a_quiz(course), person=person, **HALF_RIGHT)
    newer = a_quiz(course, right={"q1": "b"})
    client.force_login(an_admin(unit))
    assert person.last_name in page_of(client, address(course))

    an_essay(newer)

    assert person.last_name not in page_of(client, address(course))


@pytest.mark.parametrize("attempts", [1, 5])
@pytest.mark.parametrize(
    ("which", "queries"), [("list", 4), ("look", 16), ("names", 20), ("stay", 18), ("one", 12)]
)
def test_the_statements_do_not_grow_with_the_attempts(
    client, trainer, unit, which, queries, attempts
):
    course, made = two_editions(unit, *[RIGHT] * attempts)
    if which in {"stay", "one"}:
        newer = course.editions.get(number=2)
        apply_regrade(course, "quiz-1", newer, reason="Mended", by=a_learner(), now=NOW)
    if which == "names":
        client.force_login(an_admin(unit))
    url = {
        "list": LIST,
        "look": address(course),
        "names": address(course),
        "stay": address(course, show="stay"),
        "one": reverse("learning:take_back", args=[course.key, made[0].uuid]),
    }[which]
    page_of(client, url)

    assert queries_of(client, url) == queries


def publish_the_draft(client, course, **questions):
    """Write the next draft from the newest edition, mend the quiz, publish it on its page."""
    draft = new_draft(course, "en", now=NOW, by=None)
    for key, choice in questions.items():
        choices = Choice.objects.filter(question__activity__edition=draft, question__key=key)
        choices.update(weight=0)
        choices.filter(key=choice).update(weight=1)
    draft.activities.filter(kind="page").update(title="Another title")
    address = reverse("learning:publish", args=[course.key])
    seen = client.get(address).context["seen"]
    return client.post(address, {"seen": seen, "sure": "on", "effect": "minor"}, follow=True)


def test_publishing_a_mended_question_leads_to_marking_again(client, trainer, unit):
    course = a_course(unit)
    older = a_quiz(course, "page")
    for chosen in (HALF_RIGHT, RIGHT):
        submitted(older, **chosen)

    page = said(publish_the_draft(client, course, q1="b"))

    assert "2 finished attempts at “Quiz 1” were marked by an earlier edition." in page
    preview = escape(address(course))
    link = f'<a href="{preview}">'
    assert f"{link}See what marking them again would bring</a>" in page


def test_publishing_other_words_says_nothing_of_marking_again(client, trainer, unit):
    course = a_course(unit)
    submitted(a_quiz(course, "page"), **RIGHT)

    page = said(publish_the_draft(client, course))

    assert "Edition 2 is published." in page
    assert "by an earlier edition" not in page
