"""A survey is answered once; nobody can tell whose an anonymous response is, or when it came."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Max

from courses.models import Activity
from courses.rules.survey import Privacy
from courses.services.drafts import new_draft
from learning.models import Completion, Progress, SurveyResponse
from learning.services.enrolment import enrol
from learning.services.publishing import publish_course
from learning.services.surveys import BATCH, answer_survey
from tests.factories import NOW, a_learner, a_trainer, an_edition
from tests.integration.learning.helpers import activity_of, address, page_of, taking
from tests.surveys import SETTINGS, SURVEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SAID = {"use": ["some"], "parts": ["cases", "circle"], "more": "More time."}
POSTED = {"item-use": "some", "item-parts": ["cases", "circle"], "item-more": "More time."}


def asking(privacy=Privacy.ANONYMOUS):
    Activity.objects.filter(kind="survey").update(settings={**SETTINGS, "privacy": privacy})


@pytest.fixture
def enrolment(client):
    made = taking("page", "survey", client=client)
    asking()
    return made


def survey_of(enrolment):
    return activity_of(enrolment, "survey")


def others_answer(enrolment, number, *, at=NOW):
    for _each in range(number):
        row = enrol(a_learner(), enrolment.course, now=at)
        answer_survey(row, survey_of(row), SAID, now=at)


def send(client, enrolment, **posted):
    return client.post(address("answer", enrolment, survey_of(enrolment)), posted)


@pytest.mark.parametrize(
    ("privacy", "promise"),
    [
        (Privacy.ANONYMOUS, "Your response is anonymous."),
        (Privacy.CONFIDENTIAL, "Your response is confidential."),
        (Privacy.IDENTIFIED, "Your response carries your name."),
    ],
)
def test_what_becomes_of_names_is_said_before_the_first_item(client, enrolment, privacy, promise):
    asking(privacy)
    page = page_of(client, address("activity", enrolment, survey_of(enrolment)))
    assert page.index(promise) < page.index(SURVEY.items[0].prompt)


def test_an_anonymous_response_is_kept_without_the_person_and_counts_as_done(client, enrolment):
    response = send(client, enrolment, **POSTED)

    assert response.status_code == 302
    kept = SurveyResponse.objects.get()
    assert (kept.enrolment, kept.answers, kept.batch) == (None, SAID, None)
    progress = Progress.objects.get(activity_key="survey-2")
    assert (progress.satisfied_at, progress.met_at) == (NOW, NOW)


def test_it_is_answered_once(client, enrolment):
    send(client, enrolment, **POSTED)
    again = send(client, enrolment, **{"item-more": "And another thing."})

    page = client.get(again.url).content.decode()
    assert "You have answered this already. Thank you." in page
    assert SurveyResponse.objects.count() == 1
    assert "Send it and go on" not in page


def test_everything_may_be_left_open_but_not_all_of_it(client, enrolment):
    refused = send(client, enrolment)
    assert refused.status_code == 422
    assert "Answer one item at least, whichever you like." in refused.content.decode()
    assert not SurveyResponse.objects.exists()

    send(client, enrolment, **{"item-parts": "circle"})
    assert SurveyResponse.objects.get().answers == {"parts": ["circle"]}


def test_an_option_that_is_none_is_refused_and_what_was_typed_stays(client, enrolment):
    refused = send(client, enrolment, **{"item-use": "twice", "item-more": "More time."})
    assert refused.status_code == 422
    assert "More time.</textarea>" in refused.content.decode()
    assert not SurveyResponse.objects.exists()


def test_a_course_is_completed_by_its_last_survey(client, enrolment):
    page = activity_of(enrolment, "page")
    client.post(address("leave", enrolment, page))
    assert not Completion.objects.exists()

    assert send(client, enrolment, **POSTED).url == enrolment.get_absolute_url()
    assert Completion.objects.get().completed_at == NOW


def test_responses_are_let_go_in_batches_with_one_day_and_new_ids(enrolment):
    others_answer(enrolment, BATCH - 1, at=NOW - timedelta(days=3))
    waiting = {*SurveyResponse.objects.values_list("pk", flat=True)}
    assert not SurveyResponse.objects.filter(batch__isnull=False).exists()

    answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)

    rows = SurveyResponse.objects.values_list("batch", "answered_on", "enrolment")
    assert [*rows] == [(1, NOW.date(), None)] * BATCH
    assert waiting.isdisjoint(SurveyResponse.objects.values_list("pk", flat=True))

    others_answer(enrolment, BATCH)
    assert SurveyResponse.objects.aggregate(newest=Max("batch")) == {"newest": 2}


@pytest.mark.parametrize("privacy", [Privacy.CONFIDENTIAL, Privacy.IDENTIFIED])
def test_other_responses_keep_their_person_and_their_day(enrolment, privacy):
    asking(privacy)
    others_answer(enrolment, BATCH - 1, at=NOW - timedelta(days=3))
    answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)

    mine = SurveyResponse.objects.get(enrolment=enrolment)
    assert (mine.batch, mine.answered_on, mine.answers) == (1, NOW.date(), SAID)
    assert SurveyResponse.objects.filter(enrolment__isnull=True).count() == 0


def test_a_preview_keeps_no_response(client, enrolment):
    trainer = a_trainer(enrolment.course.unit)
    draft = new_draft(enrolment.course, "en", now=NOW, by=trainer)
    client.force_login(trainer)
    base = f"/studio/courses/{draft.course.key}/en/preview/plain/survey-2/"
    assert "Your response is anonymous." in client.get(base).content.decode()
    assert client.post(f"{base}answer/", POSTED).status_code == 302
    assert not SurveyResponse.objects.exists()


def test_what_was_promised_before_the_first_response_cannot_change(enrolment):
    draft = new_draft(enrolment.course, "en", now=NOW, by=None)
    draft.activities.filter(kind="survey").update(settings={**SETTINGS, "privacy": "identified"})
    answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)

    with pytest.raises(ValidationError) as refusal:
        publish_course(enrolment.course, effect="minor", now=NOW, by=None)
    assert refusal.value.code == "privacy"

    draft.activities.filter(kind="survey").update(settings=SETTINGS)
    [done] = publish_course(enrolment.course, effect="minor", now=NOW, by=None)
    assert done.moved == 1


def test_whoever_is_asked_to_look_again_may_answer_the_new_wording_once(enrolment):
    answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)
    draft = new_draft(enrolment.course, "en", now=NOW, by=None)
    draft.activities.filter(kind="survey").update(title="Other words")
    publish_course(enrolment.course, effect="carry_over", now=NOW, by=None)
    enrolment.refresh_from_db()
    again = survey_of(enrolment)

    answer_survey(enrolment, again, SAID, now=NOW + timedelta(minutes=1))
    with pytest.raises(ValidationError) as refusal:
        answer_survey(enrolment, again, SAID, now=NOW + timedelta(minutes=2))
    assert refusal.value.code == "answered"
    assert SurveyResponse.objects.filter(activity=again).count() == 1


def test_another_edition_of_the_same_wording_is_not_asked_twice(enrolment):
    answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)
    draft = new_draft(enrolment.course, "en", now=NOW, by=None)
    draft.activities.filter(kind="page").update(title="Other words")
    publish_course(enrolment.course, effect="minor", now=NOW, by=None)
    enrolment.refresh_from_db()

    with pytest.raises(ValidationError):
        answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)


def test_without_a_survey_there_is_nothing_to_answer(client):
    enrolment = taking("page", client=client)
    page = activity_of(enrolment, "page")
    assert client.post(address("answer", enrolment, page), POSTED).status_code == 404
    assert an_edition(None, "survey").activities.get().criterion == "survey_answered"


def test_a_wording_that_was_passed_over_takes_no_response(enrolment):
    """Else a page left open for two editions could fill a batch by itself."""
    answer_survey(enrolment, survey_of(enrolment), SAID, now=NOW)
    for words in ("Other words", "Yet others"):
        draft = new_draft(enrolment.course, "en", now=NOW, by=None)
        draft.activities.filter(kind="survey").update(title=words)
        publish_course(enrolment.course, effect="carry_over", now=NOW, by=None)
    passed_over = Activity.objects.get(title="Other words", edition__published_at__isnull=False)
    enrolment.refresh_from_db()

    with pytest.raises(ValidationError) as refusal:
        answer_survey(enrolment, passed_over, SAID, now=NOW + timedelta(minutes=1))

    assert refusal.value.code == "answered"
    assert not SurveyResponse.objects.filter(activity=passed_over).exists()
