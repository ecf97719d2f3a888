from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from learning.models import Progress, Reflection
from learning.services.acts import sign_attestation, write_reflection
from learning.services.openings import UNKNOWN, Opening, opening, read_opening
from learning.services.progress import mark_viewed, satisfy_activity
from tests.factories import NOW
from tests.integration.learning.helpers import activity_of, address, at_now, page_of, taking

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)


def on_page(criterion, **settings):
    enrolment = taking("page", "page")
    page = enrolment.edition.activities.first()
    type(page).objects.filter(pk=page.pk).update(criterion=criterion, settings=settings)
    page.refresh_from_db()
    return enrolment, page


def test_what_is_satisfied_stays_with_its_first_instant():
    enrolment = taking("page", "page")
    page = enrolment.edition.activities.first()

    satisfy_activity(enrolment, page, at=NOW)
    satisfy_activity(enrolment, page, at=LATER)

    assert Progress.objects.get().satisfied_at == NOW


def test_next_counts_a_page_as_read():
    enrolment, page = on_page("viewed")

    progress = mark_viewed(enrolment, page, opened_at=NOW, now=LATER)

    assert (progress.opened_at, progress.satisfied_at) == (NOW, LATER)


def test_a_page_with_a_minimum_counts_only_after_it():
    enrolment, page = on_page("minimum_time", minimum_minutes=3)
    enough = timedelta(minutes=3)

    early = mark_viewed(
        enrolment, page, opened_at=NOW, now=NOW + enough - timedelta(microseconds=1)
    )
    assert early.satisfied_at is None

    assert mark_viewed(enrolment, page, opened_at=NOW, now=NOW + enough).satisfied_at


def test_minimum_time_runs_from_the_first_opening():
    enrolment, page = on_page("minimum_time", minimum_minutes=3)
    mark_viewed(enrolment, page, opened_at=NOW, now=NOW)

    progress = mark_viewed(enrolment, page, opened_at=LATER, now=LATER)

    assert (progress.opened_at, progress.satisfied_at) == (NOW, LATER)


def test_without_knowing_when_it_was_opened_minimum_time_is_not_met():
    enrolment, page = on_page("minimum_time", minimum_minutes=0)

    assert mark_viewed(enrolment, page, opened_at=None, now=LATER).satisfied_at is None


def test_a_page_to_tick_counts_with_its_tick():
    enrolment, page = on_page("ticked")

    assert mark_viewed(enrolment, page, now=NOW).satisfied_at is None
    assert mark_viewed(enrolment, page, ticked=True, now=NOW).satisfied_at == NOW


def test_next_does_not_pass_a_quiz():
    enrolment = taking("quiz", "page")

    assert mark_viewed(enrolment, activity_of(enrolment, "quiz"), now=NOW).satisfied_at is None


def test_nothing_is_added_to_a_withdrawn_enrolment():
    enrolment = taking("page")
    enrolment.withdrawn_at = enrolment.closed_at = NOW
    enrolment.save()

    with pytest.raises(ValidationError) as refusal:
        satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)
    assert refusal.value.code == "enrolment_withdrawn"


def test_an_opening_speaks_only_for_its_own_page():
    enrolment = taking("page", "page")
    token = opening(enrolment.uuid, "page-1", 7, now=NOW)

    assert read_opening(token, enrolment.uuid, "page-1", now=LATER) == Opening(NOW, 7)
    assert read_opening(token, enrolment.uuid, "page-2", now=LATER) == UNKNOWN
    assert read_opening(token, taking("page").uuid, "page-1", now=LATER) == UNKNOWN
    assert read_opening(token + "x", enrolment.uuid, "page-1", now=LATER) == UNKNOWN
    assert read_opening("", enrolment.uuid, "page-1", now=LATER) == UNKNOWN


def test_an_opening_is_never_later_than_now():
    enrolment = taking("page")
    token = opening(enrolment.uuid, "page-1", 1, now=LATER)

    assert read_opening(token, enrolment.uuid, "page-1", now=NOW).at == NOW


def test_signing_is_on_record_once():
    enrolment = taking("page", "attestation")
    statement = activity_of(enrolment, "attestation")

    sign_attestation(enrolment, statement, now=NOW)
    sign_attestation(enrolment, statement, now=LATER)

    entry = AuditEntry.objects.get(action="learning.attestation.signed")
    assert entry.by == enrolment.person
    assert entry.after == {"activity": statement.key, "content_hash": statement.content_hash}
    assert Progress.objects.get().satisfied_at == NOW


def test_a_reflection_may_be_changed_for_good_and_stays_out_of_the_record():
    enrolment = taking("reflection")
    asked = activity_of(enrolment, "reflection")

    write_reflection(enrolment, asked, "The intern went quiet.", now=NOW)
    enrolment.refresh_from_db()
    assert enrolment.closed_at == NOW
    write_reflection(enrolment, asked, "She went quiet, and so did I.", now=LATER)

    kept = Reflection.objects.get()
    assert (kept.text, kept.written_at) == ("She went quiet, and so did I.", LATER)
    assert Progress.objects.get().satisfied_at == NOW
    said = str(list(AuditEntry.objects.values())) + str(enrolment.completions.get().evidence)
    assert "quiet" not in said


def test_an_empty_reflection_is_refused():
    enrolment = taking("reflection")

    with pytest.raises(ValidationError) as refusal:
        write_reflection(enrolment, activity_of(enrolment, "reflection"), " \n", now=NOW)
    assert refusal.value.code == "reflection_empty"


@at_now
def test_the_reflection_page_shows_ones_own_text_and_no_one_elses(client):
    theirs = taking("reflection")
    write_reflection(theirs, activity_of(theirs, "reflection"), "Theirs alone.", now=NOW)
    mine = taking("reflection", "page", client=client)
    asked = activity_of(mine, "reflection")

    response = client.post(address("write", mine, asked), {"text": "Mine."})

    assert response.status_code == 302
    assert "Mine." in page_of(client, address("activity", mine, asked))
    stranger = address("activity", theirs, activity_of(theirs, "reflection"))
    assert client.get(stranger).status_code == 404
    assert client.post(address("write", theirs, asked), {"text": "No."}).status_code == 404


@at_now
def test_a_reflection_left_empty_comes_back_with_a_kind_word(client):
    enrolment = taking("reflection", client=client)
    asked = activity_of(enrolment, "reflection")

    response = client.post(address("write", enrolment, asked), {"text": ""})

    assert response.status_code == 422
    assert "Write a line or two first" in response.content.decode()
    assert not Reflection.objects.exists()
