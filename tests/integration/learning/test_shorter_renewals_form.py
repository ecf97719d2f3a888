"""An admin asks for fewer modules in a renewal: on the form, in its words, and changed later."""

import pytest

from accounts.models import AuditEntry
from learning.models import RequirementVersion
from tests.integration.learning.test_requirement_change_pages import changing, said
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    NEW,
    admin,
    department,
    filled,
    page_of,
    school,
    text,
)
from tests.integration.learning.test_shorter_renewals import three_modules

pytestmark = pytest.mark.django_db

WORDS = "A renewal asks for the modules “The how”, “The law” only; the whole course counts, too."


@pytest.fixture
def sent(client, admin, department):  # noqa: F811
    """What the form sends for a yearly requirement of a course with three modules."""
    course = three_modules().course
    yearly = {"renewal": "completion", "active_months": "12", "window_months": "2"}
    return filled(department, course=course, **yearly)


def choices(response):
    return response.context["form"].fields["renewal_modules"].choices


def test_the_modules_are_offered_once_the_course_is_chosen(client, sent):
    empty = client.get(NEW)
    shown = client.post(NEW, sent | {"step": "modules", "renewal_modules": ["law"]})

    assert choices(empty) == []
    assert "Or only some modules of the course, once you have chosen it." in text(empty)
    assert choices(shown) == [("why", "The why"), ("how", "The how"), ("law", "The law")]
    assert shown.context["form"]["renewal_modules"].value() == ["law"]
    assert RequirementVersion.objects.count() == 0


def test_a_renewal_by_some_modules_is_previewed_made_and_told(client, sent):
    chosen = sent | {"renewal_modules": ["law", "how"]}

    preview = client.post(NEW, chosen | {"step": "preview"})
    assert ("renewal_modules", "law") in preview.context["sent"]
    client.post(NEW, chosen | {"step": "confirm"})

    version = RequirementVersion.objects.get()
    assert version.renewal_modules == "how law"
    assert WORDS in text(client.get(page_of(version)))
    form = client.get(changing(version)).context["form"]
    assert form["renewal_modules"].value() == ["how", "law"]


@pytest.mark.parametrize(
    "changed",
    [
        {"renewal_modules": ["why", "how", "law"]},
        {"renewal_modules": []},
        {"renewal": "none", "renewal_modules": ["how"]},
    ],
)
def test_all_modules_none_or_no_renewal_is_the_whole_course(client, sent, changed):
    client.post(NEW, sent | changed | {"step": "confirm"})

    assert RequirementVersion.objects.get().renewal_modules == ""


def test_another_course_leaves_no_modules(client, sent):
    other = three_modules().course

    chosen = {"renewal_course": other.key, "renewal_modules": ["how"], "step": "confirm"}
    client.post(NEW, sent | chosen)

    version = RequirementVersion.objects.get()
    assert (version.renewal_course, version.renewal_modules) == (other, "")


def test_modules_of_another_course_are_refused_beside_the_field(client, sent):
    response = client.post(NEW, sent | {"renewal_modules": ["what"], "step": "preview"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["renewal_modules"]


def test_changing_the_modules_says_so_before_it_is_done(client, sent):
    client.post(NEW, sent | {"renewal_modules": ["how", "law"], "step": "confirm"})
    version = RequirementVersion.objects.get()
    yearly = {name: sent[name] for name in ("renewal", "active_months", "window_months")}
    kept = yearly | {name: sent[name] for name in ("minimum_days", "purpose")}
    changed = said(version, **kept, renewal_modules=["law"])

    look = client.post(changing(version), changed | {"step": "preview"})
    client.post(changing(version), changed | {"step": "confirm"})

    [difference] = look.context["differences"]
    assert WORDS in difference.before
    assert "A renewal asks for the module “The law” only" in difference.after
    assert RequirementVersion.objects.newest().get().renewal_modules == "law"
    entry = AuditEntry.objects.get(action="learning.requirement.changed")
    assert (entry.before["renewal_modules"], entry.after["renewal_modules"]) == ("how law", "law")
