from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from learning.models import ReminderRule, Requirement, RequirementVersion
from learning.services.requirements import Policy, end_requirement, require_course
from tests.factories import NOW, a_course, a_unit, an_admin, an_edition

pytestmark = pytest.mark.django_db


def policy(**changed):
    unit = changed.pop("unit", None) or a_unit()
    fields = {
        "title": "Repair, all faculty",
        "course": changed.pop("course", None) or an_edition().course,
        "unit": unit,
        "audience": {"any": [{"unit": str(unit.uuid)}]},
        "due_base": "assigned",
        "due_offset": 60,
    }
    return Policy(**fields | changed)


def test_a_requirement_begins_with_its_first_version_and_the_standard_reminders():
    admin = an_admin()

    version = require_course(policy(purpose="So that we listen."), now=NOW, by=admin)

    assert version.requirement.key == "repair-all-faculty"
    assert (version.number, version.due_offset, version.purpose) == (1, 60, "So that we listen.")
    assert (version.in_force_from, version.recorded_by) == (NOW, admin)
    rules = ReminderRule.objects.values_list("anchor", "offset_days", "recipient", "started_at")
    assert sorted(rules) == [
        ("assigned", 0, "learner", NOW),
        ("due", -14, "learner", NOW),
        ("due", -3, "learner", NOW),
        ("due", 0, "learner", NOW),
        ("due", 7, "learner", NOW),
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by) == ("learning.requirement.made", admin)


def test_a_second_requirement_of_the_same_title_is_refused():
    asked = policy()
    require_course(asked, now=NOW, by=an_admin())

    with pytest.raises(ValidationError) as refusal:
        require_course(asked, now=NOW, by=an_admin())

    assert refusal.value.code == "title_taken"
    assert Requirement.objects.count() == 1


def test_titles_that_look_alike_get_keys_of_their_own():
    titles = ["Repair", "Repair!", "Repair?", "修复"]

    keys = [
        require_course(policy(title=title), now=NOW, by=an_admin()).requirement.key
        for title in titles
    ]

    assert keys == ["repair", "repair-2", "repair-3", "requirement"]


def test_an_ended_title_may_be_used_again():
    admin = an_admin()
    version = require_course(policy(), now=NOW, by=admin)
    end_requirement(version.requirement, reason="Replaced", now=NOW, by=admin)

    assert require_course(policy(), now=NOW, by=admin).requirement.key == "repair-all-faculty-2"


@pytest.mark.parametrize(
    ("course", "why"),
    [
        (a_course, "without an edition"),
        (lambda: an_edition(number=None).course, "with a draft alone"),
        (lambda: retired(an_edition().course), "retired"),
    ],
)
def test_a_course_that_is_not_offered_cannot_be_required(course, why):
    with pytest.raises(ValidationError) as refusal:
        require_course(policy(course=course()), now=NOW, by=an_admin())

    assert refusal.value.code == "course_not_offered", why


def retired(course):
    course.retired_at = NOW
    course.save()
    return course


def test_an_audience_that_says_nobody_is_refused():
    with pytest.raises(ValidationError) as refusal:
        require_course(policy(audience={"any": []}), now=NOW, by=an_admin())

    assert refusal.value.code == "audience_unreadable"


def test_a_fixed_due_day_is_kept():
    asked = policy(due_base="fixed", due_on=date(2027, 1, 31), due_offset=None)

    require_course(asked, now=NOW, by=an_admin())

    assert RequirementVersion.objects.get().due_on == date(2027, 1, 31)


def test_ending_a_requirement_needs_a_reason_and_happens_once():
    admin = an_admin()
    requirement = require_course(policy(), now=NOW, by=admin).requirement

    with pytest.raises(ValidationError) as refusal:
        end_requirement(requirement, reason=" ", now=NOW, by=admin)
    assert refusal.value.code == "reason_missing"

    end_requirement(requirement, reason="Replaced", now=NOW, by=admin)
    end_requirement(requirement, reason="Again", now=NOW + timedelta(days=1), by=admin)

    requirement.refresh_from_db()
    assert requirement.ended_at == NOW
    ended = AuditEntry.objects.filter(action="learning.requirement.ended")
    assert [entry.reason for entry in ended] == ["Replaced"]
