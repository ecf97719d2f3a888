"""An admin of a department asks its people and nobody else, whatever their browser sends."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import Requirement, RequirementVersion
from learning.services.assignments import reconcile
from tests.factories import a_learner, a_unit, an_admin
from tests.integration.learning.test_audience_lines import (
    COUNT,
    exactly,
    lines,
    saved,
    switched_on,
    tagged,
)
from tests.integration.learning.test_requirement_change_pages import changing
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    NEW,
    department,
    filled,
    in_force,
    school,
    text,
)
from tests.sent import sent_by

pytestmark = pytest.mark.django_db


def of_department(client, unit):
    person = an_admin(unit)
    client.force_login(person)
    return person


def test_an_admin_of_a_department_reaches_nobody_else(client, school, department):  # noqa: F811
    of_department(client, department)
    elsewhere = a_unit("Surgery", parent=school)
    outside, inside = tagged(a_learner(elsewhere)), tagged(a_learner(department))
    sent = exactly(("tag", {"tag": "preceptor"}), owner=str(department.uuid))

    part = client.post(COUNT, sent, headers={"HX-Request": "true"})
    version = switched_on(client, sent)

    assert list(part.context["counted"].sample) == [inside]
    assert outside.display_name not in text(part)
    assert version.requirement.unit == department
    assert version.audience == {
        "all": [{"unit": str(department.uuid)}, {"any": [{"tag": "preceptor"}]}]
    }
    form = client.get(changing(version)).context["form"]
    assert list(form.book.sent) == ["rule-combine", "rule-0-what", "rule-0-tag"]


@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_nor_by_naming_a_unit_that_is_not_theirs(client, school, department, step):  # noqa: F811
    of_department(client, department)
    outside = a_learner(school)
    line = ("appointment", {"position": "Assistant Professor"})

    for sent in (
        exactly(line, owner=str(school.uuid)),
        exactly(("appointment", {"unit": str(school.uuid)}), owner=str(department.uuid)),
        exactly(("people", {"who": outside.email}), owner=str(department.uuid)),
        exactly(("people", {"who": str(outside.uuid)}), owner=str(department.uuid)),
        filled(school) | {"whom": "units"},
    ):
        reply = client.post(NEW, sent | {"step": step})
        assert reply.status_code == 422
        assert outside.display_name not in text(reply)
        counted = client.post(COUNT, sent, headers={"HX-Request": "true"})
        assert outside.display_name not in text(counted)
    assert not Requirement.objects.exists()


def test_nor_through_a_saved_audience_of_the_school(client, school, department):  # noqa: F811
    of_department(client, department)
    everyone = saved(school, "Everyone", {"unit": str(school.uuid)})
    a_learner(school)
    sent = filled(units=[]) | {
        "whom": "saved",
        "audience": str(everyone.uuid),
        "owner": str(department.uuid),
    }

    version = switched_on(client, sent)

    assert version.audience == {
        "all": [{"unit": str(department.uuid)}, {"audience": str(everyone.uuid)}]
    }
    form = client.get(changing(version)).context["form"]
    assert (form.way(), form["audience"].value()) == ("saved", str(everyone.uuid))


def test_nor_by_changing_one_that_is_theirs(client, school, department):  # noqa: F811
    of_department(client, department)
    version = in_force(department)
    tagged(a_learner(school))
    page = client.get(changing(version))

    sent = sent_by(page) | lines(("tag", {"tag": "preceptor"})) | {"owner": str(school.uuid)}
    sent |= {"reason": "Wider.", "step": "confirm"}
    assert client.post(changing(version), sent).status_code == 422

    sent["owner"] = str(department.uuid)
    assert client.post(changing(version), sent).status_code == 302
    assert RequirementVersion.objects.newest().get().audience == {
        "all": [{"unit": str(department.uuid)}, {"any": [{"tag": "preceptor"}]}]
    }


def test_an_audience_of_elsewhere_is_not_offered(client, school, department):  # noqa: F811
    of_department(client, department)
    elsewhere = a_unit("Surgery", parent=school)
    hidden = saved(elsewhere, "Surgeons", {"unit": str(elsewhere.uuid)})

    assert "Surgeons" not in text(client.get(NEW))
    sent = exactly(("audience", {"audience": str(hidden.uuid)}), owner=str(department.uuid))
    assert client.post(NEW, sent | {"step": "preview"}).status_code == 422


@pytest.fixture
def both_named(school, department):  # noqa: F811
    """A requirement, and an audience, that name somebody of the department and two others."""
    ada, berta, cora = (
        a_learner(unit, first=first, last="Abel")
        for first, unit in (("Ada", department), ("Berta", school), ("Cora", a_unit()))
    )
    named = {"any": [{"person": str(each.uuid)} for each in (ada, berta, cora)]}
    version = in_force(school)
    RequirementVersion.objects.filter(pk=version.pk).update(audience=named)
    reconcile(version.requirement, now=timezone.now())
    audience = saved(school, "Those three", named)
    return {
        "ada": ada,
        "requirement": reverse("learning:requirement", args=[version.requirement.key]),
        "match": reverse("learning:requirement_match", args=[version.requirement.key]),
        "audience": reverse("learning:audience", args=[audience.uuid]),
        "audience_match": reverse("learning:audience_match", args=[audience.uuid]),
        "audiences": reverse("learning:audiences"),
        "history": reverse("learning:requirement_history", args=[version.requirement.key]),
    }


def test_who_else_is_named_is_not_told_to_those_who_do_not_answer_for_them(
    client,
    department,  # noqa: F811
    both_named,
):
    ada = both_named["ada"]
    of_department(client, department)
    told = "Nobody but Ada Abel and 2 people whom you do not answer for."

    for name in ("requirement", "match", "audience", "audience_match", "audiences"):
        page = text(client.get(both_named[name]))
        assert told in page, name
        assert ("Berta" in page, "Cora" in page) == (False, False), name
    for name in ("match", "audience_match"):
        page = text(client.get(both_named[name], {"person": ada.uuid}))
        assert "Who is Ada Abel" in page
        assert page.count("Who is somebody whom you do not answer for") == 2
        assert ("Berta" in page, "Cora" in page) == (False, False), name


def test_whoever_runs_it_all_reads_every_name(client, both_named):
    client.force_login(an_admin())

    for name in ("requirement", "audience", "audiences"):
        page = text(client.get(both_named[name]))
        assert "Nobody but Ada Abel, Berta Abel and Cora Abel." in page, name


def test_nor_in_what_a_requirement_said_before(client, school, department, both_named):  # noqa: F811
    client.force_login(an_admin())
    version = RequirementVersion.objects.get()
    sent = sent_by(client.get(changing(version)))
    sent |= {"rule-0-who": both_named["ada"].email, "reason": "Fewer.", "step": "confirm"}
    assert client.post(changing(version), sent).status_code == 302

    of_department(client, department)
    page = text(client.get(both_named["history"]))

    assert "Nobody but Ada Abel and 2 people whom you do not answer for." in page
    assert "Nobody but Ada Abel." in page
    assert ("Berta" in page, "Cora" in page) == (False, False)
