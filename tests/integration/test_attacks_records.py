"""What was recorded stays: through services, and through the operators' pages."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from learning.models import Completion
from tests import factories as make
from tests.house.world import a_world

pytestmark = pytest.mark.django_db

OURS = ("accounts", "courses", "learning", "credentials", "reports")
BY_OPERATORS = {"accounts.user"}  # which of our tables they may change at all
WAYS_IN = {"account.emailaddress", "mfa.authenticator", "usersessions.usersession", "auth.group"}


@pytest.fixture
def operator(client):
    person = User.objects.create_superuser("operator@example.org", make.PASSWORD)
    client.force_login(person)
    return person


def test_no_operator_adds_changes_or_deletes_what_is_recorded(rf, operator):
    request = rf.get("/")
    request.user = operator
    may = {
        model._meta.label_lower
        for model, page in admin.site._registry.items()
        if page.has_add_permission(request)
        or page.has_change_permission(request)
        or page.has_delete_permission(request)
    }

    assert may - WAYS_IN == BY_OPERATORS


def test_no_action_of_the_operators_lists_deletes_anything(client, operator):
    world = a_world()
    for model in admin.site._registry:
        if model._meta.app_label not in OURS:
            continue
        keys = list(model._default_manager.values_list("pk", flat=True))
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        client.post(address, {"action": "delete_selected", "_selected_action": keys, "post": "yes"})
        assert model._default_manager.count() == len(keys), model
    assert world.learner.uuid


def test_an_operator_changes_nothing_of_a_person_but_the_marks(client, operator):
    person = make.a_person(email="amara@example.org")

    client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {"email": "mine@example.org", "hr_id": "666", "last_name": "X", "is_test": "on"},
    )

    person.refresh_from_db()
    assert person.email == "amara@example.org"
    assert person.hr_id != "666"
    assert person.is_test


def test_every_page_of_the_operators_opens_for_every_row(client, operator):
    a_world()
    for model in apps.get_models():
        if model not in admin.site._registry or model._meta.app_label not in OURS:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code == 200, model
        for key in model._default_manager.values_list("pk", flat=True)[:2]:
            assert client.get(reverse(f"{name}_change", args=[key])).status_code == 200, model


def test_a_learner_s_page_does_not_open_the_operators(client):
    client.force_login(make.an_admin())

    assert client.get(reverse("admin:index")).status_code == 302
    assert Completion.objects.count() == 0
