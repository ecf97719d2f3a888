"""Saved audiences: made, changed with what that does to requirements, ended; at once, too."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Audience, AudienceRule, AuditEntry, Mail
from learning.models import (
    Assignment,
    AssignmentReason,
    DueDate,
    Reminder,
    Requirement,
    RequirementVersion,
)
from learning.services.assignments import reconcile
from learning.services.audience_change import (
    AudienceEdit,
    change_audience,
    end_audience,
    make_audience,
    try_audience,
    uses,
)
from learning.services.requirements import require_course
from tests.factories import NOW, a_learner, a_unit, an_admin
from tests.integration.learning.helpers import four_at_once
from tests.integration.learning.test_audience_lines import tagged
from tests.integration.learning.test_requirements import policy

pytestmark = pytest.mark.django_db

RECORDS = (
    *(Audience, AudienceRule, AuditEntry, Mail),
    *(Assignment, AssignmentReason, DueDate, Reminder, RequirementVersion),
)
LATER = NOW + timedelta(days=1)


def tag(name="preceptor"):
    return {"tag": name}


def named(audience):
    return {"audience": str(audience.uuid)}


def kept(name, expression, unit=None):
    unit = unit or a_unit()
    return make_audience(unit, AudienceEdit(name, expression), now=NOW, by=an_admin(unit))


def edit_of(audience, expression=None, name="", reason="Decided."):
    rule = AudienceRule.objects.standing().get(audience=audience)
    return AudienceEdit(name or rule.name, expression or rule.expression, reason, rule.pk)


def changed(audience, expression=None, *, now=LATER, **said):
    return change_audience(
        audience, edit_of(audience, expression, **said), now=now, by=an_admin(audience.unit)
    )


def required_of(audience, **fields):
    version = require_course(
        policy(unit=audience.unit, audience=named(audience), **fields),
        now=NOW,
        by=an_admin(audience.unit),
    )
    reconcile(version.requirement, now=NOW)
    return version


def rows():
    return {model: set(model.objects.values_list("pk", flat=True)) for model in RECORDS}


def refusal(deed):
    with pytest.raises(ValidationError) as refused:
        deed()
    return refused.value.code


def test_a_change_reaches_every_requirement_that_goes_by_it_at_once():
    audience = kept("Preceptors", tag())
    outer = kept("All of them", {"any": [named(audience), tag("fellow")]})
    stays, goes, comes = tagged(a_learner()), tagged(a_learner()), tagged(a_learner(), "new")
    tagged(stays, "new")
    direct, through = required_of(audience), required_of(outer, title="By way of another")
    beside = required_of(kept("Others", tag("other")), title="Beside it")

    done = changed(audience, tag("new"))

    assert [person.pk for person in done.gained.first] == [comes.pk]
    assert [person.pk for person in done.lost.first] == [goes.pk]
    assert [each.version.pk for each in done.effects] == [direct.pk, through.pk]
    for effect in done.effects:
        assert [one.person for one in effect.outcome.gained.people] == [comes]
        assert [one.person for one in effect.outcome.lost.people] == [goes]
    for version in (direct, through):
        asked = Assignment.objects.in_force().filter(requirement=version.requirement)
        assert {one.person for one in asked} == {stays, comes}
    assert not Assignment.objects.filter(requirement=beside.requirement).exists()


def test_what_is_tried_is_what_happens_and_nothing_of_the_try_stays():
    audience = kept("Preceptors", tag())
    tagged(a_learner()), tagged(a_learner(), "new")
    required_of(audience)
    edit, by = edit_of(audience, tag("new")), an_admin(audience.unit)
    before = rows()

    tried = try_audience(audience, edit, now=LATER, by=by)

    assert rows() == before
    done = change_audience(audience, edit, now=LATER, by=by)
    assert (done.gained, done.lost) == (tried.gained, tried.lost)
    assert [each.outcome.mails.number for each in tried.effects] == [1]
    assert [
        (each.outcome.gained.number, each.outcome.lost.number, each.outcome.mails.number)
        for each in done.effects
    ] == [
        (each.outcome.gained.number, each.outcome.lost.number, each.outcome.mails.number)
        for each in tried.effects
    ]


def test_what_it_said_before_stays_on_record():
    audience = kept("Preceptors", tag())

    changed(audience, tag("new"), name="New preceptors")

    before, now = audience.rules.order_by("id")
    assert (before.name, before.superseded_at) == ("Preceptors", LATER)
    assert (now.name, now.expression, now.superseded_at) == ("New preceptors", tag("new"), None)
    entry = AuditEntry.objects.get(action="accounts.audience.changed")
    assert (entry.reason, entry.before["expression"]) == ("Decided.", tag())


def test_what_cannot_be_is_refused():
    audience = kept("Preceptors", tag())
    kept("Fellows", tag("fellow"))
    gone = {"audience": "5c5b9ac4-7a3e-4c7d-93a4-0d6d8a1f5a02"}

    assert refusal(lambda: kept("Preceptors", tag())) == "name_taken"
    assert refusal(lambda: kept(" ", tag())) == "name_missing"
    assert refusal(lambda: kept("Nobody", {"none": [tag()]})) == "audience_unreadable"
    assert refusal(lambda: kept("By one that is not there", gone)) == "audience_gone"
    assert refusal(lambda: changed(audience, name="Fellows")) == "name_taken"
    assert refusal(lambda: changed(audience)) == "nothing_changed"
    assert refusal(lambda: changed(audience, tag("new"), reason=" ")) == "reason_missing"
    assert refusal(lambda: changed(audience, gone)) == "audience_gone"


def test_a_change_of_what_has_changed_meanwhile_is_refused():
    audience = kept("Preceptors", tag())
    seen = edit_of(audience, tag("other"))
    changed(audience, tag("new"))

    late = refusal(lambda: change_audience(audience, seen, now=LATER, by=an_admin()))

    assert late == "changed_meanwhile"


def test_no_audience_lies_inside_itself():
    first = kept("First", tag())
    second = kept("Second", {"any": [named(first), tag("new")]})
    third = kept("Third", {"any": [named(second), tag("new")]})

    for inner in (first, second, third):
        assert refusal(lambda inner=inner: changed(first, named(inner))) == "circle"


def test_three_may_be_nested_and_no_more():
    first = kept("First", tag())
    second = kept("Second", {"any": [named(first)]})
    third = kept("Third", {"any": [named(second)]})
    alone = kept("Alone", tag("new"))

    assert refusal(lambda: kept("Fourth", {"any": [named(third)]})) == "too_deep"
    assert refusal(lambda: changed(first, {"any": [named(alone)]})) == "too_deep"
    assert refusal(lambda: changed(alone, {"any": [named(third)]})) == "too_deep"


def test_it_ends_when_nothing_goes_by_it_and_its_name_is_free_again():
    audience = kept("Preceptors", tag())
    outer = kept("Outer", {"any": [named(audience)]})
    by = an_admin()

    def end(one, reason="Not needed."):
        return end_audience(one, reason=reason, now=LATER, by=by)

    assert refusal(lambda: end(audience)) == "in_use"
    assert refusal(lambda: end(outer, " ")) == "reason_missing"
    end(outer)
    version = required_of(audience)
    assert refusal(lambda: end(audience)) == "in_use"
    Requirement.objects.filter(pk=version.requirement_id).update(ended_at=LATER)
    assert end(audience).ended_at == LATER
    assert end_audience(audience, reason="Again", now=NOW, by=by).ended_at == LATER
    kept("Preceptors", tag("new"))


def test_nothing_is_asked_by_one_that_has_ended():
    audience = kept("Preceptors", tag())
    end_audience(audience, reason="Not needed.", now=LATER, by=an_admin())

    assert refusal(lambda: required_of(audience)) == "audience_gone"
    assert refusal(lambda: changed_when_ended(audience)) == "ended"


def changed_when_ended(audience):
    edit = AudienceEdit("Preceptors", tag("new"), "Decided.", audience.rules.get().pk)
    return change_audience(audience, edit, now=LATER, by=an_admin())


def test_uses_are_found_through_others():
    audience = kept("Preceptors", tag())
    outer = kept("Outer", {"all": [named(audience), tag("new")]})
    version = required_of(outer)

    assert uses() == {str(audience.uuid): [version], str(outer.uuid): [version]}


@pytest.mark.django_db(transaction=True)
def test_four_who_name_one_another_at_once_make_no_circle():
    audiences = [kept(f"Number {number}", tag()) for number in range(4)]
    edits = [
        edit_of(one, {"any": [named(audiences[(number + 1) % 4]), tag()]})
        for number, one in enumerate(audiences)
    ]
    by = an_admin()

    results = four_at_once(
        lambda number: change_audience(audiences[number], edits[number], now=LATER, by=by)
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert {type(each) for each in refused} == {ValidationError}
    assert {each.code for each in refused} <= {"circle", "too_deep"}
    assert len(refused) in (1, 2)


@pytest.mark.django_db(transaction=True)
def test_one_that_ends_at_the_moment_when_it_is_required_is_either_there_or_not():
    audience = kept("Preceptors", tag())
    by = an_admin(audience.unit)
    asked = [policy(unit=audience.unit, audience=named(audience), title=f"T{n}") for n in range(3)]

    def act(number):
        if number == 3:
            return end_audience(audience, reason="Over.", now=LATER, by=by)
        return require_course(asked[number], now=LATER, by=by)

    four_at_once(act)

    audience.refresh_from_db()
    in_force = Requirement.objects.in_force().count()
    assert (audience.ended_at is None) is (in_force > 0)
    assert in_force in (0, 3)
