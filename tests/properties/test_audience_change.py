"""Whatever a saved audience is changed to: what was tried is what happens, nothing of the try
stays, and afterwards every requirement that goes by it asks those whom it holds, and no others."""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import AudienceRule, AuditEntry, Mail, Tag
from accounts.rules.audiences import parse
from accounts.services.audiences import people_matching
from learning.models import Assignment, AssignmentReason, DueDate, Reminder
from learning.services.assignments import reconcile
from learning.services.audience_change import (
    AudienceEdit,
    change_audience,
    make_audience,
    try_audience,
)
from learning.services.dates import today
from learning.services.requirements import require_course
from tests.factories import LONG_AGO, NOW, a_learner, a_unit, an_admin
from tests.integration.learning.test_requirements import policy
from tests.properties.test_audiences import grouped, sound

RECORDS = (AudienceRule, AuditEntry, Mail, Assignment, AssignmentReason, DueDate, Reminder)
TAGS = ["preceptor", "new", "fellow"]
LATER = NOW + timedelta(days=1)

# Units by number; the second saved audience by its name.
leaves = (
    st.integers(0, 2).map(lambda unit: {"unit": unit})
    | st.sampled_from(TAGS).map(lambda tag: {"tag": tag})
    | st.just({"audience": "other"})
)
expressions = st.recursive(leaves, grouped, max_leaves=5)
lives = st.lists(
    st.tuples(st.integers(0, 2), st.sets(st.sampled_from(TAGS), max_size=2)),
    min_size=3,
    max_size=3,
)


class ChangingAudiences(TestCase):
    @settings(max_examples=40)
    @given(lives=lives, first=expressions, then=expressions, inner=st.sampled_from(TAGS))
    def test_what_was_tried_is_what_happens(self, lives, first, then, inner):
        units = [a_unit() for _ in range(3)]
        by = an_admin(units[0])
        for unit, tags in lives:
            person = a_learner(units[unit])
            for tag in tags:
                Tag.objects.create(person=person, tag=tag, recorded_at=LONG_AGO)
        other = make_audience(units[0], AudienceEdit("Other", {"tag": inner}), now=NOW, by=by)
        ids = {"unit": [str(unit.uuid) for unit in units], "audience": {"other": str(other.uuid)}}
        first, then = (with_ids(each, ids) for each in (first, then))
        if sound(first) is None or sound(then) is None:
            return
        audience = make_audience(units[0], AudienceEdit("One", first), now=NOW, by=by)
        asked = {"audience": str(audience.uuid)}
        version = require_course(policy(unit=units[0], audience=asked), now=NOW, by=by)
        reconcile(version.requirement, now=NOW)
        rule = AudienceRule.objects.standing().get(audience=audience)
        edit = AudienceEdit("One", then, "Decided.", rule.pk)

        before = rows()
        tried = done = None
        with suppress(ValidationError):  # nothing was changed
            tried = try_audience(audience, edit, now=LATER, by=by)
        assert rows() == before
        with suppress(ValidationError):
            done = change_audience(audience, edit, now=LATER, by=by)

        assert numbers(tried) == numbers(done)
        holding = people_matching(parse(asked), on=today(LATER))
        in_force = Assignment.objects.in_force().filter(requirement=version.requirement)
        assert {one.person_id for one in in_force} == {person.pk for person in holding}


def with_ids(data, ids):
    for name in data.keys() & {"any", "all", "none"}:
        return {name: [with_ids(part, ids) for part in data[name]]}
    [(name, value)] = data.items()
    return {name: ids[name][value] if name in ids else value}


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in RECORDS}


def numbers(changed):
    """Who comes, goes and is written to, by name."""
    if changed is None:
        return None
    [effect] = changed.effects
    done = effect.outcome
    moved = [[one.person.pk for one in it.people] for it in (done.gained, done.lost, done.mails)]
    return [person.pk for person in changed.gained.first], changed.lost, moved
