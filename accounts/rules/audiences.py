"""Who belongs to an audience (DOMAIN 5, 10). Pure: no database, no clock.

An audience is an expression in JSON: `{"any": […]}`, `{"all": […]}` and `{"none": […]}` hold
further ones; the leaves are terms (accounts.rules.audience_terms). A saved audience is named by
a term; `expand` puts what it says in its place.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.rules.audience_terms import (
    OF_AN_APPOINTMENT,
    AppointmentTerm,
    AudienceTerm,
    Facts,
    Term,
    parse_term,
)

DEEPEST = 8  # levels of groups; beyond that nobody can read an audience
MOST_TERMS = 500
DEEPEST_SAVED = 3  # a saved audience may name another, which may name a third


class TooMuch(ValueError):
    """More terms, or deeper groups, than an audience may have."""


class Combine(StrEnum):
    """How a group combines its parts: one of them, every one, or not a single one."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Group:
    """Expressions combined; never empty."""

    combine: Combine
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved audience with what it says: what its term becomes when it is expanded."""

    audience: str
    says: "Expression"


@dataclass(frozen=True, slots=True)
class Through:
    """A reason inside a saved audience: that holds the person, and so does the term."""

    audience: str
    term: Term


Expression = Term | Group | Saved
Reason = Term | Through


def parse(data: object) -> Expression:
    """The expression that JSON data describes; ids come out in their canonical spelling.

    ValueError names the place of what is wrong (`all[1].any[0]: …`); TooMuch is one. Refused as
    well is an expression that somebody could match by what they are *not* alone: everyone in an
    audience can be told why.
    """
    expression = _parse(data, "", 0)
    if sum(1 for _ in terms(expression)) > MOST_TERMS:
        raise TooMuch(f"audience: more than {MOST_TERMS} terms")
    if not _has_reason(expression):
        raise ValueError('audience: it may leave people out with "none", but must say who is in')
    return expression


def as_json(expression: Expression) -> dict[str, object]:
    """The expression as JSON data again: `parse` of it gives an equal one.

    A saved audience is named, not copied: expanded or not, an expression reads the same.
    """
    if isinstance(expression, Saved):
        return {"audience": expression.audience}
    if isinstance(expression, Group):
        return {expression.combine.value: [as_json(part) for part in expression.parts]}
    return expression.as_json()


def expand(expression: Expression, saved: Mapping[str, Expression]) -> Expression:
    """The expression with each saved audience that is known in the place of its name.

    One that is not known stays a name, and so does one inside itself or nested too deep: as a
    name it holds nobody.
    """
    return _expand(expression, saved, ())


def matches(expression: Expression, facts: Facts) -> bool:
    """Whether a person belongs."""
    if isinstance(expression, Saved):
        return matches(expression.says, facts)
    if isinstance(expression, Group):
        return HOLDS[expression.combine](matches(part, facts) for part in expression.parts)
    return expression.holds(facts)


def terms(expression: Expression, *, positive: bool = False) -> Iterator[Term]:
    """Every term in order, as often as it occurs, those of saved audiences included; `positive`
    leaves out those under a none."""
    if isinstance(expression, Saved):
        yield from terms(expression.says, positive=positive)
    elif not isinstance(expression, Group):
        yield expression
    elif not (positive and expression.combine == Combine.NONE):
        for part in expression.parts:
            yield from terms(part, positive=positive)


def units_named(expression: Expression) -> frozenset[str]:
    """The ids of all units that occur, those left out included."""
    found = (each.unit for each in terms(expression) if isinstance(each, AppointmentTerm))
    return frozenset(unit for unit in found if unit)


def positive_terms(expression: Expression) -> tuple[Reason, ...]:
    """The terms that can be somebody's reason to belong: none from under a `none`, each once.

    Those inside a saved audience come as reasons through the outermost that names them.
    """
    return tuple(dict.fromkeys(_reasons(expression)))


def reasons(expression: Expression, facts: Facts) -> tuple[Reason, ...]:
    """Why the person belongs: the positive terms that hold for them; none if they do not belong.

    Whoever belongs has at least one.
    """
    if not matches(expression, facts):
        return ()
    named = saved_in(expression)
    belongs = frozenset(each.audience for each in named if matches(each.says, facts))
    return tuple(each for each in positive_terms(expression) if _holds(each, facts, belongs))


def suffices(reason: Reason, expression: Expression) -> bool:
    """Whether everybody for whom the reason holds belongs, whatever else holds for them."""
    if isinstance(expression, Group):
        if expression.combine == Combine.NONE:
            return False
        return HOLDS[expression.combine](suffices(reason, part) for part in expression.parts)
    if isinstance(reason, Through):
        return isinstance(expression, Saved) and expression.audience == reason.audience
    if isinstance(expression, Saved):
        return suffices(reason, expression.says)
    return expression == reason


def within(unit: str, expression: Expression) -> Group:
    """Those of an audience who belong to the unit, and nobody else."""
    return Group(Combine.ALL, (AppointmentTerm(unit=unit), expression))


def inside(unit: str, expression: Expression) -> Expression:
    """What `within` was made of, if it was; else the audience itself."""
    if isinstance(expression, Group) and expression.combine == Combine.ALL:
        first, *rest = expression.parts
        if len(rest) == 1 and first == AppointmentTerm(unit=unit):
            return rest[0]
    return expression


def saved_in(expression: Expression) -> Iterator[Saved]:
    """The saved audiences that an expression names itself, in order; not those inside them."""
    if isinstance(expression, Saved):
        yield expression
    elif isinstance(expression, Group):
        for part in expression.parts:
            yield from saved_in(part)


def audiences_named(expression: Expression) -> frozenset[str]:
    """The ids of the saved audiences that an expression names, before it is expanded."""
    return frozenset(each.audience for each in terms(expression) if isinstance(each, AudienceTerm))


HOLDS: dict[Combine, Callable[[Iterator[bool]], bool]] = {
    Combine.ANY: any,
    Combine.ALL: all,
    Combine.NONE: lambda found: not any(found),
}


def _holds(reason: Reason, facts: Facts, belongs: frozenset[str]) -> bool:
    if isinstance(reason, Through):
        return reason.audience in belongs and reason.term.holds(facts)
    return reason.holds(facts)


def _reasons(expression: Expression) -> Iterator[Reason]:
    if isinstance(expression, Saved):
        for term in terms(expression.says, positive=True):
            yield Through(expression.audience, term)
    elif not isinstance(expression, Group):
        yield expression
    elif expression.combine != Combine.NONE:
        for part in expression.parts:
            yield from _reasons(part)


def _expand(
    expression: Expression, saved: Mapping[str, Expression], inside: tuple[str, ...]
) -> Expression:
    if isinstance(expression, Group):
        parts = tuple(_expand(part, saved, inside) for part in expression.parts)
        return Group(expression.combine, parts)
    if not isinstance(expression, AudienceTerm):
        return expression
    name = expression.audience
    if name not in saved or name in inside or len(inside) == DEEPEST_SAVED:
        return expression
    return Saved(name, _expand(saved[name], saved, (*inside, name)))


def _parse(data: object, place: str, depth: int) -> Expression:
    here = place or "audience"
    if depth > DEEPEST:
        raise TooMuch(f"{here}: nested more than {DEEPEST} deep")
    if not isinstance(data, dict) or not _is_one_thing(data):
        raise ValueError(
            f'{here}: expected one of {{"any": …}}, {{"all": …}}, {{"none": …}}, '
            'or one term, as {"unit": …}'
        )
    name, value = next(iter(data.items()))
    if name not in set(Combine):
        return parse_term(data, here)
    if not isinstance(value, list) or not value:
        raise ValueError(f"{here}: {name!r} needs a list of at least one")
    prefix = f"{place}." if place else ""
    return Group(
        Combine(name),
        tuple(_parse(part, f"{prefix}{name}[{i}]", depth + 1) for i, part in enumerate(value)),
    )


def _is_one_thing(data: dict[str, object]) -> bool:
    return len(data) == 1 or (bool(data) and data.keys() <= OF_AN_APPOINTMENT)


def _has_reason(expression: Expression) -> bool:
    """Whether nobody can match without a positive term that holds for them."""
    if not isinstance(expression, Group):
        return True
    found = (_has_reason(part) for part in expression.parts)
    if expression.combine == Combine.ANY:
        return all(found)
    return expression.combine == Combine.ALL and any(found)
