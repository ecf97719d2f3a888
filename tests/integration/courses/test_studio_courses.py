"""The studio's list, a new course, the outline."""

import pytest
from django.urls import reverse

from courses.models import Course, DraftChange, Edition
from tests import factories as make
from tests.integration.courses.studio import a_draft, at, keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]


def unit_of(trainer):
    return trainer.appointments.get().unit


def begin(client, trainer, **asked):
    form = {"title": "Repair", "unit": unit_of(trainer).uuid, "language": "en", "template": ""}
    return client.post(reverse("courses:new_course"), {**form, **asked})


def test_a_new_course_from_a_template_opens_its_outline(client, trainer):
    page = begin(client, trainer, template="short")

    draft = Edition.objects.get(course__unit=unit_of(trainer))
    assert (page.status_code, page["Location"]) == (302, at("outline", draft))
    assert (draft.title, draft.number) == ("Repair", None)
    assert keys(draft) == ["a-case", "what-is-known", "what-i-will-try", "check"]
    shown = client.get(at("outline", draft))
    assert shown.status_code == 200
    assert "What is known" in shown.content.decode()


def test_two_courses_of_one_title_have_keys_of_their_own(client, trainer):
    begin(client, trainer)
    begin(client, trainer)

    assert sorted(Course.objects.values_list("key", flat=True)) == ["repair", "repair-2"]


def test_a_copy_has_everything_and_the_original_stays(client, trainer):
    source = a_draft(trainer)
    page = begin(client, trainer, title="Repair again", copied=source.course.key)

    copy = Edition.objects.exclude(pk=source.pk).get()
    assert page.status_code == 302
    assert keys(copy) == keys(source)
    assert copy.title == "Repair again"


def test_a_course_of_another_unit_is_neither_listed_nor_copied(client, trainer):
    elsewhere = a_draft(make.a_trainer(make.a_unit("Elsewhere")), title="Not yours")

    assert "Not yours" not in client.get(reverse("courses:studio")).content.decode()
    page = begin(client, trainer, copied=elsewhere.course.key)
    assert page.status_code == 422
    assert client.get(at("outline", elsewhere)).status_code == 404


def test_without_a_title_nothing_begins(client, trainer):
    assert begin(client, trainer, title="").status_code == 422
    assert Course.objects.count() == 0


def test_the_list_costs_the_same_with_one_course_and_with_five(
    client, trainer, django_assert_num_queries
):
    a_draft(trainer)
    with django_assert_num_queries(5):
        client.get(reverse("courses:studio"))
    for _course in range(4):
        a_draft(trainer)
    with django_assert_num_queries(5):
        client.get(reverse("courses:studio"))


def test_the_list_is_narrowed_by_state_and_by_words(client, trainer):
    a_draft(trainer, title="Circles")
    make.an_edition(make.a_course(unit_of(trainer), key="out"), title="Published once")

    listed = reverse("courses:studio")
    drafts = client.get(listed, {"state": "draft"}).content.decode()
    assert ("Circles" in drafts, "Published once" in drafts) == (True, False)
    published = client.get(listed, {"state": "published"}).content.decode()
    assert ("Circles" in published, "Published once" in published) == (False, True)
    found = client.get(listed, {"q": "circ"}).content.decode()
    assert ("Circles" in found, "Published once" in found) == (True, False)


def change(client, draft, deed, **more):
    return client.post(at("change_outline", draft), {"deed": deed, **more})


def test_an_activity_goes_up_and_down_and_over_the_edge_of_its_module(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "up:what-is-known")
    assert keys(draft) == ["what-is-known", "a-case", "what-i-will-try", "check"]
    change(client, draft, "down:a-case")
    modules = draft.activities.order_by("position").values_list("key", "module__key")
    assert list(modules) == [
        ("what-is-known", "the-matter"),
        ("a-case", "to-practice"),
        ("what-i-will-try", "to-practice"),
        ("check", "to-practice"),
    ]


def test_the_first_does_not_go_further_up(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "up:a-case")
    assert keys(draft) == ["a-case", "what-is-known", "what-i-will-try", "check"]


def test_it_is_dropped_anywhere(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "drop:check", spot="the-matter/2")
    assert keys(draft) == ["a-case", "check", "what-is-known", "what-i-will-try"]
    change(client, draft, "drop:check", spot="the-matter/99")
    assert keys(draft) == ["a-case", "what-is-known", "check", "what-i-will-try"]


def test_the_page_of_a_move_offers_every_place(client, trainer):
    draft = a_draft(trainer)
    url = at("move_activity", draft, "a-case")
    assert client.get(url).status_code == 200
    assert client.post(url, {"spot": "to-practice/3"}).status_code == 302
    assert keys(draft) == ["what-is-known", "what-i-will-try", "check", "a-case"]
    assert client.post(url, {"spot": "nowhere/1"}).status_code == 422


