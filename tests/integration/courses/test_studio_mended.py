"""What was once lost, allowed or broken in the studio, and is not any more."""

import json
from dataclasses import replace

import pytest
from django.urls import reverse

from courses.models import DraftChange, Edition, TeamMember
from courses.rules.content import QuestionContent
from courses.rules.content_hash import question_hash
from courses.services.authoring import save_question
from courses.services.banks import put_questions
from courses.services.outline_changes import add_activity, remove_activity, undo_removal
from courses.services.translating import follow_original
from tests import factories as make
from tests.integration.courses.studio import at, keys, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]
NOTE = {"Accept": "application/json"}


def page_of(client, draft, key="a-case"):
    return client.get(at("write", draft, key))


def save(client, draft, data, key="a-case"):
    answer = client.post(at("write", draft, key), data, headers=NOTE)
    return answer.status_code, json.loads(answer.content)


def test_mine_over_theirs_stands_only_in_what_both_changed(client, draft):
    mine, theirs = posted(page_of(client, draft)), posted(page_of(client, draft))
    save(client, draft, theirs | {"title": "Theirs", "minutes": "9", "body": "<p>Theirs.</p>"})
    data = mine | {"body": "<p>Mine.</p>"}
    page = client.post(at("write", draft, "a-case"), data)
    assert page.status_code == 409
    again = {**data, "edited": page.context["edited"], "edited_anew": page.context["token"]}
    assert client.post(at("write", draft, "a-case"), again).status_code == 302
    row = draft.activities.get(key="a-case")
    assert (row.title, row.minutes, row.body) == ("Theirs", 9, "<p>Mine.</p>")


def test_a_form_with_a_mistake_gets_the_others_words_with_their_token(client, draft):
    mine, theirs = posted(page_of(client, draft)), posted(page_of(client, draft))
    save(client, draft, theirs | {"title": "Theirs"})
    page = client.post(at("write", draft, "a-case"), mine | {"minutes": "soon"})
    assert (page.status_code, page.context["form"]["title"].value()) == (422, "Theirs")


def test_a_quarrel_over_a_number_shows_both(client, draft):
    mine = posted(page_of(client, draft, "check"))
    save(client, draft, mine | {"attempts": "3"}, "check")
    status, note = save(client, draft, mine | {"attempts": "5"}, "check")
    assert (status, "theirs 3, yours 5" in note["html"]) == (409, True)


def test_a_question_taken_out_at_once_is_in_the_history_and_its_key_is_spent(client, draft):
    make.a_question(draft.activities.get(key="check"), key="q1")
    client.post(at("order_questions", draft, "check"), {"deed": "remove:q1"})
    said = [it.said for it in DraftChange.objects.filter(key="check")]
    assert [len(it["questions"]) for it in said] == [1, 0]


def test_a_reviewer_reads_remarks_and_approves_and_changes_nothing(client, draft):
    guest = make.a_trainer(make.a_unit("Elsewhere"))
    TeamMember.objects.create(
        course=draft.course, person=guest, part="reviewer", from_at=make.LONG_AGO
    )
    data = posted(page_of(client, draft)) | {"title": "By the reviewer"}
    client.force_login(guest)
    assert page_of(client, draft).status_code == 200
    assert client.post(at("comment", draft, "a-case"), {"text": "Good."}).status_code == 302
    refused = [
        client.post(at("write", draft, "a-case"), data),
        client.post(at("discard_draft", draft), {"draft": draft.pk}),
        client.post(at("change_outline", draft), {"deed": "remove:check"}),
        client.post(reverse("courses:retire", args=[draft.course.key]), {"reason": "No."}),
        client.post(at("upload", draft), {}),
    ]
    assert [it.status_code for it in refused] == [403] * 5
    assert keys(draft) == ["a-case", "what-is-known", "what-i-will-try", "check"]


def test_a_translation_needs_an_approval_of_its_own(client, draft, trainer):
    make.a_question(draft.activities.get(key="check"), key="q1")
    course = draft.course
    client.post(reverse("courses:begin_draft", args=[course.key]), {"language": "es"})
    reviewer = make.a_trainer(make.a_unit("Elsewhere"))
    people = reverse("courses:team", args=[course.key])
    client.post(people, {"email": reviewer.email, "part": "reviewer"})
    client.post(reverse("courses:need_approval", args=[course.key]), {"needed": "on"})
    off = client.post(reverse("courses:need_approval", args=[course.key]), {"needed": ""})
    assert off.status_code == 403  # whom an approval binds does not switch it off

    client.force_login(reviewer)
    states = client.get(people).context["approvals"]
    assert [draft.language for draft, _state in states] == ["en", "es"]
    approve = reverse("courses:approve_draft", args=[course.key, "en"])
    client.post(approve, {"seen": states[0][1].seen})
    client.force_login(trainer)
    page = client.get(reverse("learning:publish", args=[course.key]))
    assert page.context["unapproved"] == ["es"]


def test_nobody_approves_what_they_wrote(client, draft, trainer):
    people = reverse("courses:team", args=[draft.course.key])
    client.post(people, {"email": trainer.email, "part": "reviewer"})
    save(client, draft, posted(page_of(client, draft)) | {"title": "Mine"})
    seen = client.get(people).context["approvals"][0][1].seen
    client.post(reverse("courses:approve_draft", args=[draft.course.key, "en"]), {"seen": seen})
    assert draft.approvals.count() == 0


