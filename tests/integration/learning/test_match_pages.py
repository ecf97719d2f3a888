"""Why does this person match? On a page of the requirement, and of the audience."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, Employment, User
from learning.models import Assignment
from learning.services.assignments import reconcile
from tests.factories import a_coordinator, a_learner, a_unit, an_admin
from tests.integration.learning.test_audience_lines import saved, tagged
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    admin,
    department,
    in_force,
    school,
    text,
)

pytestmark = pytest.mark.django_db


def at(version):
    return reverse("learning:requirement_match", args=[version.requirement.key])


def asking(unit, audience):
    version = in_force(unit)
    version.audience = audience
    version.save()
    return version


def verdicts(told, depth=0):
    """Each part: how deep it lies, whether it holds, what it says and why."""
    yield depth, told.holds, told.words, told.why
    for part in told.parts:
        yield from verdicts(part, depth + 1)


def test_every_term_says_yes_or_no_and_why(client, admin, school, department):  # noqa: F811
    ada = tagged(a_learner(department, first="Ada", last="Abel"))
    Employment.objects.filter(person=ada).update(hired_on=date(2024, 3, 1))
    Appointment.objects.filter(person=ada).update(
        position="Chair", kind="clinical", from_on=date(2025, 7, 1)
    )
    inner = saved(school, "Preceptors", {"any": [{"tag": "preceptor"}, {"tag": "new"}]})
    version = asking(
        school,
        {
            "all": [
                {"unit": str(school.uuid), "position": "chair"},
                {"audience": str(inner.uuid)},
                {"none": [{"hired": {"from": "2026-01-01"}}, {"person": str(admin.uuid)}]},
            ]
        },
    )
    reconcile(version.requirement, now=timezone.now())

    page = client.get(at(version), {"person": ada.uuid})

    place = "Chair in Internal Medicine (clinical), since 1 July 2025."
    assert list(verdicts(page.context["match"].told)) == [
        (0, True, "All of these hold", ""),
        (1, True, "With an appointment as chair in School of Medicine", place),
        (1, True, "In the audience “Preceptors”", ""),
        (2, True, "At least one of these holds", ""),
        (3, True, "With the tag “preceptor”", "The tag is carried."),
        (3, False, "With the tag “new”", "The tag is not carried."),
        (1, True, "None of these holds", ""),
        (2, False, "Hired since 1 January 2026", "Last hired on 1 March 2024."),
        (2, False, f"Who is {admin.display_name}", "Somebody else."),
    ]
    assert "belongs to it today." in text(page)
    assert reverse("learning:assignment", args=[Assignment.objects.get().uuid]) in text(page)


def test_whoever_does_not_belong_is_told_why_not(client, admin, school, department):  # noqa: F811
    ada = a_learner(department, first="Ada", last="Abel")
    version = asking(school, {"unit": str(a_unit("Nursing").uuid)})

    page = client.get(at(version), {"person": ada.uuid})

    assert "does not belong to it today." in text(page)
    assert "Assistant Professor in Internal Medicine, since 1 January 2024." in text(page)
    assert page.context["assignment"] is None


def test_whoever_has_left_belongs_to_nothing(client, admin, school):  # noqa: F811
    gone = a_learner(school)
    User.objects.filter(pk=gone.pk).update(deactivated_at=timezone.now())
    version = in_force(school)

    page = client.get(at(version), {"person": gone.uuid})

    assert "does not belong to it today." in text(page)
    assert "belongs to no audience, whatever holds of them" in text(page)
    assert page.context["match"].told.holds is True


def test_somebody_is_found_by_words(client, admin, school):  # noqa: F811
    ada = a_learner(school, first="Ada", last="Abel")
    a_learner(school, first="Berta", last="Bell")
    version = in_force(school)

    found = client.get(at(version), {"q": "abel"})

    assert found.context["found"] == [ada]
    assert f'href="?person={ada.uuid}"' in text(found)
    assert "Nobody whom you may see" in text(client.get(at(version), {"q": "nobody"}))


def test_a_coordinator_asks_about_their_people_and_nobody_else(client, school, department):  # noqa: F811
    client.force_login(a_coordinator(department))
    inside = a_learner(department, first="Ina", last="Inside")
    outside = a_learner(school, first="Otto", last="Outside")
    version = in_force(school)
    reconcile(version.requirement, now=timezone.now())

    assert client.get(at(version), {"person": inside.uuid}).status_code == 200
    assert client.get(at(version), {"person": outside.uuid}).status_code == 404
    assert client.get(at(version), {"person": "x"}).status_code == 404
    assert client.get(at(version), {"q": "Outside"}).context["found"] == []
    elsewhere = in_force(a_unit())
    assert client.get(at(elsewhere), {"person": inside.uuid}).status_code == 404


def test_a_saved_audience_answers_the_same(client, school, department):  # noqa: F811
    client.force_login(an_admin(department))
    audience = saved(school, "Preceptors", {"tag": "preceptor"})
    address = reverse("learning:audience_match", args=[audience.uuid])
    inside, outside = tagged(a_learner(department)), tagged(a_learner(school))

    page = client.get(address, {"person": inside.uuid})

    assert "belongs to it today." in text(page)
    assert client.get(address, {"person": outside.uuid}).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_more_terms_and_places_cost_no_more(
    client,
    admin,  # noqa: F811
    school,  # noqa: F811
    count,
    django_assert_num_queries,
):
    ada = a_learner(school)
    units = [a_unit(f"U{number}", parent=school) for number in range(count)]
    for unit in units:
        Appointment.objects.create(person=ada, unit=unit, primary=False, recorded_at=timezone.now())
    people = [{"person": str(a_learner(unit).uuid)} for unit in units]
    version = asking(school, {"any": [*({"unit": str(unit.uuid)} for unit in units), *people]})

    with django_assert_num_queries(18):
        client.get(at(version), {"person": ada.uuid})
