"""An audience's expression as a condition on people: what the rule says, in SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import Appointment, Employment, Tag, Unit
from accounts.models.organisation import below
from accounts.rules.audience_terms import (
    AppointmentTerm,
    AudienceTerm,
    HiredTerm,
    PersonTerm,
    Span,
    TagTerm,
    Term,
    alike,
)
from accounts.rules.audiences import Combine, Expression, Group, Saved, terms, units_named

Spellings = Mapping[str, list[str]]  # as compared → as appointments have it written

NOBODY = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Known:
    """What the terms name, as the database has it; looked up once for a whole expression."""

    on: date
    paths: Mapping[str, str]  # uuid of a unit → its path
    positions: Spellings
    kinds: Spellings

    @classmethod
    def of(cls, expression: Expression, *, on: date) -> "Known":
        """At most three queries: the units; how positions, and kinds, are written."""
        asked = [each for each in terms(expression) if isinstance(each, AppointmentTerm)]
        return cls(
            on=on,
            paths=_paths(units_named(expression)),
            positions=_spellings("position", {each.position for each in asked}),
            kinds=_spellings("kind", {each.kind for each in asked}),
        )


def condition(expression: Expression, known: Known) -> Q:
    """On a queryset of people: those for whom the expression holds."""
    if isinstance(expression, Saved):
        return condition(expression.says, known)
    if not isinstance(expression, Group):
        return _any_term([expression], known)
    groups = [
        condition(each, known) for each in expression.parts if isinstance(each, Group | Saved)
    ]
    leaves = [each for each in expression.parts if not isinstance(each, Group | Saved)]
    if expression.combine == Combine.ALL:
        return _all(groups + [_any_term([term], known) for term in leaves])
    found = _any(groups + ([_any_term(leaves, known)] if leaves else []))
    return found if expression.combine == Combine.ANY else ~found


def _any_term(leaves: list[Term], known: Known) -> Q:
    """Somebody for whom one of these holds; one look into a table, however many ask for it."""
    conditions = [_hired(each.hired, known.on) for each in leaves if isinstance(each, HiredTerm)]
    if held := [each for each in leaves if isinstance(each, AppointmentTerm)]:
        conditions.append(_appointed(held, known))
    if tags := [each.tag for each in leaves if isinstance(each, TagTerm)]:
        carried = Tag.objects.standing().holding_on(known.on).filter(tag__in=tags)
        conditions.append(Q(Exists(carried.filter(person=OuterRef("pk")))))
    if people := [each.person for each in leaves if isinstance(each, PersonTerm)]:
        conditions.append(Q(uuid__in=people))
    if any(isinstance(each, AudienceTerm) for each in leaves):
        conditions.append(NOBODY)  # not there any more: what is kept has been put in its place
    return _any(conditions)


def _appointed(asked: list[AppointmentTerm], known: Known) -> Q:
    held = Appointment.objects.standing().holding_on(known.on).filter(person=OuterRef("pk"))
    return Q(Exists(held.filter(_any([_appointment(each, known) for each in asked]))))


def _appointment(term: AppointmentTerm, known: Known) -> Q:
    """On a queryset of appointments: one that is all that the term says."""
    said = Q()
    if term.unit:
        said &= _in_unit(term, known)
    if term.position:
        said &= Q(position__in=known.positions[alike(term.position)])
    if term.kind:
        said &= Q(kind__in=known.kinds[alike(term.kind)])
    if term.appointed:
        said &= _within("from_on", term.appointed)
    return said


def _in_unit(term: AppointmentTerm, known: Known) -> Q:
    path = known.paths.get(term.unit)
    if path is None:
        return NOBODY
    return Q(unit__path=path) if term.alone else below(path, "unit__path")


def _hired(span: Span, on: date) -> Q:
    """The latest hire lies in the span where one does, and none lies beyond it."""
    known = Employment.objects.standing().filter(person=OuterRef("pk"), hired_on__lte=on)
    within = Q(Exists(known.filter(_within("hired_on", span))))
    return within & ~Q(Exists(known.filter(hired_on__gte=span.to_on))) if span.to_on else within


def _within(field: str, span: Span) -> Q:
    """The same as Span.holds: an unknown day lies nowhere."""
    ends = {"gte": span.from_on, "lt": span.to_on}
    return Q(**{f"{field}__{lookup}": day for lookup, day in ends.items() if day})


def _paths(units: Iterable[str]) -> dict[str, str]:
    wanted = list(units)
    if not wanted:
        return {}
    found = Unit.objects.filter(uuid__in=wanted).values_list("uuid", "path")
    return {str(uuid): path for uuid, path in found}


def _spellings(field: str, asked: set[str]) -> Spellings:
    """How appointments spell what is asked for: the databases fold letters each their own way."""
    wanted = {alike(text): list[str]() for text in asked if text}
    if wanted:
        for written in Appointment.objects.order_by().values_list(field, flat=True).distinct():
            wanted.get(alike(written), []).append(written)
    return wanted


def _all(conditions: list[Q]) -> Q:
    combined = conditions[0]
    for each in conditions[1:]:
        combined &= each
    return combined


def _any(conditions: list[Q]) -> Q:
    combined = conditions[0]
    for each in conditions[1:]:
        combined |= each
    return combined