def test_a_module_moves_with_all_that_is_in_it(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "module_up:to-practice")
    assert keys(draft) == ["what-i-will-try", "check", "a-case", "what-is-known"]


def test_what_was_removed_comes_back_where_it_was_with_its_questions(client, trainer):
    draft = a_draft(trainer)
    make.a_question(draft.activities.get(key="check"), key="q1")
    before = keys(draft)
    change(client, draft, "remove:check")
    assert keys(draft) == before[:-1]

    removal = DraftChange.objects.get(deed="removed")
    change(client, draft, f"undo:{removal.pk}")
    change(client, draft, f"undo:{removal.pk}")  # twice is harmless
    assert keys(draft) == before
    assert draft.activities.get(key="check").questions.get().choices.count() == 3


def test_a_removed_module_comes_back_with_its_activities(client, trainer):
    draft = a_draft(trainer)
    before = keys(draft)
    change(client, draft, "module_remove:the-matter")
    assert keys(draft) == before[2:]
    removal = DraftChange.objects.get(deed="removed", part="module")
    change(client, draft, f"undo:{removal.pk}")
    assert keys(draft) == before
    assert list(draft.modules.values_list("key", flat=True)) == ["the-matter", "to-practice"]


def test_an_activity_whose_module_went_too_comes_back_at_the_end(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "remove:a-case")
    change(client, draft, "module_remove:the-matter")
    removals = DraftChange.objects.filter(deed="removed")
    first, second = removals.get(key="a-case"), removals.get(part="module")

    page = change(client, draft, f"undo:{first.pk}")
    assert page.status_code == 302  # refused: it is not the last
    assert keys(draft) == ["what-i-will-try", "check"]
    change(client, draft, f"undo:{second.pk}")
    assert keys(draft) == ["what-is-known", "what-i-will-try", "check"]


def test_a_removed_key_is_never_given_again(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "remove:a-case")
    add = {"module": "the-matter", "title": "A case", "kind": "page"}
    page = client.post(at("add_activity", draft), add)

    assert page["Location"] == at("write", draft, "a-case-2")
    assert client.get(page["Location"]).status_code == 200


def test_modules_are_added_and_named(client, trainer):
    draft = a_draft(trainer, template="")
    client.post(at("add_module", draft), {"title": "Why repair"})
    page = client.get(at("module", draft, "why-repair"))
    edited = page.context["form"].initial["edited"]
    form = {"title": "Why\r\n", "summary": "A case.\r\n", "edited": edited}
    client.post(at("module", draft, "why-repair"), form)
    stale = client.post(at("module", draft, "why-repair"), {**form, "title": "Other"})
    assert (stale.status_code, "Somebody else named it" in stale.content.decode()) == (422, True)
    module = draft.modules.get()
    assert (module.key, module.title, module.summary) == ("why-repair", "Why", "A case.")
    assert client.post(at("add_module", draft), {"title": ""}).status_code == 302
    assert draft.modules.count() == 1


def test_an_outline_of_any_size_costs_the_same(client, trainer, django_assert_num_queries):
    draft = a_draft(trainer)
    with django_assert_num_queries(10):
        client.get(at("outline", draft))
    module = draft.modules.get(key="the-matter")
    for position in range(10, 20):
        make.an_activity(module, "quiz", position=position)
    with django_assert_num_queries(10):
        client.get(at("outline", draft))


def test_a_translation_follows_the_order_of_its_original(client, trainer):
    draft = a_draft(trainer)
    begin_es = client.post(
        reverse("courses:begin_draft", args=[draft.course.key]), {"language": "es"}
    )
    spanish = Edition.objects.get(course=draft.course, language="es")
    assert begin_es["Location"] == at("outline", spanish)
    change(client, spanish, "up:what-is-known")
    assert client.get(at("outline", spanish)).status_code == 200
    assert keys(spanish) == keys(draft) == ["a-case", "what-is-known", "what-i-will-try", "check"]


def test_a_draft_is_discarded_and_its_history_stays(client, trainer):
    draft = a_draft(trainer)
    change(client, draft, "up:what-is-known")
    url = at("discard_draft", draft)
    assert client.get(url).status_code == 200
    assert Edition.objects.count() == 1
    assert client.post(url).status_code == 410  # the page of another draft
    client.post(url, {"draft": draft.pk})
    assert Edition.objects.count() == 0
    assert DraftChange.objects.filter(course=draft.course).count() == 2


def test_every_page_of_the_studio_opens(client, trainer):
    draft = a_draft(trainer)
    for name in ("outline", "front", "checks", "history"):
        assert client.get(at(name, draft)).status_code == 200, name
    for key in keys(draft):
        assert client.get(at("write", draft, key)).status_code == 200, key
    assert client.get(at("draws", draft, "check")).status_code == 200
    for name in ("team", "retire"):
        assert client.get(reverse(f"courses:{name}", args=[draft.course.key])).status_code == 200
    assert client.get(reverse("learning:publish", args=[draft.course.key])).status_code == 200
