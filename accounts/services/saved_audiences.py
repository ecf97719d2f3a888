"""Audiences kept under a name: what they say, and that none of them lies inside itself.

Who writes one holds all that have not ended, in the order of their keys: whatever two people write
at once, the second reads what the first has written, so that no circle can come about.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Audience, AudienceRule, User
from accounts.rules.audience_terms import AudienceTerm
from accounts.rules.audiences import (
    DEEPEST_SAVED,
    Expression,
    as_json,
    audiences_named,
    expand,
    parse,
)
from accounts.services.audience_words import audience_names

Kept = Mapping[str, Expression]


def hold_all() -> dict[str, Audience]:
    """Lock every audience that has not ended; by id."""
    standing = Audience.objects.select_for_update().filter(ended_at__isnull=True)
    return {str(each.uuid): each for each in standing.order_by("pk")}


def hold_named(data: object) -> None:
    """Lock the saved audiences that an expression names; refused where one is not there, or has
    ended. What is no expression at all is for others to refuse."""
    try:
        named = audiences_named(parse(data))
    except ValueError:
        return
    there = Audience.objects.select_for_update().filter(uuid__in=list(named), ended_at__isnull=True)
    if len(list(there.order_by("pk"))) < len(named):
        raise _gone()


def said_now() -> dict[str, Expression]:
    """What each of them says, by id."""
    rules = AudienceRule.objects.standing().values_list("audience__uuid", "expression")
    return {str(uuid): parse(said) for uuid, said in rules}


def naming(audience: str, kept: Kept) -> frozenset[str]:
    """The audience and all those that name it, or name one that does."""
    found = {audience}
    for _level in range(len(kept)):
        more = {name for name, said in kept.items() if audiences_named(said) & found}
        if more <= found:
            break
        found |= more
    return frozenset(found)


def check_said(audience: str, name: str, data: object, kept: Kept) -> Expression:
    """What an audience is to say, if it can; `audience` is its id, also of a new one."""
    if not name.strip():
        raise ValidationError(_("Give the audience a name."), code="name_missing")
    same = AudienceRule.objects.standing().filter(name=name.strip())
    if same.exclude(audience__uuid=audience).exists():
        raise ValidationError(
            _("There is an audience with this name already. Give this one another."),
            code="name_taken",
        )
    try:
        said = parse(data)
    except ValueError as error:
        raise ValidationError(
            _("Say who belongs to the audience."), code="audience_unreadable"
        ) from error
    _check_named(audience, said, kept)
    return said


def write_rule(
    audience: Audience, name: str, said: Expression, *, now: datetime, by: User
) -> AudienceRule:
    """What it says from now on; what it said before stays on record."""
    AudienceRule.objects.filter(audience=audience).supersede(now)
    return AudienceRule.objects.create(
        audience=audience,
        name=name.strip(),
        expression=as_json(said),
        recorded_at=now,
        recorded_by=by,
    )


def subject_of(audience: Audience) -> str:
    """How the audit names it."""
    return f"audience:{audience.uuid}"


def _check_named(audience: str, said: Expression, kept: Kept) -> None:
    """Refuse what is not there, a circle, and what is nested too deep: it would hold nobody."""
    named = audiences_named(said)
    if not named <= kept.keys() | {audience}:
        raise _gone()
    after = {**kept, audience: said}
    above = naming(audience, after)
    if circle := named & above:
        raise ValidationError(
            _("It would lie inside itself, by way of “%(name)s”."),
            code="circle",
            params={"name": _one_name(circle)},
        )
    if any(audiences_named(expand(AudienceTerm(each), after)) for each in above):
        raise ValidationError(
            _("Audiences may be nested %(most)d deep, and these would be deeper."),
            code="too_deep",
            params={"most": DEEPEST_SAVED},
        )


def _one_name(audiences: Iterable[str]) -> str:
    return min(audience_names(audiences).values(), default="")


def _gone() -> ValidationError:
    return ValidationError(
        _("A saved audience that is named here is not there any more. Choose another."),
        code="audience_gone",
    )
