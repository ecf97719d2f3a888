"""Audiences in words, in the language now active: "Everyone in Medicine, but not …"."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import AudienceRule, Unit, User
from accounts.models.user import UserQuerySet
from accounts.rules.audience_terms import (
    AppointmentTerm,
    AudienceTerm,
    HiredTerm,
    PersonTerm,
    Span,
    TagTerm,
    Term,
)
from accounts.rules.audiences import (
    Combine,
    Expression,
    Group,
    Saved,
    audiences_named,
    saved_in,
    terms,
    units_named,
)

GONE = "?"  # what stands where nothing of that id is there
Seen = Callable[[], UserQuerySet]  # those whose names may be told; asked only where any is named


@dataclass(frozen=True, slots=True)
class Names:
    """What the units, people and saved audiences are called that an expression speaks of.

    `hides`: people who are missing here are not told to whoever reads.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    audiences: Mapping[str, str] = field(default_factory=dict)
    hides: bool = False


def names_in(*expressions: Expression, seen: Seen | None = None) -> Names:
    """Their names, in three queries at most and that of `seen`: then nobody else is named."""
    units: frozenset[str] = frozenset()
    people, audiences = set[str](), set[str]()
    for each in expressions:
        units |= units_named(each)
        people |= {term.person for term in terms(each) if isinstance(term, PersonTerm)}
        audiences |= audiences_named(each) | {saved.audience for saved in saved_in(each)}
    told = _people(people, seen)
    return Names(_units(units), told, audience_names(audiences), hides=seen is not None)


def audience_names(audiences: Iterable[str]) -> dict[str, str]:
    """What saved audiences are called, or were last called."""
    wanted = list(audiences)
    if not wanted:
        return {}
    rules = AudienceRule.objects.filter(audience__uuid__in=wanted).order_by("id")
    return {str(uuid): name for uuid, name in rules.values_list("audience__uuid", "name")}


def sentence(expression: Expression, names: Names) -> str:
    """The whole audience as one sentence."""
    named, others = _people_apart(expression)
    people = listed(_named(named, names), _("%(a)s and %(b)s"))
    if others is None:
        return _("Nobody but %(people)s.") % {"people": people}
    who = clause(others, names)
    if named:
        return _("Everyone %(who)s; and also %(people)s.") % {"who": who, "people": people}
    return _("Everyone %(who)s.") % {"who": who}


def clause(expression: Expression, names: Names, *, inside: bool = False) -> str:
    """What comes after "everyone"; in brackets where it stands inside another."""
    if isinstance(expression, Saved):
        return phrase(AudienceTerm(expression.audience), names)
    if not isinstance(expression, Group):
        return phrase(expression, names)
    if len(expression.parts) == 1 and expression.combine != Combine.NONE:
        return clause(expression.parts[0], names, inside=inside)
    if expression.combine == Combine.NONE:
        return _("for whom none of this holds: %(parts)s") % {"parts": _either(expression, names)}
    told = (_either if expression.combine == Combine.ANY else _all)(expression, names)
    return f"({told})" if inside else told


def phrase(term: Term, names: Names) -> str:
    """One term after "everyone"."""
    if isinstance(term, AppointmentTerm):
        return appointment_words(term, names.units.get(term.unit, GONE) if term.unit else "")
    if isinstance(term, TagTerm):
        return _("with the tag “%(tag)s”") % {"tag": term.tag}
    if isinstance(term, HiredTerm):
        return _("hired %(when)s") % {"when": span_words(term.hired)}
    if isinstance(term, PersonTerm):
        unseen = _("somebody whom you do not answer for") if names.hides else GONE
        return _("who is %(person)s") % {"person": names.people.get(term.person, unseen)}
    name = names.audiences.get(term.audience, GONE)
    return _("in the audience “%(audience)s”") % {"audience": name}


