"""Writing an activity: what is good is saved, and of two writers neither loses a word."""

import json

import pytest

from courses.models import DraftChange
from courses.services.outline_changes import add_activity
from tests import factories as make
from tests.integration.courses.studio import at, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]


def page_of(client, draft, key="a-case"):
    page = client.get(at("write", draft, key))
    assert page.status_code == 200
    return page


def save(client, draft, data, key="a-case"):
    """As the page that saves itself does."""
    answer = client.post(at("write", draft, key), data, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.content)


def activity(draft, key="a-case"):
    return draft.activities.get(key=key)


def test_what_is_written_is_saved_and_cleaned(client, draft):
    data = posted(page_of(client, draft))
    data |= {"title": "Ward 7", "body": "<p>Twenty to seven.<script>alert(1)</script></p>"}
    status, note = save(client, draft, data)

    assert (status, note["errors"]) == (200, {})
    assert (activity(draft).title, activity(draft).body) == ("Ward 7", "<p>Twenty to seven.</p>")


def test_a_number_that_is_none_is_named_and_the_rest_is_saved(client, draft):
    data = posted(page_of(client, draft)) | {"title": "Ward 7", "minutes": "soon"}
    status, note = save(client, draft, data)

    assert (status, list(note["errors"])) == (422, ["minutes"])
    assert (activity(draft).title, activity(draft).minutes) == ("Ward 7", 5)


def test_without_script_the_form_saves_as_well(client, draft):
    data = posted(page_of(client, draft)) | {"title": "Ward 7"}
    assert client.post(at("write", draft, "a-case"), data).status_code == 302
    assert activity(draft).title == "Ward 7"
    data = posted(page_of(client, draft)) | {"minutes": "soon", "title": "W"}
    answer = client.post(at("write", draft, "a-case"), data)
    assert answer.status_code == 422
    assert "Everything else is saved" in answer.content.decode()


def test_changes_to_different_fields_go_together(client, draft):
    mine, theirs = posted(page_of(client, draft)), posted(page_of(client, draft))
    save(client, draft, theirs | {"title": "Their title"})
    status, note = save(client, draft, mine | {"minutes": "9"})

    assert (status, note["theirs"]) == (200, {"title": "Their title"})
    assert (activity(draft).title, activity(draft).minutes) == ("Their title", 9)


def test_the_same_field_changed_twice_shows_both_texts_and_writes_neither_over(client, draft):
    mine, theirs = posted(page_of(client, draft)), posted(page_of(client, draft))
    save(client, draft, theirs | {"body": "<p>Their words.</p>"})
    status, note = save(client, draft, mine | {"body": "<p>My words.</p>"})

    assert status == 409
    assert ("Their words." in note["html"], "My words." in note["html"]) == (True, True)
    assert activity(draft).body == "<p>Their words.</p>"
    again = mine | {"body": "<p>My words.</p>", "edited_anew": note["over"]}
    status, _note = save(client, draft, again)
    assert (status, activity(draft).body) == (200, "<p>My words.</p>")
    said = [change.said["body"] for change in DraftChange.objects.filter(key="a-case")]
    assert "<p>My words.</p>" in said


def test_without_script_a_quarrel_is_a_page_with_both_texts(client, draft):
    mine, theirs = posted(page_of(client, draft)), posted(page_of(client, draft))
    save(client, draft, theirs | {"body": "<p>Their words.</p>"})
    page = client.post(at("write", draft, "a-case"), mine | {"body": "<p>My words.</p>"})

    shown = page.content.decode()
    assert page.status_code == 409
    assert ("Their words." in shown, "My words." in shown) == (True, True)


def test_the_same_saved_twice_is_one_change(client, draft):
    data = posted(page_of(client, draft)) | {"title": "Ward 7"}
    save(client, draft, data)
    assert save(client, draft, data)[0] == 200
    assert DraftChange.objects.filter(key="a-case", deed="saved").count() == 1


def test_two_peoples_saves_are_two_changes(client, draft):
    save(client, draft, posted(page_of(client, draft)) | {"title": "Mine"})
    other = make.a_trainer(draft.course.unit)
    client.force_login(other)
    save(client, draft, posted(page_of(client, draft)) | {"title": "Theirs"})

    changes = DraftChange.objects.filter(key="a-case").order_by("id")
    assert [(it.deed, it.title) for it in changes] == [
        ("begun", "A case"),
        ("saved", "Mine"),
        ("saved", "Theirs"),
    ]


def test_any_earlier_state_comes_back_with_its_questions(client, draft):
    quiz = activity(draft, "check")
    make.a_question(quiz, key="q1")
    save(client, draft, posted(page_of(client, draft, "check")) | {"title": "Worse"}, "check")
    client.post(at("order_questions", draft, "check"), {"deed": "remove:q1"})
    assert activity(draft, "check").questions.count() == 0

    first = DraftChange.objects.filter(key="check", deed="begun").get()
    assert client.get(at("state", draft, first.pk)).status_code == 200
    client.post(at("restore", draft, first.pk))
    restored = activity(draft, "check")
    assert (restored.title, restored.questions.get().key) == ("Knowledge check", "q1")


