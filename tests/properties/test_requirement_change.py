"""Whatever a policy is changed to: what was tried is what happens, and nothing of the try stays."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import AuditEntry, Employment, Leave, Mail
from learning.models import (
    Assignment,
    AssignmentReason,
    Completion,
    DueDate,
    Fulfilment,
    Reminder,
    RequirementVersion,
)
from learning.services.assignments import reconcile
from learning.services.reminders import decide_reminders
from learning.services.requirement_change import Edit, change_requirement, try_change
from learning.services.requirements import policy_of, require_course
from tests.factories import LONG_AGO, NOW, a_course, a_learner, a_unit, an_admin, an_edition
from tests.integration.learning.test_requirements import policy

RECORDS = (
    *(Assignment, AssignmentReason, DueDate, Fulfilment, Reminder),
    *(RequirementVersion, Mail, AuditEntry),
)
units = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True)
dues = st.one_of(
    st.builds(
        lambda days, least: {"due_base": "assigned", "due_offset": days, "minimum_days": least},
        st.integers(1, 90),
        st.none() | st.integers(1, 30),
    ),
    st.builds(
        lambda days: {"due_base": "fixed", "due_on": NOW.date() + timedelta(days=days)},
        st.integers(1, 90),
    ),
    st.builds(lambda days: {"due_base": "hired", "due_offset": days}, st.integers(1, 90)),
    st.just({"due_base": "none"}),
)
renewals = st.sampled_from(
    [
        {},
        {"renewal": "completion", "active_months": 12, "window_months": 2, "minimum_months": 6},
        {"renewal": "expiry", "active_months": 24, "window_months": 1, "minimum_months": 1},
        {
            "renewal": "anniversary",
            "anniversary": "12-01",
            "active_months": 12,
            "window_months": 2,
            "minimum_months": 6,
        },
    ]
)
NOTHING = {
    **dict.fromkeys(["due_on", "due_offset", "minimum_days", "active_months", "window_months"]),
    **{"minimum_months": None, "anniversary": "", "renewal": "none"},
}


class ChangeOfPolicy(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.root = a_unit()
        cls.units = [a_unit(parent=cls.root) for _ in range(3)]
        cls.courses = [an_edition(a_course(cls.root)).course for _ in range(2)]
        cls.people = [a_learner(unit) for unit in cls.units for _ in range(2)]
        cls.admin = an_admin(cls.root)
        Employment.objects.filter(person=cls.people[0]).update(hired_on=None)
        Leave.objects.create(
            person=cls.people[1],
            from_on=date(2026, 12, 1),
            to_on=date(2026, 12, 9),
            recorded_at=LONG_AGO,
        )

    def says(self, where, which, due, renewal):
        return {
            **NOTHING,
            "audience": {"any": [{"unit": str(self.units[at].uuid)} for at in where]},
            "course": self.courses[which],
            **due,
            **renewal,
        }

    @given(
        first=st.tuples(units, st.integers(0, 1), dues, renewals),
        then=st.tuples(units, st.integers(0, 1), dues, renewals),
        done=st.lists(
            st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(-500, 20)), max_size=5
        ),
        re_date=st.booleans(),
        days=st.integers(1, 60),
    )
    @settings(max_examples=40)
    def test_what_is_tried_is_what_happens(self, first, then, done, re_date, days):
        asked = replace(policy(unit=self.root), **self.says(*first))
        version = require_course(asked, now=NOW, by=self.admin)
        reconcile(version.requirement, now=NOW)
        for person, course, at in done:
            Completion.objects.create(
                person=self.people[person],
                course=self.courses[course],
                completed_at=NOW + timedelta(days=at),
                source="by_hand",
                recorded_at=NOW,
            )
        decide_reminders(now=NOW)
        later = NOW + timedelta(days=days)
        reconcile(version.requirement, now=later - timedelta(hours=1))
        edit = Edit(replace(policy_of(version), **self.says(*then)), "Why.", 1, re_date)
        before = [list(model.objects.order_by("pk").values()) for model in RECORDS]

        tried = refused = done_so = None
        with suppress(ValidationError):
            tried = try_change(version.requirement, edit, now=later, by=self.admin)
        assert [list(model.objects.order_by("pk").values()) for model in RECORDS] == before
        try:
            done_so = change_requirement(version.requirement, edit, now=later, by=self.admin)
        except ValidationError as error:
            refused = error
        assert tried == done_so
        assert (refused is None) == (tried is not None)
