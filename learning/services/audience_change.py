"""Saved audiences made, changed and ended, with the requirements that go by them (DOMAIN 5).

A change is tried first: done, looked at and undone, so that its numbers are those of what happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Audience, AudienceRule, Unit, User
from accounts.models.user import UserQuerySet
from accounts.rules.audiences import Expression, as_json, audiences_named, parse
from accounts.services.audiences import people_matching, with_saved
from accounts.services.audit import record
from accounts.services.saved_audiences import (
    check_said,
    hold_all,
    naming,
    said_now,
    subject_of,
    write_rule,
)
from learning.models import Requirement, RequirementVersion
from learning.services.assignments import reconcile
from learning.services.dates import today
from learning.services.reminders import decide_reminders
from learning.services.requirement_change import undone
from learning.services.requirement_outcome import MOST_NAMES, Outcome, outcome


@dataclass(frozen=True, slots=True)
class AudienceEdit:
    """What an audience is called and whom it holds from now on, and why. `based_on` is the id of
    the rule that was looked at."""

    name: str
    expression: dict[str, object]
    reason: str = ""
    based_on: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """How many, and the first of them by name."""

    number: int
    first: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of an audience does to the people of one requirement."""

    version: RequirementVersion
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Changed:
    """Whom an audience gains and loses today, and what that does by which requirement."""

    gained: People
    lost: People
    effects: tuple[Effect, ...]


@transaction.atomic
def make_audience(unit: Unit, edit: AudienceEdit, *, now: datetime, by: User) -> Audience:
    """Keep an audience under a name. Asked twice, the second is refused: one name, one audience."""
    hold_all()
    audience = Audience(uuid=uuid4(), unit=unit, created_at=now)
    said = check_said(str(audience.uuid), edit.name, edit.expression, said_now())
    audience.save()
    rule = write_rule(audience, edit.name, said, now=now, by=by)
    record(by, "accounts.audience.made", subject_of(audience), at=now, after=_said(rule))
    return audience


@transaction.atomic
def change_audience(audience: Audience, edit: AudienceEdit, *, now: datetime, by: User) -> Changed:
    """Let it say something else, and bring every requirement that goes by it, itself or by way of
    others, into step: all or nothing.

    Refused with a reason: one that ended, that was changed since it was looked at, or that would
    lie inside itself. Nothing is dated anew; whoever comes in is dated by the rule.
    """
    audience, before = _held(audience, edit)
    kept = said_now()
    said = check_said(str(audience.uuid), edit.name, edit.expression, kept)
    if edit.name.strip() == before.name and as_json(said) == before.expression:
        raise ValidationError(_("Nothing was changed."), code="nothing_changed")
    whole, day = with_saved(parse(before.expression)), today(now)
    rule = write_rule(audience, edit.name, said, now=now, by=by)
    record(
        by,
        "accounts.audience.changed",
        subject_of(audience),
        at=now,
        before=_said(before),
        after=_said(rule),
        reason=edit.reason.strip(),
    )
    effects = tuple(_follow(requirement, now=now) for requirement in _going_by(audience, kept))
    gained, lost = _moved(whole, with_saved(said), on=day)
    return Changed(_people(gained), _people(lost), effects)


def try_audience(audience: Audience, edit: AudienceEdit, *, now: datetime, by: User) -> Changed:
    """What `change_audience` would do at this moment; nothing of it stays."""
    return undone(lambda: change_audience(audience, edit, now=now, by=by))


@transaction.atomic
def end_audience(audience: Audience, *, reason: str, now: datetime, by: User) -> Audience:
    """Offer it no longer. Refused while a requirement in force or another audience goes by it.

    What it said stays on record. Safe to repeat: it stays ended when it ended first.
    """
    held = hold_all().get(str(audience.uuid))
    if held is None:
        return Audience.objects.get(pk=audience.pk)
    if not reason.strip():
        raise ValidationError(_("Say why the audience ends."), code="reason_missing")
    if used_by(held):
        raise ValidationError(
            _("It is in use: change what goes by it first, or end that."), code="in_use"
        )
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    AudienceRule.objects.filter(audience=held).supersede(now)
    record(by, "accounts.audience.ended", subject_of(held), at=now, reason=reason.strip())
    return held


def used_by(audience: Audience) -> list[str]:
    """What names it: titles of requirements in force, and names of audiences."""
    mine = str(audience.uuid)
    others = AudienceRule.objects.standing().exclude(audience=audience).order_by("name")
    names = [rule.name for rule in others if mine in audiences_named(parse(rule.expression))]
    return [*(version.title for version in uses().get(mine, [])), *names]


def uses() -> dict[str, list[RequirementVersion]]:
    """The requirements in force that go by each saved audience, by title; itself, or by way of
    others. Two queries."""
    kept = said_now()
    found: dict[str, list[RequirementVersion]] = {}
    for version in _in_force():
        for audience in _reached(audiences_named(parse(version.audience)), kept):
            found.setdefault(audience, []).append(version)
    return found


def _held(audience: Audience, edit: AudienceEdit) -> tuple[Audience, AudienceRule]:
    held = hold_all().get(str(audience.uuid))
    if held is None:
        raise ValidationError(_("It has ended. Make it anew."), code="ended")
    before = AudienceRule.objects.standing().get(audience=held)
    if before.pk != edit.based_on:
        raise ValidationError(
            _("Somebody changed it meanwhile. Look at what it says now, and change it again."),
            code="changed_meanwhile",
        )
    if not edit.reason.strip():
        raise ValidationError(_("Say why it is changed."), code="reason_missing")
    return held, before


def _going_by(audience: Audience, kept: dict[str, Expression]) -> list[Requirement]:
    """The requirements in force that go by it, in the order in which they are locked."""
    above = naming(str(audience.uuid), kept)
    found = {
        version.requirement_id: version.requirement
        for version in _in_force()
        if audiences_named(parse(version.audience)) & above
    }
    return [found[pk] for pk in sorted(found)]


def _follow(requirement: Requirement, *, now: datetime) -> Effect:
    reconcile(requirement, now=now)
    decide_reminders(now=now, of=requirement)
    version = requirement.versions.newest().select_related("requirement").get()
    return Effect(version, outcome(requirement, now=now))


def _in_force() -> Iterable[RequirementVersion]:
    newest = RequirementVersion.objects.newest().filter(requirement__ended_at__isnull=True)
    return newest.select_related("requirement").order_by("title", "id")


def _reached(named: frozenset[str], kept: dict[str, Expression]) -> frozenset[str]:
    """These audiences and all those inside them."""
    found = named
    for _level in range(len(kept)):
        inside = [audiences_named(kept[each]) for each in found if each in kept]
        more = found.union(*inside)
        if more == found:
            break
        found = more
    return found


def _moved(before: Expression, after: Expression, *, on: date) -> tuple[UserQuerySet, UserQuerySet]:
    was, will = people_matching(before, on=on), people_matching(after, on=on)
    return will.exclude(pk__in=was.values("pk")), was.exclude(pk__in=will.values("pk"))


def _people(found: UserQuerySet) -> People:
    first = tuple(found.by_name()[:MOST_NAMES])
    return People(len(first) if len(first) < MOST_NAMES else found.count(), first)


def _said(rule: AudienceRule) -> dict[str, object]:
    """What the audit keeps of it."""
    return {"name": rule.name, "expression": rule.expression}
