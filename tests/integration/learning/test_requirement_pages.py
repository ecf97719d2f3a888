from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import Assignment, Completion, Requirement, RequirementVersion
from learning.services.assignments import reconcile
from tests.factories import (
    LONG_AGO,
    a_coordinator,
    a_learner,
    a_requirement,
    a_trainer,
    a_unit,
    an_admin,
    an_edition,
)
from tests.integration.learning.test_reminders import with_rules

pytestmark = pytest.mark.django_db

LIST = reverse("learning:requirements")
NEW = reverse("learning:new_requirement")


@pytest.fixture
def school():
    return a_unit("School of Medicine")


@pytest.fixture
def department(school):
    return a_unit("Internal Medicine", parent=school)


@pytest.fixture
def admin(client, school):
    person = an_admin(school)
    client.force_login(person)
    return person


def filled(*units, course=None, **changed):
    course = course or an_edition(title="Restorative Practice").course
    return {
        "course": course.key,
        "title": "Repair, all faculty",
        "units": [str(unit.uuid) for unit in units],
        "due": "assigned",
        "due_offset": "60",
        "due_unit": "days",
        "due_on": "",
        "minimum_days": "14",
        "purpose": "So that we listen.",
    } | changed


def in_force(unit=None, **fields):
    """A requirement of these days: the pages go by the clock."""
    return a_requirement(unit=unit, now=LONG_AGO, **fields)


def text(response):
    return " ".join(response.content.decode().split())


def page_of(version):
    return reverse("learning:requirement", args=[version.requirement.key])


def test_an_admin_requires_a_course_in_three_steps(client, admin, school, department):
    ada = a_learner(department, first="Ada", last="Abel")
    sent = filled(department)

    assert client.get(NEW).status_code == 200

    look = client.post(NEW, sent | {"step": "preview"})
    due = (timezone.localdate() + timedelta(days=60)).strftime("%-d %B %Y")
    assert look.status_code == 200
    assert "Repair, all faculty: asked of 1 person." in text(look)
    assert f"Whoever belongs today is due on {due}." in text(look)
    assert ada.display_name in text(look)
    assert "When it is assigned" in text(look)
    assert not Requirement.objects.exists()

    done = client.post(NEW, dict(look.context["sent"]) | {"step": "confirm"})
    version = RequirementVersion.objects.get()
    assert (done.status_code, done.url) == (302, page_of(version))
    assert version.audience == {"any": [{"unit": str(department.uuid)}]}
    assert version.requirement.unit == department
    assert (version.due_base, version.due_offset, version.purpose) == (
        "assigned",
        60,
        "So that we listen.",
    )

    page = client.get(done.url)
    assert "“Repair, all faculty” is switched on." in text(page)
    assert "assigned within a minute" in text(page)

    reconcile(version.requirement, now=timezone.now())
    page = client.get(done.url)
    assert "Completed by 0 of 1 person." in text(page)
    assert "Ada Abel" in text(page)


def test_what_was_changed_after_the_preview_is_kept(client, admin, department):
    sent = filled(department, title="Another title")

    back = client.post(NEW, sent | {"step": "edit"})

    assert back.status_code == 200
    assert 'value="Another title"' in text(back)
    assert f'value="{department.uuid}" checked' in text(back)
    assert "needs another look" not in text(back)


def test_the_count_follows_what_is_ticked(client, admin, school, department):
    version = filled(department)
    done, _ = a_learner(department), a_learner(department)
    a_learner(school)
    course = RequirementVersion(course=an_edition().course).course
    Completion.objects.create(
        person=done,
        course=course,
        completed_at=LONG_AGO,
        source="prior_learning",
        recorded_at=LONG_AGO,
    )
    sent = version | {"course": course.key, "title": "", "step": "count"}

    fragment = client.post(NEW, sent, headers={"HX-Request": "true"})
    assert text(fragment).startswith("<p><strong>2 people today.</strong>")
    assert "1 of them has completed the course already" in text(fragment)

    page = client.post(NEW, sent)
    assert page.status_code == 200
    assert "2 people today." in text(page)
    assert "<h1>" in text(page)
    assert "needs another look" not in text(page)


def test_nothing_ticked_is_nobody(client, admin):
    fragment = client.post(NEW, {"step": "count"}, headers={"HX-Request": "true"})

    assert "0 people today." in text(fragment)


def test_a_unit_brings_along_those_below_it(client, admin, school, department):
    client.post(NEW, filled(department, school) | {"step": "confirm"})

    version = RequirementVersion.objects.get()
    assert version.audience == {"any": [{"unit": str(school.uuid)}]}
    assert version.requirement.unit == school