def test_an_activity_that_was_removed_comes_back_from_its_history(client, draft):
    save(client, draft, posted(page_of(client, draft)) | {"title": "Ward 7"})
    client.post(at("change_outline", draft), {"deed": "remove:a-case"})
    state = DraftChange.objects.get(key="a-case", deed="saved")
    client.post(at("restore", draft, state.pk))
    assert activity(draft).title == "Ward 7"


def test_saving_what_was_removed_or_published_meanwhile_says_so(client, draft):
    data = posted(page_of(client, draft)) | {"title": "Ward 7, by me"}
    client.post(at("change_outline", draft), {"deed": "remove:a-case"})
    removed = client.post(at("write", draft, "a-case"), data)
    assert (removed.status_code, "Ward 7, by me" in removed.content.decode()) == (410, True)
    make.publish(draft)
    status, note = save(client, draft, data)
    assert (status, "published or discarded" in note["words"]) == (410, True)
    page = client.post(at("write", draft, "a-case"), data)
    assert (page.status_code, "Ward 7, by me" in page.content.decode()) == (410, True)
    assert client.get(at("write", draft, "a-case")).status_code == 404


def test_others_at_the_same_activity_are_named(client, draft, trainer):
    client.post(at("here", draft, "a-case"))
    other = make.a_trainer(draft.course.unit)
    client.force_login(other)
    answer = client.post(at("here", draft, "a-case"))
    assert trainer.display_name in json.loads(answer.content)["words"]
    assert trainer.display_name in page_of(client, draft).content.decode()
    alone = client.post(at("here", draft, "check"))
    assert json.loads(alone.content)["words"] == ""


def test_a_quizs_settings_are_kept_and_what_is_usual_is_left_out(client, draft):
    data = posted(page_of(client, draft, "check"))
    assert save(client, draft, data, "check")[0] == 200
    assert activity(draft, "check").settings == {}
    told = {"attempts": "3", "time_limit_minutes": "20", "pass_percent": "75", "shuffle": "on"}
    save(client, draft, data | told, "check")
    quiz = activity(draft, "check")
    assert quiz.settings == {"attempts": 3, "time_limit_minutes": 20, "shuffle": True}
    assert str(quiz.pass_mark) == "0.7500"


def test_a_quiz_that_must_be_passed_keeps_its_pass_mark(client, draft):
    data = posted(page_of(client, draft, "check")) | {"pass_percent": ""}
    status, note = save(client, draft, data, "check")
    assert (status, list(note["errors"])) == (422, ["pass_percent"])
    assert str(activity(draft, "check").pass_mark) == "0.8000"


def test_a_question_is_written_in_the_quiz_and_weighs_its_points(client, draft):
    url = at("new_quiz_question", draft, "check", "single")
    assert client.get(url).status_code == 200
    form = {
        "prompt": "What comes first?",
        "points": "2",
        "choices-TOTAL_FORMS": "2",
        "choices-INITIAL_FORMS": "0",
        "choices-0-text": "Listening",
        "choices-0-right": "on",
        "choices-0-feedback": "So it is.",
        "choices-1-text": "Judging",
        "choices-1-feedback": "Later, if at all.",
        "hints-TOTAL_FORMS": "0",
        "hints-INITIAL_FORMS": "0",
        "edited": "",
    }
    page = client.post(url, form)
    assert page.status_code == 302, page.context["form"].troubles()
    question = activity(draft, "check").questions.get()
    assert (question.key, str(question.points)) == ("what-comes-first", "2.00")
    again = client.get(at("write_question", draft, "check", question.key))
    stale = {**form, "edited": "0" * 64, "prompt": "What comes next?"}
    assert again.status_code == 200
    assert client.post(at("write_question", draft, "check", question.key), stale).status_code == 409
    fresh = {**stale, "edited": again.context["edited"]}
    assert client.post(at("write_question", draft, "check", question.key), fresh).status_code == 302
    assert activity(draft, "check").questions.get().prompt == "<p>What comes next?</p>"


def test_a_question_saves_itself_once_it_is_whole(client, draft):
    make.a_question(activity(draft, "check"), key="q1")
    url = at("write_question", draft, "check", "q1")
    page = client.get(url)
    shown = page.context["form"]
    form = {**shown.initial, "points": "3", "edited": page.context["edited"]}
    note = {"Accept": "application/json"}
    answer = client.post(url, form, headers=note)
    assert (answer.status_code, json.loads(answer.content)["errors"]) == (200, {})
    assert str(activity(draft, "check").questions.get(key="q1").points) == "3.00"
    again = {**form, "points": "2", "edited": json.loads(answer.content)["edited"]}
    assert client.post(url, again, headers=note).status_code == 200
    assert client.post(url, form, headers=note).status_code == 409
    assert client.post(url, {**again, "prompt": ""}, headers=note).status_code == 422


