"""A renewal by fewer modules of the same course: what is asked and done, what it counts for."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.models import Activity, Edition, Module
from credentials.services.certificates import issue_certificate
from credentials.services.transcripts import transcript_of
from learning.models import Assignment, Completion, Enrolment
from learning.services.assignments import reconcile
from learning.services.digests import sample
from learning.services.enrolment import enrol
from learning.services.fulfilment import fulfil
from learning.services.progress import satisfy_activity
from learning.services.requirements import check_policy, policy_of
from learning.services.revoking import revoke_completion
from learning.services.shorter import widen
from learning.services.verify import verify_records
from tests.factories import (
    LONG_AGO,
    a_course,
    a_learner,
    a_requirement,
    an_activity,
    an_admin,
    publish,
)
from tests.integration.learning.helpers import page_of
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 3, 2, 15, tzinfo=UTC)
DONE = datetime(2026, 5, 4, 15, tzinfo=UTC)  # valid until 4 May 2027
OPENS = datetime(2027, 3, 4, 15, tzinfo=UTC)
LATER = OPENS + timedelta(days=10)


def three_modules(course=None, number=1, keys=("why", "how", "law")):
    """A page in each module, of an hour, half an hour and half an hour."""
    edition = Edition.objects.create(
        course=course or a_course(),
        language="en",
        title="Repair",
        hours=Decimal(2),
        created_at=LONG_AGO,
    )
    for place, key in enumerate(keys, start=1):
        module = Module.objects.create(edition=edition, key=key, position=place, title=f"The {key}")
        minutes = 60 if place == 1 else 30
        an_activity(module, key=f"page-{key}", position=place, minutes=minutes, title=f"On {key}")
    return publish(edition, number)


def yearly(course=None, *, modules="how", **fields):
    return a_requirement(
        course or three_modules().course,
        renewal="completion",
        due_days=90,
        active_months=12,
        window_months=2,
        minimum_months=6,
        now=STARTS,
        renewal_modules=modules,
        **fields,
    )


def to_renew(version):
    """Somebody who completed all of it a year ago, asked to renew it."""
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=STARTS)
    fulfil(completed(person, version.course, at=DONE), now=DONE)
    reconcile(version.requirement, now=OPENS)
    return person


def do(enrolment, *keys, at=LATER):
    for key in keys:
        activity = enrolment.edition.activities.get(key=f"page-{key}")
        satisfy_activity(enrolment, activity, at=at)
    enrolment.refresh_from_db()
    return enrolment


def false_records():
    found = verify_records().differences
    return [each for each in found if "content_hash" not in each.what]


def test_the_modules_that_are_asked_complete_the_renewal():
    version = yearly(modules="how")
    person = to_renew(version)

    enrolment = enrol(person, version.course, now=LATER)
    assert enrolment.modules == "how"
    do(enrolment, "how")

    completion = Completion.objects.get(enrolment=enrolment)
    assert (completion.modules, completion.hours) == ("how", Decimal("0.5"))
    assert (completion.completed_at, enrolment.closed_at) == (LATER, LATER)
    renewal = Assignment.objects.get(cycle=2)
    assert (renewal.completed_at, renewal.expires_on) == (LATER, date(2028, 3, 14))
    assert reconcile(version.requirement, now=LATER).met == 0
    assert false_records() == []


def test_who_does_the_whole_course_meanwhile_has_completed_that():
    version = yearly(modules="how")
    person = to_renew(version)

    enrolment = do(enrol(person, version.course, now=LATER), "why", "law", "how")

    completion = Completion.objects.get(enrolment=enrolment)
    assert (completion.modules, completion.hours, enrolment.modules) == ("", Decimal(2), "")
    assert Assignment.objects.get(cycle=2).completed_at == LATER
    assert false_records() == []


def test_the_first_time_the_whole_course_is_asked():
    version = yearly(modules="how")
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=STARTS)

    enrolment = do(enrol(person, version.course, now=STARTS), "how", at=STARTS)

    assert (enrolment.modules, enrolment.closed_at) == ("", None)


def test_what_was_begun_before_the_renewal_is_the_whole_course():
    version = yearly(modules="how")
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=STARTS)
    fulfil(completed(person, version.course, at=DONE), now=DONE)
    begun = enrol(person, version.course, now=OPENS - timedelta(days=1))

    reconcile(version.requirement, now=OPENS)

    assert enrol(person, version.course, now=LATER) == begun
    do(begun, "how")
    assert begun.closed_at is None
    do(begun, "why", "law")
    assert Assignment.objects.get(cycle=2).completed_at == LATER


def test_some_modules_meet_no_assignment_that_asks_for_the_course():
    version = yearly(modules="how")
    person = to_renew(version)
    do(enrol(person, version.course, now=LATER), "how")
    whole = a_requirement(version.course, version.requirement.unit, now=LATER, counts_from=OPENS)
    other = yearly(version.course, unit=version.requirement.unit, modules="how law", title="Two")

    for each in (whole, other):
        reconcile(each.requirement, now=LATER)

    asked = Assignment.objects.filter(requirement=whole.requirement_id, person=person)
    assert asked.get().completed_at is None
    first = Assignment.objects.get(requirement=other.requirement_id, person=person)
    assert (first.cycle, first.completed_at) == (1, DONE)  # by the whole course, a year ago


def test_the_same_modules_meet_another_renewal_that_asks_for_no_more():
    course = three_modules().course
    version = yearly(course, modules="how law")
    unit = version.requirement.unit
    one, two = (
        yearly(course, unit=unit, modules=modules, title=modules) for modules in ("law", "law why")
    )
    person = a_learner(unit)
    for each in (version, one, two):
        reconcile(each.requirement, now=STARTS)
    fulfil(completed(person, course, at=DONE), now=DONE)
    reconcile(version.requirement, now=OPENS)
    do(enrol(person, course, now=OPENS), "how", "law")

    after = LATER + timedelta(minutes=1)
    assert reconcile(one.requirement, now=after).met == 1
    assert reconcile(two.requirement, now=after).met == 0

    renewals = Assignment.objects.filter(cycle=2, completed_at__isnull=False)
    assert set(renewals.values_list("requirement", flat=True)) == {
        version.requirement_id,
        one.requirement_id,
    }
    assert false_records() == []


def test_two_renewals_at_once_ask_for_all_modules_that_either_names():
    course = three_modules().course
    version = yearly(course, modules="how")
    unit = version.requirement.unit
    other = yearly(course, unit=unit, modules="law", title="Law")
    person = a_learner(unit)
    for now in (STARTS, OPENS):
        for each in (version, other):
            reconcile(each.requirement, now=now)
        if now == STARTS:
            fulfil(completed(person, course, at=DONE), now=DONE)

    enrolment = enrol(person, course, now=LATER)

    assert enrolment.modules == "how law"
    do(enrolment, "how")
    assert enrolment.closed_at is None
    do(enrolment, "law")
    assert Assignment.objects.filter(cycle=2, completed_at=LATER).count() == 2


def test_an_enrolment_of_some_modules_is_widened_when_the_whole_is_asked():
    version = yearly(modules="how")
    person = to_renew(version)
    enrolment = enrol(person, version.course, now=LATER)
    whole = a_requirement(version.course, version.requirement.unit, now=LATER, counts_from=OPENS)

    reconcile(whole.requirement, now=LATER)

    enrolment.refresh_from_db()
    assert enrolment.modules == ""
    do(enrolment, "how", "why", "law")
    assert Assignment.objects.filter(person=person, completed_at=LATER).count() == 2


def test_modules_that_the_edition_has_no_more_ask_for_the_whole_course():
    version = yearly(modules="how")
    person = to_renew(version)
    three_modules(version.course, 2, keys=("why", "law"))

    enrolment = do(enrol(person, version.course, now=LATER), "why")

    assert enrolment.closed_at is None
    do(enrolment, "law")
    assert Assignment.objects.get(cycle=2).completed_at == LATER
    assert false_records() == []


def test_revoking_it_asks_again():
    version = yearly(modules="how")
    person = to_renew(version)
    enrolment = do(enrol(person, version.course, now=LATER), "how")

    revoke_completion(
        Completion.objects.get(enrolment=enrolment), reason="Not her.", by=an_admin(), now=LATER
    )

    assert Assignment.objects.get(cycle=2).completed_at is None
    assert enrol(person, version.course, now=LATER).modules == "how"


def test_a_conclusion_that_was_not_drawn_is_found():
    version = yearly(modules="how")
    person = to_renew(version)
    enrolment = do(enrol(person, version.course, now=LATER), "how")
    Assignment.objects.filter(cycle=2).update(completed_at=None, expires_on=None)
    Completion.objects.get(enrolment=enrolment).fulfilments.all().delete()
    Completion.objects.filter(enrolment=enrolment).delete()
    Enrolment.objects.update(closed_at=None)

    assert [(it.what, it.id) for it in false_records()] == [("completion", str(enrolment.uuid))]


def test_the_certificate_and_the_transcript_say_what_it_was_of():
    version = yearly(modules="how law")
    person = to_renew(version)
    enrolment = do(enrol(person, version.course, now=LATER), "how", "law")
    completion = Completion.objects.get(enrolment=enrolment)

    certificate = issue_certificate(completion, now=LATER)

    assert (certificate.title, certificate.hours) == ("Repair (renewal: 2 modules)", Decimal(1))
    assert [each.title for each in transcript_of(person)][:1] == ["Repair (renewal: 2 modules)"]


@pytest.mark.parametrize(
    ("modules", "code"),
    [
        ("how law why", "modules_unknown"),
        ("what", "modules_unknown"),
        ("law", "modules_no_less"),
        ("how", None),
    ],
)
def test_some_of_the_modules_may_be_asked_not_all(modules, code):
    version = yearly(modules=modules)
    if code == "modules_no_less":  # there is nothing to do in it that the course asks for
        Activity.objects.filter(module__key=modules).update(required=False)

    if code is None:
        check_policy(policy_of(version), besides=version.requirement)
        return
    version.requirement.versions.update(renewal_modules="")
    with pytest.raises(ValidationError) as refused:
        check_policy(policy_of(version), besides=version.requirement)
    assert refused.value.code == code


def test_the_learner_sees_which_modules_are_asked_and_that_the_others_are_optional(client):
    version = yearly(modules="how")
    person = to_renew(version)
    address = reverse("learning:course", args=[version.course.key])

    with time_machine.travel(LATER, tick=False):
        client.force_login(person)
        before = " ".join(page_of(client, address).split())
        home = " ".join(page_of(client, reverse("learning:home")).split())
        enrol(person, version.course, now=LATER)
        begun = " ".join(page_of(client, address).split())
        do(Enrolment.objects.get(person=person), "how")
        done = " ".join(page_of(client, address).split())

    told = "To renew it, one module is asked of you; the others are there if you like:"
    for page in (before, begun):
        assert told in page
        assert '<span lang="en">The how</span>' in page
        assert page.count(", optional") == 2
    assert "30 minutes" in before
    assert "30 min" in home
    assert "You are done when this is:" in begun
    assert 'You renewed it by one module: <span lang="en">The how</span>' in done
    assert told not in done


def test_the_mail_says_how_long_the_modules_take_that_are_asked():
    version = yearly(modules="how")
    person = to_renew(version)

    [not_begun] = sample(person, "learner", now=OPENS).lines
    enrol(person, version.course, now=LATER)
    [begun] = sample(person, "learner", now=LATER).lines

    assert (not_begun.minutes, begun.minutes) == (30, 30)


def test_many_are_widened_in_as_many_statements_as_few(django_assert_max_num_queries):
    version = yearly(modules="how")
    people = [to_renew(version) for _one in range(4)]
    for person in people:
        enrol(person, version.course, now=LATER)
    whole = a_requirement(version.course, version.requirement.unit, now=LATER, counts_from=OPENS)
    Enrolment.objects.update(modules="")
    reconcile(whole.requirement, now=LATER)
    Enrolment.objects.open().update(modules="how")

    asking = list(whole.requirement.assignments.select_related("version"))

    with django_assert_max_num_queries(2):
        wider = widen(asking)

    assert wider == len(people)
    assert set(Enrolment.objects.values_list("modules", flat=True)) == {""}