def test_following_an_original_that_says_nothing_is_refused(client, draft, trainer):
    client.post(reverse("courses:begin_draft", args=[draft.course.key]), {"language": "es"})
    spanish = Edition.objects.get(course=draft.course, language="es")
    for key in keys(draft):
        remove_activity(draft, key, now=make.NOW, by=trainer)
    client.post(at("follow_original", spanish))
    assert len(keys(spanish)) == 4


def test_words_that_following_takes_out_are_in_the_history(client, draft, trainer):
    client.post(reverse("courses:begin_draft", args=[draft.course.key]), {"language": "es"})
    spanish = Edition.objects.get(course=draft.course, language="es")
    spanish.activities.filter(key="a-case").update(body="<p>Un caso.</p>")
    removal = remove_activity(draft, "a-case", now=make.NOW, by=trainer)
    follow_original(spanish, now=make.NOW, by=trainer)
    undo_removal(draft, removal.pk, now=make.NOW, by=trainer)
    follow_original(spanish, now=make.NOW, by=trainer)
    said = DraftChange.objects.filter(language="es", key="a-case", deed="removed").get()
    assert said.said["body"] == "<p>Un caso.</p>"


def test_the_same_form_sent_twice_is_one_course(client, trainer):
    url = reverse("courses:new_course")
    uuid = client.get(url).context["form"].initial["uuid"]
    unit = trainer.appointments.get().unit.uuid
    form = {"title": "Once", "unit": unit, "language": "EN", "template": "", "uuid": uuid}
    first, second = client.post(url, form), client.post(url, form)
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert Edition.objects.get().language == "en"


@pytest.mark.parametrize("deed", ["undo", "drop", "remove", "module_remove", "up"])
@pytest.mark.parametrize("what", ["9" * 5000, "a\0b", "", "../..", "x" * 300])
def test_no_deed_breaks_the_outline(client, draft, deed, what):
    form = {"deed": f"{deed}:{what}", "spot": f"the-matter/{what}"}
    assert client.post(at("change_outline", draft), form).status_code == 302
    assert len(keys(draft)) == 4


def test_a_token_that_is_none_is_no_error(client, draft):
    data = posted(page_of(client, draft)) | {"title": "Ward 7"}
    save(client, draft, data)
    for token in ("a\0b", "", "x" * 5000):
        status, _note = save(client, draft, data | {"title": "Other", "edited": token})
        assert status in (200, 409)


def test_a_title_is_one_line_that_can_be_seen(client, draft):
    data = posted(page_of(client, draft))
    save(client, draft, data | {"title": "Ward\r\n7\x01"})
    assert draft.activities.get(key="a-case").title == "Ward 7"
    status, note = save(client, draft, data | {"title": "\u200b"})
    assert (status, list(note["errors"])) == (422, ["title"])


def test_a_summary_of_two_lines_has_plain_line_ends_as_a_package_asks(client, draft):
    page = client.get(at("front", draft))
    form = {"edited": page.context["edited"], "title": "Repair", "hours": "1"}
    client.post(at("front", draft), {**form, "summary": "One.\r\nTwo."})
    draft.refresh_from_db()
    assert draft.summary == "One.\nTwo."


def test_a_draw_from_a_bank_that_has_another_name_by_now_is_refused_in_words(
    client, draft, trainer
):
    bank = make.a_bank(draft.course.unit, questions=0)
    asked = [QuestionContent(f"q{n}", "essay", f"<p>What, {n}?</p>") for n in (1, 2, 3)]
    put_questions(bank, asked, now=make.NOW, by=trainer)
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-count": "2"}
    rows |= {"form-0-bank": str(bank.uuid), "form-0-points": "1"}
    rows["edited"] = client.get(at("draws", draft, "check")).context["edited"]
    client.post(at("draws", draft, "check"), rows)
    client.post(at("change_outline", draft), {"deed": "remove:check"})
    bank.name = "Other"
    bank.save()
    removal = DraftChange.objects.get(deed="removed")
    client.post(at("change_outline", draft), {"deed": f"undo:{removal.pk}"})
    assert "check" not in keys(draft)
    bank.name = "Consent"
    bank.save()
    client.post(at("change_outline", draft), {"deed": f"undo:{removal.pk}"})
    assert draft.activities.get(key="check").draws.get().bank == bank


def test_an_added_activity_can_be_taken_back_into_a_translation_only_by_its_original(
    client, draft, trainer
):
    client.post(reverse("courses:begin_draft", args=[draft.course.key]), {"language": "es"})
    spanish = Edition.objects.get(course=draft.course, language="es")
    add_activity(draft, "the-matter", "page", "New", now=make.NOW, by=trainer)
    follow_original(spanish, now=make.NOW, by=trainer)
    remove_activity(draft, "new", now=make.NOW, by=trainer)
    follow_original(spanish, now=make.NOW, by=trainer)
    state = DraftChange.objects.get(language="es", key="new", deed="added")
    client.post(at("restore", spanish, state.pk))
    assert "new" not in keys(spanish)


def test_a_question_is_on_record_as_it_is_stored(draft, trainer):
    """Kept as it came, a second save would find another wording than the last, and say so."""
    said = QuestionContent("q1", "essay", "<p onclick='x'>What?</p>")
    stored = save_question(draft, "check", said, edited="", now=make.NOW, by=trainer)
    again = replace(stored, prompt="<p>What then?</p>")
    edited = question_hash(stored)
    save_question(draft, "check", again, edited=edited, now=make.NOW, by=trainer)
    changes = DraftChange.objects.filter(course=draft.course, key="check").order_by("id")
    assert [it.deed for it in changes] == ["begun", "saved"]
