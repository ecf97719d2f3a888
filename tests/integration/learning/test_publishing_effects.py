"""What publishing an edition does to those who are in the middle of its course (DOMAIN 2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from courses.services.publishing import publish_drafts
from learning.models import Completion, Enrolment, Progress
from learning.services.acts import sign_attestation
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.publishing import move_enrolments, publish_course
from learning.services.verify import verify_records
from tests.factories import NOW, a_learner, a_requirement, a_trainer, an_assignment
from tests.integration.learning.editions import a_draft_of, an_issue

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OLD = {"page": "old", "page-2": "old"}


def on(enrolment):
    """The number of the edition that somebody is on."""
    enrolment.refresh_from_db()
    return enrolment.edition.number


def begun(edition, *done, person=None, at=NOW):
    """Somebody who has begun this edition, the newest, and done these of its activities."""
    enrolment = enrol(person or a_learner(), edition.course, now=at)
    for key in done:
        satisfy_activity(enrolment, edition.activities.get(key=key), at=at)
    return enrolment


def to_review(enrolment):
    asked = enrolment.progress.filter(satisfied_at__isnull=False, met_at__isnull=True)
    return sorted(asked.values_list("activity_key", flat=True))


def met(enrolment):
    done = enrolment.progress.filter(met_at__isnull=False)
    return sorted(done.values_list("activity_key", flat=True))


# Who moves


@pytest.mark.parametrize(
    ("effect", "first", "second"), [("new_learners", 1, 2), ("minor", 1, 3), ("carry_over", 3, 3)]
)
def test_the_effect_says_who_moves(effect, first, second):
    one = an_issue(OLD).edition
    on_first = begun(one)
    two = an_issue(OLD, one.course, effect="new_learners").edition
    on_second = begun(two)

    published = an_issue({**OLD, "page": "new"}, one.course, effect=effect)

    assert (on(on_first), on(on_second)) == (first, second)
    assert published.moved == (first == 3) + (second == 3)


def test_who_has_completed_or_left_stays_where_they_were():
    one = an_issue(OLD).edition
    completed, left = begun(one, *OLD), begun(one)
    left.withdrawn_at = left.closed_at = NOW
    left.save()
    before = Completion.objects.values().get()

    published = an_issue({"page": "new"}, one.course, effect="carry_over")

    assert (on(completed), on(left), published.moved) == (1, 1, 0)
    assert Completion.objects.values().get() == before


def test_whoever_starts_gets_the_newest_whatever_its_effect():
    one = an_issue(OLD).edition
    an_issue(OLD, one.course, effect="new_learners")

    assert on(begun(one)) == 2


def test_each_language_moves_its_own():
    one = an_issue(OLD).edition
    a_draft_of(one.course, OLD, language="es")
    publish_course(one.course, effect="minor", now=NOW, by=None)
    english, spanish = begun(one), begun(one, person=a_learner(language="es"))
    assert spanish.edition.language == "es"
    a_draft_of(one.course, {"page": "new"})
    a_draft_of(one.course, {"page": "nuevo"}, language="es")

    published = publish_course(one.course, effect="carry_over", now=NOW, by=None)

    assert [(it.edition.language, it.moved) for it in published] == [("en", 1), ("es", 1)]
    assert (on(english), on(spanish)) == (2, 2)
    assert spanish.edition.language == "es"


def test_another_course_is_left_alone():
    other = begun(an_issue(OLD).edition)

    an_issue(OLD, an_issue(OLD).edition.course, effect="carry_over")

    assert on(other) == 1


# What they keep


def test_after_a_minor_change_everything_stays_done():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    before = Progress.objects.values().get()

    an_issue({"page": "new", "page-2": "new"}, one.course, effect="minor", now=NOW + DAY)

    assert on(enrolment) == 2
    assert Progress.objects.values().get() == before


def test_carried_over_what_is_unchanged_stays_done_and_what_changed_is_to_be_reviewed():
    one = an_issue({**OLD, "page-3": "old"}).edition
    enrolment = begun(one, "page", "page-2")

    published = an_issue(
        {"page": "old", "page-2": "new", "page-3": "new", "page-4": "new"},
        one.course,
        effect="carry_over",
        now=NOW + DAY,
    )

    assert (published.moved, published.to_review, published.completed) == (1, 1, 0)
    assert (met(enrolment), to_review(enrolment)) == (["page"], ["page-2"])
    asked = enrolment.progress.get(activity_key="page-2")
    assert (asked.satisfied_at, asked.review_asked_at) == (NOW, NOW + DAY)
    assert asked.activity.edition == one


def test_reviewing_is_doing_it_again_as_it_reads_now():
    one = an_issue({"page": "old"}).edition
    two = an_issue({"page": "old", "page-2": "old"}, one.course).edition
    enrolment = begun(two, "page")
    three = an_issue({"page": "new", "page-2": "old"}, one.course, effect="carry_over").edition

    old = satisfy_activity(enrolment, two.activities.get(key="page"), at=NOW + DAY)
    assert old.met_at is None

    new = satisfy_activity(enrolment, three.activities.get(key="page"), at=NOW + DAY)
    again = satisfy_activity(enrolment, three.activities.get(key="page"), at=NOW + 2 * DAY)

    assert (new.satisfied_at, new.reviewed_at, new.met_at) == (NOW, NOW + DAY, NOW + DAY)
    assert again.met_at == new.met_at
    entry = AuditEntry.objects.get(action="learning.activity.reviewed")
    assert entry.after["content_hash"] == three.activities.get(key="page").content_hash


def test_a_change_after_a_review_asks_for_another():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    for nth in (1, 2):
        said = {**OLD, "page": f"new {nth}"}
        edition = an_issue(said, one.course, effect="carry_over", now=NOW + nth * DAY).edition
        assert to_review(enrolment) == ["page"]
        satisfy_activity(enrolment, edition.activities.get(key="page"), at=NOW + nth * DAY)
        assert to_review(enrolment) == []

    done = enrolment.progress.get()
    assert (done.satisfied_at, done.met_at) == (NOW, NOW + 2 * DAY)


def test_a_second_change_before_the_review_asks_once():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    for nth in (1, 2):
        said = {**OLD, "page": f"new {nth}"}
        an_issue(said, one.course, effect="carry_over", now=NOW + nth * DAY)

    assert enrolment.progress.get().review_asked_at == NOW + DAY


def test_what_a_minor_change_moved_along_is_not_asked_again_by_the_next():
    """The wording it was done on is not the one that follows, but the person was moved past it."""
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    an_issue({**OLD, "page": "mended"}, one.course, effect="minor")

    an_issue({"page": "mended", "page-2": "new"}, one.course, effect="carry_over")

    assert to_review(enrolment) == []


def test_a_change_taken_back_is_asked_no_longer():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    an_issue({**OLD, "page": "new"}, one.course, effect="carry_over")
    assert to_review(enrolment) == ["page"]

    an_issue(OLD, one.course, effect="carry_over")

    assert to_review(enrolment) == []
    assert enrolment.progress.get().met_at == NOW


def test_what_is_gone_and_comes_back_is_still_done():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    an_issue({"page-2": "old"}, one.course, effect="carry_over")

    an_issue(OLD, one.course, effect="carry_over")

    assert (met(enrolment), to_review(enrolment)) == (["page"], [])


def test_a_review_asked_at_the_instant_it_was_done_is_still_to_be_made():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page", at=NOW)

    an_issue({**OLD, "page": "new"}, one.course, effect="carry_over", now=NOW - DAY)

    assert to_review(enrolment) == ["page"]


def test_a_statement_that_changed_is_signed_again_and_the_first_signature_stays():
    one = an_issue({"attestation": "old", "page": "old"}).edition
    enrolment = begun(one)
    sign_attestation(enrolment, one.activities.get(key="attestation"), now=NOW)
    said = {"attestation": "new", "page": "old"}
    two = an_issue(said, one.course, effect="carry_over", now=NOW + DAY).edition

    sign_attestation(enrolment, two.activities.get(key="attestation"), now=NOW + DAY)

    signed = AuditEntry.objects.filter(action="learning.attestation.signed").order_by("pk")
    hashes = [edition.activities.get(key="attestation").content_hash for edition in (one, two)]
    assert [(each.at, each.after["content_hash"]) for each in signed] == [
        (NOW, hashes[0]),
        (NOW + DAY, hashes[1]),
    ]
    assert enrolment.progress.get().satisfied_at == NOW


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("review_asked_at", "progress_review_asked_of_what_was_satisfied"),
        ("reviewed_at", "progress_reviewed_where_asked"),
    ],
)
def test_no_review_without_what_it_is_of(column, name):
    enrolment = begun(an_issue(OLD).edition)
    done = {"review_asked_at": {}, "reviewed_at": {"satisfied_at": NOW}}[column]
    page = enrolment.edition.activities.get(key="page")

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Progress.objects.create(
            enrolment=enrolment, activity=page, activity_key="page", **done, **{column: NOW}
        )

    assert name in str(refusal.value)


# What it completes


def test_who_has_done_all_that_is_left_completes_by_their_last_fact():
    one = an_issue({**OLD, "page-3": "old"}).edition
    requirement = a_requirement(one.course)
    enrolment = begun(one, "page")
    assignment = an_assignment(enrolment.person, requirement)
    satisfy_activity(enrolment, one.activities.get(key="page-2"), at=NOW + DAY)

    published = an_issue(OLD, one.course, effect="carry_over", now=NOW + 3 * DAY)

    completion = Completion.objects.get()
    enrolment.refresh_from_db()
    assignment.refresh_from_db()
    assert (published.moved, published.completed) == (1, 1)
    assert (completion.completed_at, completion.recorded_at) == (NOW + DAY, NOW + 3 * DAY)
    assert completion.edition == published.edition
    assert enrolment.closed_at == assignment.completed_at == NOW + DAY


def test_so_many_of_a_group_are_enough_too():
    one = an_issue({**OLD, "page-3": "old"}).edition
    enough, not_enough = begun(one, "page", "page-2"), begun(one, "page-2")
    rule = {"at_least": 1, "of": ["page-2", "page-3"]}

    published = an_issue(
        {**OLD, "page-3": "old"}, one.course, effect="carry_over", rule=rule, now=NOW + DAY
    )

    assert published.completed == 1
    assert Completion.objects.get().enrolment == enough
    assert on(not_enough) == 2


def test_what_is_to_be_reviewed_completes_nothing_until_it_is():
    one = an_issue({**OLD, "page-3": "old"}).edition
    enrolment = begun(one, *OLD)
    two = an_issue({**OLD, "page-2": "new"}, one.course, effect="carry_over").edition
    assert not Completion.objects.exists()

    satisfy_activity(enrolment, two.activities.get(key="page-2"), at=NOW + DAY)

    completion = Completion.objects.get()
    assert completion.completed_at == NOW + DAY
    assert completion.evidence["satisfied"]["page-2"] == (NOW + DAY).isoformat()


# As a whole


def test_one_record_says_how_many_were_moved():
    trainer = a_trainer()
    one = an_issue({**OLD, "page-3": "old"}).edition
    begun(one, "page"), begun(one, *OLD), begun(one)

    said = {"page": "new", "page-2": "old"}
    two = an_issue(said, one.course, effect="carry_over", by=trainer).edition

    entry = AuditEntry.objects.get(action="learning.enrolments.moved")
    assert (entry.by, entry.subject) == (trainer, f"edition:{two.pk}")
    assert entry.after == {"effect": "carry_over", "moved": 3, "to_review": 2, "completed": 0}


def test_moving_again_moves_nobody():
    one = an_issue(OLD).edition
    begun(one, "page")
    two = an_issue({**OLD, "page": "new"}, one.course, effect="carry_over").edition
    before = list(Progress.objects.values())

    assert move_enrolments(two, now=NOW + DAY, by=None).moved == 0
    assert publish_course(one.course, effect="minor", now=NOW, by=None) == ()
    assert list(Progress.objects.values()) == before


def test_a_translation_that_cannot_be_published_leaves_everybody_where_they_are():
    one = an_issue(OLD).edition
    enrolment = begun(one, "page")
    a_draft_of(one.course, {"page": "new"})
    a_draft_of(one.course, {"page": "nuevo", "page-9": "de más"}, language="es")

    with pytest.raises(ValidationError):
        publish_course(one.course, effect="carry_over", now=NOW, by=None)

    assert on(enrolment) == 1


def test_the_records_still_agree():
    one = an_issue({**OLD, "page-3": "old"}).edition
    begun(one, "page"), begun(one, *OLD), begun(one)
    an_issue({"page": "new", "page-2": "old"}, one.course, effect="carry_over", now=NOW + DAY)
    an_issue({"page-2": "old"}, one.course, effect="carry_over", now=NOW + 2 * DAY)

    assert Completion.objects.count() == 1
    assert verify_records().differences == []


def statements_to_publish(people):
    one = an_issue({**OLD, "page-3": "old"}).edition
    for _ in range(people):
        begun(one, "page")
    a_draft_of(one.course, {**OLD, "page": "new"})
    [two] = publish_drafts(one.course, effect="carry_over", now=NOW, by=None)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        moved = move_enrolments(two, now=NOW, by=None).moved
    assert moved == people == Enrolment.objects.filter(edition=two).count()
    return len(queries)


def test_moving_takes_the_same_number_of_statements_for_one_as_for_five():
    assert statements_to_publish(1) == statements_to_publish(5)
