"""A course that is retired is asked of nobody any more; what was done stays (DOMAIN 1)."""

import pytest

from learning.models import Assignment
from learning.services.assignments import Reconciled, reconcile
from learning.services.fulfilment import fulfil
from tests.factories import NOW, a_learner, a_requirement
from tests.integration.learning.test_assignments import LATER
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db


def retire(course, *, at=NOW):
    type(course).objects.filter(pk=course.pk).update(retired_at=at)


def test_a_retired_course_is_asked_of_nobody_and_who_completed_it_keeps_that():
    version = a_requirement()
    done, open_one = (a_learner(version.requirement.unit) for _ in range(2))
    reconcile(version.requirement, now=NOW)
    fulfil(completed(done, version.course), now=NOW)
    retire(version.course)
    a_learner(version.requirement.unit)

    assert reconcile(version.requirement, now=LATER) == Reconciled(withdrawn=1)
    assert reconcile(version.requirement, now=LATER) == Reconciled()
    stands = Assignment.objects.with_standing(LATER, 14)
    assert dict(stands.values_list("person", "standing_now")) == {
        done.pk: "completed_on_time",
        open_one.pk: "withdrawn",
    }


def test_a_course_offered_again_is_asked_again_of_the_same():
    version = a_requirement()
    a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)
    retire(version.course)
    reconcile(version.requirement, now=LATER)

    retire(version.course, at=None)

    assert reconcile(version.requirement, now=LATER) == Reconciled(returned=1)
    assert Assignment.objects.get().withdrawn_at is None
