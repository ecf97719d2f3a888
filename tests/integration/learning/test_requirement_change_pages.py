from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import Assignment, RequirementVersion
from learning.services.assignments import reconcile
from tests.factories import a_course, a_learner, an_edition
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    NEW,
    admin,
    department,
    filled,
    in_force,
    page_of,
    school,
    text,
)

pytestmark = pytest.mark.django_db


def changing(version):
    return reverse("learning:change_requirement", args=[version.requirement.key])


def said(version, **changed):
    """What the form sends where nothing but this is changed."""
    return {
        "course": version.course.key,
        "title": version.title,
        "units": [str(version.requirement.unit.uuid)],
        "due": version.due_base,
        "due_offset": version.due_offset or "",
        "due_unit": "days",
        "minimum_days": "",
        "renewal": "none",
        "purpose": "",
        "based_on": str(version.number),
        "reason": "Decided in November.",
    } | changed


@pytest.fixture
def asked(admin, department):  # noqa: F811
    version = in_force(department)
    person = a_learner(department, first="Ada", last="Abel")
    reconcile(version.requirement, now=timezone.now() - timedelta(days=2))
    return version, person


def test_the_form_begins_with_what_it_says_now(client, asked):
    version, _ = asked

    form = client.get(changing(version)).context["form"]

    assert form["title"].value() == version.title
    assert form["units"].value() == [str(version.requirement.unit.uuid)]
    assert (form["due"].value(), form["due_offset"].value()) == ("assigned", 60)
    assert (form["renewal"].value(), form["based_on"].value()) == ("none", 1)


def test_a_change_is_seen_before_it_is_made(client, asked):
    version, _person = asked
    sent = said(version, due_offset="30", re_date="on")

    look = client.post(changing(version), sent | {"step": "preview"})

    assert look.status_code == 200
    assert "Due 60 days after it is assigned." in text(look)
    assert "Due 30 days after it is assigned." in text(look)
    assert "1 person is due on another day." in text(look)
    assert "Ada Abel" in text(look)
    assert version.requirement.versions.count() == 1

    back = client.post(changing(version), sent | {"step": "edit"})
    assert back.context["form"]["due_offset"].value() == "30"
    made = client.post(changing(version), dict(look.context["sent"]) | {"step": "confirm"})
    assert made.headers["Location"] == page_of(version)
    due_on = timezone.localdate() + timedelta(days=28)
    assert Assignment.objects.get().due_on in (due_on, due_on + timedelta(days=1))
    page = client.get(page_of(version))
    assert "says so from now on" in text(page)
    assert "Version 2: what it said before" in text(page)


def test_what_it_said_before_stays_to_be_read(client, asked):
    version, _ = asked
    client.post(changing(version), said(version, title="Repair, anew", step="confirm"))

    page = client.get(reverse("learning:requirement_history", args=[version.requirement.key]))

    assert [step["version"].number for step in page.context["steps"]] == [2, 1]
    [difference] = page.context["steps"][0]["differences"]
    assert (difference.name, difference.before, difference.after) == (
        "Title",
        "Repair, all faculty",
        "Repair, anew",
    )
    assert "Decided in November." in text(page)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"due": "hired", "due_offset": ""}, "due_offset"),
        ({"renewal": "completion", "window_months": "2", "active_months": ""}, "active_months"),
        ({"renewal": "completion", "active_months": "2", "window_months": "2"}, "window_months"),
        ({"renewal": "anniversary", "window_months": "1", "anniversary": ""}, "anniversary"),
        ({"renewal": "anniversary", "window_months": "1", "anniversary": "13-01"}, "anniversary"),
        ({"renewal": "anniversary", "window_months": "1", "anniversary": "soon"}, "anniversary"),
        ({}, "__all__"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_what_cannot_be_is_said_beside_it(client, asked, changed, field, step):
    version, _ = asked

    response = client.post(changing(version), said(version, **changed, step=step))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert version.requirement.versions.count() == 1


def test_who_was_slower_is_told_and_keeps_what_they_typed(client, asked):
    version, _ = asked
    client.post(changing(version), said(version, title="The first", step="confirm"))

    late = client.post(changing(version), said(version, title="The second", step="confirm"))

    assert late.status_code == 409
    assert "Somebody changed it meanwhile." in text(late)
    assert late.context["form"]["title"].value() == "The second"
    assert RequirementVersion.objects.newest().get().title == "The first"


def test_every_rule_can_be_said_on_the_page(client, admin, department):  # noqa: F811
    shorter = an_edition(a_course()).course
    sent = filled(
        department,
        due="hired",
        due_offset="3",
        due_unit="months",
        minimum_days="10",
        renewal="anniversary",
        anniversary="6-30",
        window_months="2",
        minimum_months="6",
        renewal_course=shorter.key,
    )

    client.post(NEW, sent | {"step": "confirm"})

    version = RequirementVersion.objects.get()
    assert (version.due_base, version.due_offset, version.due_unit) == ("hired", 3, "months")
    assert (version.minimum_days, version.due_on) == (10, None)
    assert (version.renewal, version.active_months, version.anniversary) == (
        "anniversary",
        12,
        "06-30",
    )
    assert (version.window_months, version.minimum_months) == (2, 6)
    assert version.renewal_course == shorter
    page = client.get(page_of(version))
    assert "Valid until the next 30 June. It may be renewed from 2 months before the end." in text(
        page
    )
    form = client.get(changing(version)).context["form"]
    assert form["anniversary"].value() == "06-30"
    assert form["renewal_course"].value() == shorter.key


def test_a_day_that_has_passed_may_stay_while_the_rest_is_changed(client, admin, department):  # noqa: F811
    version = in_force(department, due_on=date(2024, 3, 1))

    response = client.post(
        changing(version),
        said(version, due="fixed", due_on="2024-03-01", title="Another", step="confirm"),
    )

    assert response.status_code == 302
    assert RequirementVersion.objects.newest().get().due_on == date(2024, 3, 1)
