"""Saved audiences on their pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, AudienceRule
from learning.models import Assignment, Requirement
from learning.services.assignments import reconcile
from tests.factories import a_coordinator, a_learner, a_unit, an_admin
from tests.integration.learning.test_audience_lines import lines, saved, tagged
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    admin,
    department,
    in_force,
    school,
    text,
)
from tests.sent import sent_by

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("learning:audiences"), reverse("learning:new_audience")
PRECEPTORS = {"any": [{"tag": "preceptor"}]}


def at(audience, name="audience"):
    return reverse(f"learning:{name}", args=[audience.uuid])


def asked_of(audience, unit, **fields):
    version = in_force(unit, **fields)
    version.audience = {"audience": str(audience.uuid)}
    version.save()
    reconcile(version.requirement, now=timezone.now())
    return version


def test_an_audience_is_made_and_shown(client, admin, school, department):  # noqa: F811
    ada = tagged(a_learner(department, first="Ada", last="Abel"))
    sent = lines(("tag", {"tag": "preceptor"})) | {"name": "Preceptors"}

    counted = client.post(NEW, sent | {"step": "count"})
    assert "1 person today." in text(counted)
    done = client.post(NEW, sent | {"step": "confirm"}, follow=True)

    audience = Audience.objects.get()
    assert done.redirect_chain == [(at(audience), 302)]
    assert audience.unit == school
    assert audience.rules.get().expression == PRECEPTORS
    page = text(done)
    assert "“Preceptors” is kept." in page
    assert "Everyone with the tag “preceptor”." in page
    assert ada.display_name in page
    assert "No requirement and no other audience." in page
    assert "Preceptors" in text(client.get(LIST))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Taken"}, "name"),
        ({"rule-0-tag": ""}, "whom"),
        ({"owner": "x"}, "owner"),
    ],
)
def test_what_is_missing_is_said_beside_it(client, admin, school, changed, field):  # noqa: F811
    saved(school, "Taken", PRECEPTORS)
    sent = lines(("tag", {"tag": "preceptor"})) | {"name": "Preceptors"}

    reply = client.post(NEW, sent | changed | {"step": "confirm"})

    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == [field]
    assert Audience.objects.count() == 1


def test_a_change_is_seen_before_it_is_made(client, admin, school, department):  # noqa: F811
    audience = saved(school, "Preceptors", PRECEPTORS)
    goes = tagged(a_learner(department, first="Gus", last="Gone"))
    comes = tagged(a_learner(department, first="Cora", last="Comes"), "new")
    version = asked_of(audience, school)
    form = sent_by(client.get(at(audience, "change_audience")))
    assert form["rule-0-tag"] == ["preceptor"]

    sent = form | {"rule-0-tag": "new", "reason": "Decided."}
    look = client.post(at(audience, "change_audience"), sent | {"step": "preview"})

    page = text(look)
    assert look.status_code == 200
    assert "Everyone with the tag “new”." in page
    assert "1 person comes in." in page
    assert "1 person is asked no longer." in page
    assert page.count(goes.display_name) == 2
    assert page.count(comes.display_name) == 2
    assert version.title in page
    assert audience.rules.count() == 1

    again = client.post(
        at(audience, "change_audience"), sent_by(look, ("step", "edit")) | {"step": "edit"}
    )
    assert sent_by(again)["rule-0-tag"] == ["new"]
    made = client.post(
        at(audience, "change_audience"), sent_by(look, ("step", "confirm")) | {"step": "confirm"}
    )
    assert made.url == at(audience)
    assert {one.person for one in Assignment.objects.in_force()} == {comes}
    shown = text(client.get(at(audience)))
    assert "says so from now on" in shown
    assert "Everyone with the tag “preceptor”." in shown
    assert version.title in shown


def test_who_was_slower_keeps_what_they_typed(client, admin, school):  # noqa: F811
    audience = saved(school, "Preceptors", PRECEPTORS)
    form = sent_by(client.get(at(audience, "change_audience")))
    sent = form | {"rule-0-tag": "new", "reason": "First.", "step": "confirm"}
    assert client.post(at(audience, "change_audience"), sent).status_code == 302

    late = client.post(at(audience, "change_audience"), sent | {"rule-0-tag": "other"})

    assert late.status_code == 409
    assert "Somebody changed it meanwhile" in text(late)
    assert sent_by(late)["rule-0-tag"] == ["other"]


def test_one_that_would_lie_inside_itself_is_refused_at_its_lines(client, admin, school):  # noqa: F811
    audience = saved(school, "Preceptors", PRECEPTORS)
    outer = saved(school, "Outer", {"audience": str(audience.uuid)})
    form = sent_by(client.get(at(audience, "change_audience")))
    sent = form | lines(("audience", {"audience": str(outer.uuid)}))

    reply = client.post(
        at(audience, "change_audience"), sent | {"reason": "Why not.", "step": "preview"}
    )

    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == ["whom"]
    assert "It would lie inside itself, by way of “Outer”." in text(reply)


def test_one_in_use_does_not_end(client, admin, school):  # noqa: F811
    audience = saved(school, "Preceptors", PRECEPTORS)
    version = asked_of(audience, school)
    address = at(audience, "end_audience")

    assert version.title in text(client.get(address))
    assert client.post(address, {"reason": "Over."}).status_code == 422
    Requirement.objects.update(ended_at=timezone.now())
    assert client.post(address, {"reason": ""}).status_code == 422
    done = client.post(address, {"reason": "Over."}, follow=True)

    assert "“Preceptors” is offered no longer." in text(done)
    assert client.get(at(audience)).status_code == 404


def test_an_admin_of_a_department_sees_those_above_and_changes_their_own(
    client,
    school,  # noqa: F811
    department,  # noqa: F811
):
    client.force_login(an_admin(department))
    above = saved(school, "Of the school", PRECEPTORS)
    hidden = saved(a_unit("Surgery", parent=school), "Of Surgery", PRECEPTORS)
    outside, inside = tagged(a_learner(school)), tagged(a_learner(department))

    page = text(client.get(at(above)))
    assert inside.display_name in page
    assert outside.display_name not in page
    assert "1 person today." in page
    for name in ("change_audience", "end_audience"):
        assert client.get(at(above, name)).status_code == 403
        assert client.get(at(hidden, name)).status_code == 404
    assert "Of Surgery" not in text(client.get(LIST))

    sent = lines(("tag", {"tag": "preceptor"})) | {"name": "Ours", "step": "confirm"}
    client.post(NEW, sent | {"owner": str(school.uuid)})
    assert not AudienceRule.objects.filter(name="Ours").exists()
    client.post(NEW, sent)
    ours = AudienceRule.objects.get(name="Ours")
    assert ours.audience.unit == department
    assert ours.expression == {"all": [{"unit": str(department.uuid)}, PRECEPTORS]}


def test_nobody_elses_name_is_told_when_theirs_is_narrowed(client, school, department):  # noqa: F811
    """One that an admin of the whole school wrote wider than the department that it belongs to."""
    client.force_login(an_admin(department))
    audience = saved(department, "Preceptors", PRECEPTORS)
    outside = tagged(a_learner(school, first="Otto", last="Outside"))
    inside = tagged(a_learner(department, first="Ina", last="Inside"))
    asked_of(audience, school)
    form = sent_by(client.get(at(audience, "change_audience")))

    look = client.post(
        at(audience, "change_audience"),
        form | {"rule-0-tag": "new", "reason": "Narrower.", "step": "preview"},
    )

    assert look.context["changed"].lost.number == 2
    assert inside.display_name in text(look)
    assert outside.display_name not in text(look)


@pytest.mark.parametrize("who", [a_coordinator, a_learner])
def test_only_admins_come_here(client, school, who):  # noqa: F811
    audience = saved(school, "Preceptors", PRECEPTORS)
    client.force_login(who(school))

    for address in (LIST, NEW, at(audience), at(audience, "change_audience")):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_no_more_for_many_than_for_few(
    client,
    admin,  # noqa: F811
    school,  # noqa: F811
    count,
    django_assert_num_queries,
):
    for number in range(count):
        asked_of(saved(school, f"N{number}", PRECEPTORS), school, title=f"T{number}")

    with django_assert_num_queries(7):
        client.get(LIST)