def test_two_departments_belong_to_the_school_above_them(client, admin, school, department):
    other = a_unit("Surgery", parent=school)

    client.post(NEW, filled(department, other) | {"step": "confirm"})

    assert Requirement.objects.get().unit == school


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"course": ""}, "course"),
        ({"course": "unknown"}, "course"),
        ({"units": []}, "units"),
        ({"due_offset": ""}, "due_offset"),
        ({"due_offset": "0"}, "due_offset"),
        ({"due": "fixed"}, "due_on"),
        ({"due": "fixed", "due_on": "2020-01-31"}, "due_on"),
        ({"due": "fixed", "due_on": "soon"}, "due_on"),
        ({"due": "sometime"}, "due"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_what_is_missing_is_said_beside_it(client, admin, department, changed, field, step):
    response = client.post(NEW, filled(department) | changed | {"step": step})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Requirement.objects.exists()


def test_a_title_in_use_is_refused_beside_the_title(client, admin, department):
    sent = filled(department) | {"step": "confirm"}
    client.post(NEW, sent)

    response = client.post(NEW, sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["title"]
    assert Requirement.objects.count() == 1


def test_a_fixed_day_gives_latecomers_time(client, admin, department):
    day = timezone.localdate() + timedelta(days=40)
    sent = filled(department, due="fixed", due_on=day.isoformat(), step="confirm")

    client.post(NEW, sent)

    version = RequirementVersion.objects.get()
    assert (version.due_base, version.due_on, version.due_offset) == ("fixed", day, None)
    assert version.minimum_days == 14


def test_an_admin_of_a_department_cannot_require_of_the_school(client, school, department):
    client.force_login(an_admin(department))

    response = client.post(NEW, filled(school) | {"step": "confirm"})

    assert response.status_code == 422
    assert not Requirement.objects.exists()


@pytest.mark.parametrize("somebody", [a_learner, a_trainer])
def test_whoever_answers_for_nobody_sees_no_requirements(client, somebody):
    version = a_requirement()
    client.force_login(somebody(version.requirement.unit))

    for address in (LIST, NEW, page_of(version)):
        assert client.get(address).status_code == 403


def test_a_coordinator_sees_what_is_asked_of_their_people_and_only_them(client, school, department):
    version = with_rules(in_force(school))
    a_learner(department, first="Ada", last="Abel")
    a_learner(school, first="Berta", last="Bell")
    reconcile(version.requirement, now=timezone.now())
    elsewhere = in_force(title="Elsewhere")
    a_learner(elsewhere.requirement.unit)
    reconcile(elsewhere.requirement, now=timezone.now())
    client.force_login(a_coordinator(department, first="Cora", last="Cole"))

    assert [row["version"] for row in client.get(LIST).context["rows"]] == [version]
    page = client.get(page_of(version))
    assert "Ada Abel" in text(page)
    assert "Berta Bell" not in text(page)
    assert page.context["people"] == 1
    assert "End it" not in text(page)
    assert client.get(page_of(elsewhere)).status_code == 404
    assert client.get(NEW).status_code == 403
    ending = reverse("learning:end_requirement", args=[version.requirement.key])
    assert client.post(ending, {"reason": "No"}).status_code == 403


def test_people_can_be_searched_and_filtered(client, admin, school):
    version = in_force(school)
    a_learner(school, first="Ada", last="Abel")
    a_learner(school, first="Berta", last="Bell")
    now = timezone.now()
    reconcile(version.requirement, now=now)
    Assignment.objects.filter(person__last_name="Bell").update(started_at=now)

    def listed(**query):
        rows = client.get(page_of(version), query).context["listed"]
        return [assignment.person.last_name for assignment, *_ in rows]

    assert listed() == ["Abel", "Bell", admin.last_name]
    assert listed(q="ada") == ["Abel"]
    assert listed(standing="in_progress") == ["Bell"]
    assert listed(standing="waived") == []
    assert listed(standing="nonsense") == ["Abel", "Bell", admin.last_name]


def test_the_next_30_days_are_forecast(client, admin, school):
    version = with_rules(in_force(school, due_days=20))
    reconcile(version.requirement, now=timezone.now())

    address = reverse("learning:requirement_forecast", args=[version.requirement.key])
    assert f'hx-get="{address}" hx-trigger="load"' in text(client.get(page_of(version)))
    part = client.get(address, headers={"HX-Request": "true"})
    mails = part.context["mails"]
    assert text(part).startswith("<div class=")

    today = timezone.localdate()
    assert [(mail.on, mail.words, mail.people) for mail in mails] == [
        (today, "When it is assigned", 1),
        (today + timedelta(days=6), "14 days before it is due", 1),
        (today + timedelta(days=17), "3 days before it is due", 1),
        (today + timedelta(days=20), "On the due day", 1),
        (today + timedelta(days=27), "7 days after it was due", 1),
    ]


def test_ending_one_needs_a_reason(client, admin, school):
    version = in_force(school)
    reconcile(version.requirement, now=timezone.now())
    ending = reverse("learning:end_requirement", args=[version.requirement.key])

    assert "1 person who has not completed it is withdrawn" in text(client.get(ending))
    assert client.post(ending, {"reason": ""}).status_code == 422

    response = client.post(ending, {"reason": "Replaced"})

    assert (response.status_code, response.url) == (302, page_of(version))
    version.requirement.refresh_from_db()
    assert version.requirement.ended_at
    assert "Asked of nobody since" in text(client.get(response.url))
    assert client.get(ending).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_no_more_for_many_than_for_few(
    client, admin, school, count, django_assert_num_queries
):
    for _ in range(count):
        reconcile(in_force(school).requirement, now=timezone.now())
    client.get(LIST)

    with django_assert_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 5])
def test_a_requirements_page_asks_no_more_for_many_than_for_few(
    client, admin, school, count, django_assert_num_queries
):
    for _ in range(count):
        a_learner(school)
    version = with_rules(in_force(school))
    reconcile(version.requirement, now=timezone.now())

    with django_assert_num_queries(17):
        client.get(page_of(version))