def appointment_words(term: AppointmentTerm, unit_name: str) -> str:
    """In Medicine; with an appointment as Chair in Medicine begun since 1 January 2026."""
    where = _("in %(unit)s itself") if term.alone else _("in %(unit)s")
    place = where % {"unit": unit_name} if unit_name else ""
    if place and term == AppointmentTerm(unit=term.unit, alone=term.alone):
        return place
    said = [
        _("with an appointment"),
        _("as %(position)s") % {"position": term.position} if term.position else "",
        _("of the kind “%(kind)s”") % {"kind": term.kind} if term.kind else "",
        place,
        _("begun %(when)s") % {"when": span_words(term.appointed)} if term.appointed else "",
    ]
    return " ".join(filter(None, said))


def span_words(span: Span) -> str:
    """Since 1 January 2026; before it; from 1 January to 30 June 2026, both counted."""
    if span.to_on is None:
        return _("since %(day)s") % {"day": full_date(span.from_on or date.min)}
    if span.from_on is None:
        return _("before %(day)s") % {"day": full_date(span.to_on)}
    return _("from %(first)s to %(last)s") % {
        "first": full_date(span.from_on),
        "last": full_date(span.to_on - timedelta(days=1)),
    }


def full_date(day: date) -> str:
    """24 November 2026."""
    return date_format(day, pgettext("a date in full, in Django's letters", "j F Y"))


def _units(wanted: frozenset[str]) -> dict[str, str]:
    if not wanted:
        return {}
    found = Unit.objects.filter(uuid__in=list(wanted)).values_list("uuid", "name")
    return {str(uuid): name for uuid, name in found}


def _people(wanted: set[str], seen: Seen | None) -> dict[str, str]:
    if not wanted:
        return {}
    known = seen() if seen else User.objects.all()
    return {str(each.uuid): each.display_name for each in known.filter(uuid__in=wanted)}


def _named(people: list[PersonTerm], names: Names) -> list[str]:
    """Those who may be told by name, and how many more there are."""
    if not names.hides:
        return [names.people.get(each.person, GONE) for each in people]
    told = [names.people[each.person] for each in people if each.person in names.people]
    if more := len(people) - len(told):
        words = ngettext(
            "%(n)d person whom you do not answer for",
            "%(n)d people whom you do not answer for",
            more,
        )
        told.append(words % {"n": more})
    return told


def _people_apart(expression: Expression) -> tuple[list[PersonTerm], Expression | None]:
    """Those named at the top of an "any", who read better by themselves; and the rest."""
    parts: tuple[Expression, ...] = (expression,)
    if isinstance(expression, Group) and expression.combine == Combine.ANY:
        parts = expression.parts
    named = [each for each in parts if isinstance(each, PersonTerm)]
    others = tuple(each for each in parts if not isinstance(each, PersonTerm))
    return named, Group(Combine.ANY, others) if others else None


def _either(group: Group, names: Names) -> str:
    parts = [clause(each, names, inside=True) for each in group.parts]
    return listed(parts, _("%(a)s or %(b)s"))


def _all(group: Group, names: Names) -> str:
    """Every one of those said, but not …"""
    out = [each for each in group.parts if _leaves_out(each)]
    told = [clause(each, names, inside=True) for each in group.parts if not _leaves_out(each)]
    who = listed(told, _("%(a)s and %(b)s"))
    left_out = [
        clause(part, names, inside=True)
        for each in out
        if isinstance(each, Group)
        for part in each.parts
    ]
    if not left_out:
        return who
    nobody = listed(left_out, _("%(a)s or %(b)s"))
    return _("%(who)s, but not %(nobody)s") % {"who": who, "nobody": nobody}


def _leaves_out(expression: Expression) -> bool:
    return isinstance(expression, Group) and expression.combine == Combine.NONE


def listed(parts: list[str], last: str) -> str:
    """Medicine, Surgery and Nursing; `last` says how the last two are joined."""
    if len(parts) < 2:
        return "".join(parts)
    return last % {"a": ", ".join(parts[:-1]), "b": parts[-1]}
