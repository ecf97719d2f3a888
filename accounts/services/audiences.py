"""Who belongs to an audience: its expression, compiled to one query (DOMAIN 5, 10)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Appointment, Unit, User
from accounts.models.organisation import under_any
from accounts.rules.audiences import Combine, Expression, Group, UnitTerm, units_named

Paths = Mapping[str, str]  # uuid of a unit → its path


def people_matching(expression: Expression, *, on: date) -> QuerySet[User]:
    """The people an audience holds on that day, in the organisation as now known.

    Only who is employed, may sign in and is no test account. The units are looked up
    now, in one query; the people when the queryset is read, in another. A unit that is
    not there holds nobody.
    """
    return _people(on).filter(_condition(expression, _paths(units_named(expression)), on))


def term_members(term: UnitTerm, *, on: date) -> QuerySet[User]:
    """The people for whom this term holds that day: those of whom it can be a reason."""
    return people_matching(term, on=on)


def _people(on: date) -> QuerySet[User]:
    return User.objects.active().reported().employed(on)


def _paths(units: Iterable[str]) -> Paths:
    found = Unit.objects.filter(uuid__in=list(units)).values_list("uuid", "path")
    return {str(uuid): path for uuid, path in found}


def _condition(expression: Expression, paths: Paths, on: date) -> Q:
    if isinstance(expression, UnitTerm):
        return _appointed([expression], paths, on)
    groups = [_condition(p, paths, on) for p in expression.parts if isinstance(p, Group)]
    terms = [p for p in expression.parts if isinstance(p, UnitTerm)]
    if expression.combine == Combine.ALL:
        return _all(groups + [_appointed([term], paths, on) for term in terms])
    found = _any(groups + ([_appointed(terms, paths, on)] if terms else []))
    return found if expression.combine == Combine.ANY else ~found


def _appointed(terms: list[UnitTerm], paths: Paths, on: date) -> Q:
    """Someone with an appointment that day in one of these units, or anywhere below one."""
    subtrees = [paths[term.unit] for term in terms if term.unit in paths]
    held = Appointment.objects.standing().holding_on(on).filter(person=OuterRef("pk"))
    return Q(Exists(held.filter(under_any(subtrees, "unit__path"))))


def _all(conditions: list[Q]) -> Q:
    combined = conditions[0]
    for condition in conditions[1:]:
        combined &= condition
    return combined


def _any(conditions: list[Q]) -> Q:
    combined = conditions[0]
    for condition in conditions[1:]:
        combined |= condition
    return combined
