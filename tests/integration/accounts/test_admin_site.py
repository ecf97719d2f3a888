"""The framework's admin site: for operators, and mostly to look."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.factories import NOW, a_person, an_admin

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label == "accounts"]


@pytest.fixture
def operator(client):
    operator = User.objects.create_superuser("root@example.org", "a circle of seats")
    client.force_login(operator)
    return operator


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_can_be_looked_at_and_none_added_to_or_deleted_from(client, operator, model):
    name = f"admin:accounts_{model._meta.model_name}"
    person = a_person()
    AuditEntry.objects.create(at=NOW, by=person, action="a", subject="b")

    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code in (200, 302)
    assert client.get(reverse(f"{name}_add")).status_code == 403
    row = model.objects.first()
    if row:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"{name}_delete", args=[row.pk])).status_code == 403


def test_a_fact_is_not_changed_there(client, operator):
    entry = AuditEntry.objects.create(at=NOW, by=operator, action="a", subject="b")
    url = reverse("admin:accounts_auditentry_change", args=[entry.pk])

    assert client.post(url, {"action": "c"}).status_code == 403


def test_an_operator_marks_a_test_account(client, operator):
    person = a_person()

    client.post(reverse("admin:accounts_user_change", args=[person.pk]), {"is_test": "on"})

    person.refresh_from_db()
    assert (person.is_test, person.is_staff) == (True, False)


def test_an_admin_of_ours_is_no_operator(client):
    client.force_login(an_admin())

    assert client.get(reverse("admin:index")).status_code == 302
