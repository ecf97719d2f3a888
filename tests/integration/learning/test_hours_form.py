"""Asking for hours from a menu: said on the form, looked at, switched on, changed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from learning.models import Assignment, Requirement, RequirementVersion
from learning.services.assignments import reconcile
from learning.services.menus import MenuPart, menu_of
from tests.factories import LONG_AGO, a_learner, an_edition
from tests.integration.learning.helpers import page_of
from tests.integration.learning.test_hours import earn
from tests.integration.learning.test_hours_pages import words_of
from tests.integration.learning.test_requirement_pages import (  # noqa: F401
    NEW,
    admin,
    department,
    school,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admin")]


@pytest.fixture
def courses():
    titles = ("Circle keeping", "A novel", "Grand rounds")
    return [an_edition(title=title).course for title in titles]


@pytest.fixture
def form(department, courses):  # noqa: F811
    workshop, novel, rounds = courses
    return {
        "asks": "hours",
        "course": "",
        "title": "Six hours a year",
        "units": [str(department.uuid)],
        "due": "none",
        "due_unit": "days",
        "renewal": "none",
        "hours": "6",
        "menu_1_name": "Workshops",
        "menu_1_least": "1",
        "menu_1_courses": [workshop.key],
        "menu_2_name": "Book club",
        "menu_2_most": "1",
        "menu_2_courses": [novel.key],
        "menu_3_name": "Talks",
        "menu_3_courses": [rounds.key],
    }


def send(client, form, step="preview", url=NEW, **changed):
    return client.post(url, form | changed | {"step": step})


def errors(reply):
    assert reply.status_code == 422
    return {name: list(found) for name, found in reply.context["form"].errors.items()}


def test_switching_it_on_keeps_the_menu_as_it_was_said(client, form, courses):
    reply = send(client, form, "confirm")

    version = RequirementVersion.objects.get()
    assert reply.url == version.requirement.get_absolute_url()
    assert (version.course, version.hours) == (None, 6)
    assert menu_of(version).parts == (
        MenuPart("Workshops", (courses[0].pk,), None, 1),
        MenuPart("Book club", (courses[1].pk,), Decimal(1), 0),
        MenuPart("Talks", (courses[2].pk,), None, 0),
    )


def test_a_look_says_the_menu_and_who_has_done_enough_and_changes_nothing(
    client,
    form,
    courses,
    department,  # noqa: F811
):
    done = a_learner(department)
    a_learner(department)
    earn(done, courses[0], 6, LONG_AGO)

    reply = send(client, form)

    said = words_of(reply.content.decode())
    assert reply.status_code == 200
    assert "asked of 2 people. 1 has done enough already." in said
    assert "6 hours, from this menu" in said
    assert "Workshops (at least 1) Circle keeping Book club (at most 1 hour) A novel" in said
    assert not Requirement.objects.exists()


def test_what_was_looked_at_can_be_sent_on_and_gone_back_to(client, form):
    sent = send(client, form).context["sent"]

    again = {}
    for name, value in sent:
        again.setdefault(name, []).append(value)
    page = client.post(NEW, again | {"step": "edit"}).context["form"]
    assert page["menu_2_name"].value() == "Book club"
    assert page["menu_1_courses"].value() == form["menu_1_courses"]
    assert client.post(NEW, again | {"step": "confirm"}).status_code == 302
    assert RequirementVersion.objects.get().hours == 6


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"hours": ""}, "hours", "Say how many hours are asked."),
        ({"menu_2_name": ""}, "menu_2_name", "Give the category a name."),
        ({"menu_3_courses": []}, "menu_3_courses", "Choose at least one course."),
        (
            {"menu_1_most": "2", "menu_3_most": "2"},
            "hours",
            "The limits of the categories leave no room for so many hours.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place(client, form, changed, field, words):
    assert errors(send(client, form, **changed)) == {field: [words]}
    assert not Requirement.objects.exists()


def test_a_course_in_two_categories_is_refused_at_the_second(client, form):
    twice = form["menu_3_courses"] + form["menu_1_courses"]

    assert errors(send(client, form, menu_3_courses=twice)) == {
        "menu_3_courses": [
            "“Circle keeping” is in “Workshops” already: a course stands in one category."
        ]
    }


def test_a_menu_without_anything_is_refused_at_its_beginning(client, form):
    empty = {name: value for name, value in form.items() if not name.startswith("menu_")}

    assert errors(send(client, empty)) == {"menu_1_name": ["Give the menu at least one category."]}


def test_one_course_needs_no_menu_and_hours_no_course(client, form, courses):
    assert errors(send(client, form, asks="course")) == {"course": ["This field is required."]}

    send(client, form, "confirm", asks="course", course=courses[0].key)

    version = RequirementVersion.objects.get()
    assert (version.course, version.hours, version.categories.count()) == (courses[0], None, 0)


@pytest.fixture
def asked(client, form, department):  # noqa: F811
    """In force, and asked of somebody who has 3 hours of the workshop."""
    send(client, form, "confirm")
    version = RequirementVersion.objects.get()
    person = a_learner(department)
    earn(person, version.menu_items.get(category__name="Workshops").course, 3, LONG_AGO)
    reconcile(version.requirement, now=version.recorded_at)
    return version, Assignment.objects.get(person=person)


def changing(version):
    return reverse("learning:change_requirement", args=[version.requirement.key])


def test_the_form_to_change_it_begins_with_what_it_says(client, form, asked):
    version, _ = asked

    begun = client.get(changing(version)).context["form"]

    for name in ("asks", "menu_1_name", "menu_1_courses", "menu_3_name"):
        assert begun[name].value() == form[name]
    assert (begun["hours"].value(), begun["menu_2_most"].value()) == (6, 1)
    assert (begun["menu_1_least"].value(), begun["menu_2_least"].value()) == (1, None)


def test_a_change_says_before_and_after_and_counts_anew(client, form, asked):
    version, assignment = asked
    fewer = form | {
        "hours": "3",
        "menu_3_name": "Rounds",
        "reason": "Three are enough.",
        "based_on": "1",
    }

    look = send(client, fewer, "preview", changing(version))
    said = words_of(look.content.decode())
    assignment.refresh_from_db()
    before = assignment.completed_at
    send(client, fewer, "confirm", changing(version))

    assignment.refresh_from_db()
    assert "6 hours from a menu. Workshops (at least 1): Circle keeping." in said
    assert "3 hours from a menu." in said
    assert "Rounds: Grand rounds." in said
    assert (before, assignment.completed_at) == (None, LONG_AGO)
    assert assignment.version.number == 2
    assert [part.name for part in menu_of(version).parts] == ["Workshops", "Book club", "Talks"]
    history = page_of(
        client, reverse("learning:requirement_history", args=[version.requirement.key])
    )
    assert "3 hours from a menu." in words_of(history)


def test_the_same_menu_once_more_is_no_change(client, form, asked):
    version, _ = asked

    reply = send(client, form | {"reason": "None.", "based_on": "1"}, "confirm", changing(version))

    assert errors(reply) == {"__all__": ["Nothing was changed."]}


def test_hours_may_become_a_course_and_a_course_hours(client, form, asked, courses):
    version, assignment = asked
    why = {"reason": "Simpler.", "asks": "course", "course": courses[0].key, "based_on": "1"}

    send(client, form | why, "confirm", changing(version))
    assignment.refresh_from_db()
    by_course = (assignment.course, assignment.completed_at)
    back = {"reason": "Not simpler.", "based_on": "2"}
    assert send(client, form | back, "confirm", changing(version)).status_code == 302

    assignment.refresh_from_db()
    assert by_course == (courses[0], LONG_AGO)
    assert (assignment.course, assignment.version.number) == (courses[0], 2)  # completed stays
    assert RequirementVersion.objects.newest().get().hours == 6


def test_a_course_retired_since_may_stay_on_the_menu(client, form, asked, courses):
    version, _ = asked
    courses[1].retired_at = LONG_AGO
    courses[1].save()

    reply = send(
        client,
        form | {"title": "Six hours", "reason": "Shorter.", "based_on": "1"},
        "confirm",
        changing(version),
    )

    assert reply.status_code == 302
    assert "no longer offered" in page_of(client, version.requirement.get_absolute_url())
