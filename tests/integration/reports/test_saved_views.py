from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from reports.models import SavedView
from tests.factories import NOW, a_coordinator, a_requirement, a_unit, an_admin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    top = a_unit("Medicine")
    surgery = a_unit("Surgery", parent=top)
    a_requirement(unit=top, key="repair", title="Repair, all faculty")
    return {"top": top, "surgery": surgery, "nursing": a_unit("Nursing", parent=top)}


def keep(client, person, page="overview", /, *, name="Mine", shared=False, **asked):
    client.force_login(person)
    said = {"name": name} | ({"shared": "on"} if shared else {})
    return client.post(f"{reverse('reports:keep_view', args=[page])}?{urlencode(asked)}", said)


def listed(client, person):
    client.force_login(person)
    page = client.get(reverse("reports:saved_views"))
    return [[view.name for view in page.context[name]] for name in ("own", "shared")]


def test_a_view_that_is_kept_is_its_address(client, school):
    admin = an_admin(school["top"])
    asked = {"unit": str(school["surgery"].uuid), "figure": "overdue", "requirement": "repair"}

    response = keep(client, admin, **asked, other="thing")

    address = f"{reverse('reports:overview')}?{urlencode(asked)}"
    assert sorted(response["Location"].partition("?")[2].split("&")) == sorted(
        address.partition("?")[2].split("&")
    )
    assert client.get(response["Location"]).status_code == 200
    assert listed(client, admin) == [["Mine"], []]


def test_a_view_of_people_keeps_what_was_looked_for(client, school):
    admin = an_admin(school["top"])

    keep(client, admin, "people", standing="overdue", q="ines", page="2")

    view = SavedView.objects.get()
    assert view.get_absolute_url() == (
        f"{reverse('reports:people')}?unit={school['top'].uuid}&standing=overdue&q=ines"
    )


def test_a_shared_view_is_found_by_those_who_answer_for_its_unit_and_by_nobody_else(client, school):
    admin = an_admin(school["top"])
    keep(client, admin, name="Theirs", shared=True, unit=str(school["surgery"].uuid))
    keep(client, admin, name="Whole", shared=True)
    keep(client, admin, name="Own", unit=str(school["surgery"].uuid))

    assert listed(client, a_coordinator(school["surgery"])) == [[], ["Theirs"]]
    assert listed(client, a_coordinator(school["nursing"])) == [[], []]
    assert listed(client, an_admin(school["top"])) == [[], ["Theirs", "Whole"]]
    assert listed(client, admin) == [["Own", "Theirs", "Whole"], []]


def test_several_units_at_once_are_shared_with_nobody(client, school):
    coordinator = a_coordinator(school["surgery"])
    grant = coordinator.grants.get()
    grant.pk, grant.unit = None, school["nursing"]
    grant.save()

    refused = keep(client, coordinator, shared=True)

    assert refused.status_code == 422
    assert "Choose one unit in the view first" in refused.content.decode()
    assert keep(client, coordinator).status_code == 302
    assert SavedView.objects.get().unit is None


def test_keeping_twice_keeps_one_and_another_view_needs_another_name(client, school):
    admin = an_admin(school["top"])
    for _time in range(2):
        assert keep(client, admin, figure="overdue").status_code == 302

    taken = keep(client, admin, figure="waived")

    assert taken.status_code == 422
    assert "You keep another view under that name." in taken.content.decode()
    assert SavedView.objects.get().query.endswith("figure=overdue")


def test_a_unit_out_of_scope_cannot_be_kept(client, school):
    coordinator = a_coordinator(school["surgery"])

    assert keep(client, coordinator, unit=str(school["nursing"].uuid)).status_code == 404
    assert keep(client, coordinator, "nothing").status_code == 404


def test_only_their_keeper_changes_and_drops_a_view(client, school):
    admin, other = an_admin(school["top"]), an_admin(school["top"])
    keep(client, admin, shared=True)
    view = SavedView.objects.get()
    change = reverse("reports:change_view", args=[view.uuid])
    drop = reverse("reports:drop_view", args=[view.uuid])

    client.force_login(other)
    assert client.get(change).status_code == 404
    client.post(drop)
    assert SavedView.objects.count() == 1

    client.force_login(admin)
    assert client.post(change, {"name": "Ours"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.shared_at) == ("Ours", None)
    for _time in range(2):
        assert client.post(drop).status_code == 302
    assert SavedView.objects.count() == 0
    kinds = AuditEntry.objects.filter(by=admin).order_by("pk").values_list("action", flat=True)
    assert list(kinds) == ["reports.view.kept", "reports.view.changed", "reports.view.dropped"]


def test_a_name_that_is_taken_is_refused_when_a_view_is_named_anew(client, school):
    admin = an_admin(school["top"])
    keep(client, admin, name="One")
    keep(client, admin, name="Two", figure="overdue")

    two = SavedView.objects.get(name="Two")
    response = client.post(reverse("reports:change_view", args=[two.uuid]), {"name": "One"})

    assert response.status_code == 422
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["One", "Two"]


def test_queries_do_not_grow_with_views(client, django_assert_num_queries, school):
    admin = an_admin(school["top"])
    address = reverse("reports:saved_views")
    for names in (["One"], ["Two", "Three", "Four"]):
        for name in names:
            keep(client, admin, name=name)
            keep(client, an_admin(school["top"]), name=name, shared=True)
        client.force_login(admin)
        with django_assert_num_queries(5):
            client.get(address)
