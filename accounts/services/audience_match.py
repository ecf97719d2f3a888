"""Why somebody belongs to an audience, or does not: each of its terms with what is known of the
person, in words. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.rules.audience_terms import (
    AppointmentTerm,
    Facts,
    HiredTerm,
    PersonTerm,
    Place,
    TagTerm,
    Term,
)
from accounts.rules.audience_verdicts import Verdict, verdict
from accounts.rules.audiences import Combine, Expression, Group, Saved
from accounts.services.audience_words import GONE, Names, Seen, full_date, names_in, phrase
from accounts.services.audiences import facts_of, may_belong, with_saved


@dataclass(frozen=True, slots=True)
class Told:
    """One part of an audience in words: whether it holds, and what makes it so."""

    words: str
    holds: bool
    why: str = ""
    parts: tuple["Told", ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Whether somebody belongs today, and each part of the audience. Who has left, may not sign
    in or is a test account `can_belong` to none."""

    person: User
    belongs: bool
    can_belong: bool
    told: Told


def match(expression: Expression, person: User, *, on: date, seen: Seen) -> Match:
    """What the audience says of a person that day, as the queries decide it; a constant number of
    queries. It names nobody but those who may be `seen`."""
    whole = with_saved(expression)
    facts = facts_of(person, on=on)
    found = verdict(whole, facts)
    can_belong = may_belong(person, on=on)
    names = names_in(whole, seen=seen)
    held = _unit_names(facts)
    names = replace(names, units={**held, **names.units})
    return Match(person, found.holds and can_belong, can_belong, _told(found, facts, names))


def _told(found: Verdict, facts: Facts, names: Names) -> Told:
    parts = tuple(_told(part, facts, names) for part in found.parts)
    said = found.said
    if isinstance(said, Group):
        return Told(_combined(said), found.holds, parts=parts)
    if isinstance(said, Saved):
        name = names.audiences.get(said.audience, GONE)
        words = _("In the audience “%(audience)s”") % {"audience": name}
        return Told(words, found.holds, parts=parts)
    why = _why(said, facts, names, holds=found.holds)
    return Told(capfirst(phrase(said, names)), found.holds, why)


def _combined(group: Group) -> str:
    return {
        Combine.ANY: _("At least one of these holds"),
        Combine.ALL: _("All of these hold"),
        Combine.NONE: _("None of these holds"),
    }[group.combine]


def _why(term: Term, facts: Facts, names: Names, *, holds: bool) -> str:
    if isinstance(term, AppointmentTerm):
        fitting = [place for place in facts.places if term.fits(place)]
        return _places(fitting or facts.places, names)
    if isinstance(term, TagTerm):
        return _("The tag is carried.") if holds else _("The tag is not carried.")
    if isinstance(term, HiredTerm):
        if facts.hired_on is None:
            return _("No day of hire is known.")
        return _("Last hired on %(day)s.") % {"day": full_date(facts.hired_on)}
    if isinstance(term, PersonTerm):
        return _("By name.") if holds else _("Somebody else.")
    return _("There is no such audience any more: it holds nobody.")


def _places(places: tuple[Place, ...] | list[Place], names: Names) -> str:
    if not places:
        return _("No appointment today.")
    return " ".join(_place(each, names.units) for each in places)


def _place(place: Place, units: Mapping[str, str]) -> str:
    """Fellow in Medicine (clinical), since 1 January 2026."""
    unit = units.get(place.unit, GONE)
    words = (
        _("%(position)s in %(unit)s") % {"position": place.position, "unit": unit}
        if place.position
        else _("In %(unit)s") % {"unit": unit}
    )
    if place.kind:
        words = _("%(place)s (%(kind)s)") % {"place": words, "kind": place.kind}
    if place.from_on:
        day = full_date(place.from_on)
        words = _("%(place)s, since %(day)s") % {"place": words, "day": day}
    return f"{words}."


def _unit_names(facts: Facts) -> dict[str, str]:
    wanted = [place.unit for place in facts.places]
    found = Unit.objects.filter(uuid__in=wanted).values_list("uuid", "name")
    return {str(uuid): name for uuid, name in found}