def test_a_quiz_draws_from_a_bank_of_its_unit(client, draft):
    bank = make.a_bank(draft.course.unit, questions=3)
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    rows |= {"form-0-bank": str(bank.uuid), "form-0-count": "2", "form-0-points": "3"}
    rows["edited"] = client.get(at("draws", draft, "check")).context["edited"]
    assert client.post(at("draws", draft, "check"), rows).status_code == 302
    draw = activity(draft, "check").draws.get()
    assert (draw.count, str(draw.points), draw.pool.count()) == (2, "3.00", 3)
    stale = client.post(at("draws", draft, "check"), rows | {"form-0-count": "1"})
    assert (stale.status_code, activity(draft, "check").draws.get().count) == (409, 2)
    rows["edited"] = stale.context["edited"]
    assert client.post(at("draws", draft, "check"), rows | {"form-0-count": ""}).status_code == 422


def test_comments_are_made_resolved_and_opened_again(client, draft):
    client.post(at("comment", draft, "a-case"), {"text": "Too long?"})
    assert "Too long?" in page_of(client, draft).content.decode()
    comment = draft.course.comments.get()
    url = at("settle_comment", draft, "a-case", comment.uuid)
    client.post(url, {"resolved": "on"})
    comment.refresh_from_db()
    assert comment.resolved_at is not None
    client.post(url, {"resolved": ""})
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_the_first_page_is_saved_and_its_works_can_be_cited(client, draft):
    page = client.get(at("front", draft))
    works = "[zehr2015]\nauthors: Zehr, Howard\ntitle: The Little Book\nyear: 2015"
    data = {"edited": page.context["edited"], "title": "Repair", "summary": "S.", "hours": "1.5"}
    assert client.post(at("front", draft), data | {"works": works}).status_code == 302
    draft.refresh_from_db()
    assert (str(draft.hours), draft.sources["zehr2015"]["authors"]) == ("1.50", ["Zehr, Howard"])
    stale = client.post(at("front", draft), data | {"title": "Mine"})
    assert (stale.status_code, "Their title" in stale.content.decode()) == (409, True)
    data["edited"] = stale.context["edited"]
    half = data | {"title": "Kept", "works": "[a]\npages: 3"}
    unreadable = client.post(at("front", draft), half)
    assert (unreadable.status_code, "Line 2" in unreadable.content.decode()) == (422, True)
    draft.refresh_from_db()
    assert (draft.title, list(draft.sources)) == ("Kept", ["zehr2015"])


def test_how_it_counts_is_saved(client, draft):
    data = posted(page_of(client, draft)) | {"criterion": "minimum_time", "minimum_minutes": "3"}
    data |= {"after": ["what-is-known"]}
    del data["required"]
    assert save(client, draft, data)[0] == 200
    row = activity(draft)
    assert (row.required, row.criterion) == (False, "minimum_time")
    assert row.settings == {"after": ["what-is-known"], "minimum_minutes": 3}


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("https://media.example.edu/talk.mp4", True),
        ("http://media.example.edu/talk.mp4", False),
        ("javascript:alert(1)", False),
        (f"/assets/{'a' * 64}/films/talk.mp4", False),  # no file of this draft
    ],
)
def test_a_film_is_a_link_or_a_file_of_the_draft(client, draft, trainer, source, kept):
    add_activity(draft, "the-matter", "video", "A film", now=make.NOW, by=trainer)
    data = posted(page_of(client, draft, "a-film")) | {"src": source, "captions": source}
    status, note = save(client, draft, data, "a-film")
    film = activity(draft, "a-film").settings
    assert (film.get("src"), film.get("captions")) == (source if kept else None, None)
    assert (status, set(note["errors"])) == (422, {"captions"} if kept else {"src", "captions"})


def test_the_checks_lead_from_a_rule_to_the_first_page_and_say_the_pace(client, draft):
    draft.completion_rule = {"at_least": 1, "of": ["gone"]}
    draft.save()
    page = client.get(at("checks", draft)).content.decode()
    assert f'href="{at("front", draft)}">Go there' in page
    assert "Reading time at 238 words a minute" in page


def test_a_scenario_that_leads_nowhere_is_told_how_to_mend_it(client, draft, trainer):
    add_activity(draft, "the-matter", "scenario", "A handoff", now=make.NOW, by=trainer)
    page = client.get(at("checks", draft)).content.decode()
    assert "Add a situation, and say what happens in it." in page


def test_the_checks_name_the_place_and_how_to_mend_it(client, draft):
    page = client.get(at("checks", draft)).content.decode()
    assert "Knowledge check: The quiz has no questions." in page
    assert "Write a question, or draw some from a bank." in page
    assert at("write", draft, "check") in page
