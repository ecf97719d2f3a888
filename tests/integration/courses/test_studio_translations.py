"""A translation has the order, questions and right answers of its original, in its own words."""

from dataclasses import replace

import pytest
from django.urls import reverse

from courses.models import Edition
from courses.rules.following import following
from courses.services.edition_content import read_edition
from courses.services.outline_changes import add_activity, remove_activity
from courses.services.publishing import check_edition
from tests import factories as make
from tests.integration.courses.studio import at, keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]


@pytest.fixture
def draft(draft):
    make.a_question(draft.activities.get(key="check"), key="q1")
    return draft


@pytest.fixture
def spanish(client, draft):
    """Begun from the original, its first page translated."""
    begin = reverse("courses:begin_draft", args=[draft.course.key])
    client.post(begin, {"language": "es"})
    found = Edition.objects.get(course=draft.course, language="es")
    found.activities.filter(key="a-case").update(title="Un caso", body="<p>Cuente un caso.</p>")
    return found


def follow(client, spanish):
    return client.post(at("follow_original", spanish))


def test_it_begins_with_the_draft_of_the_original(draft, spanish):
    assert keys(spanish) == keys(draft)
    assert spanish.activities.get(key="check").questions.get().key == "q1"


def test_it_follows_and_keeps_its_words(client, trainer, draft, spanish):
    add_activity(draft, "the-matter", "page", "New page", now=make.NOW, by=trainer)
    remove_activity(draft, "what-i-will-try", now=make.NOW, by=trainer)
    draft.activities.filter(key="check").update(pass_mark="0.6")
    follow(client, spanish)
    follow(client, spanish)  # twice is harmless

    assert keys(spanish) == keys(draft)
    first = spanish.activities.get(key="a-case")
    assert (first.title, first.body) == ("Un caso", "<p>Cuente un caso.</p>")
    assert str(spanish.activities.get(key="check").pass_mark) == "0.6000"
    found = [it.code for it in check_edition(spanish) if "original" in it.code]
    assert found == []


def test_the_original_follows_nobody(client, draft):
    before = read_edition(draft)
    client.post(at("follow_original", draft))
    assert read_edition(draft) == before


def test_following_what_is_followed_already_changes_nothing(draft, spanish):
    original, translation = read_edition(draft), read_edition(spanish)
    once = following(translation, original)
    assert following(once, original) == once
    assert following(original, original) == original
    assert following(replace(once, modules=()), original).modules == original.modules


def test_a_bank_of_one_language_is_not_drawn_from_in_another(client, trainer, draft):
    bank = make.a_bank(draft.course.unit, questions=3)
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    rows |= {"form-0-bank": str(bank.uuid), "form-0-count": "2", "form-0-points": "1"}
    rows["edited"] = client.get(at("draws", draft, "check")).context["edited"]
    client.post(at("draws", draft, "check"), rows)
    assert draft.activities.get(key="check").draws.count() == 1
    client.post(reverse("courses:begin_draft", args=[draft.course.key]), {"language": "es"})
    spanish = Edition.objects.get(course=draft.course, language="es")
    assert spanish.activities.get(key="check").draws.count() == 0


@pytest.mark.parametrize("here", ["en", "es"])
def test_its_pages_lead_on_within_its_own_language(client, spanish, here):
    """Whatever language the page itself is in."""
    page = client.get(at("outline", spanish), headers={"accept-language": here}).content.decode()

    assert at("front", spanish) in page
    assert at("front", spanish).replace("/es/", "/en/") not in page
