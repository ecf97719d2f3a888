"""Who belongs to an audience (DOMAIN 5, 10). Pure: no database, no clock.

An audience is an expression in JSON: `{"any": […]}`, `{"all": […]}` and `{"none": […]}` hold
further ones; the leaves are terms, the first of them `{"unit": "<uuid>"}`: a unit and all below it.
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

DEEPEST = 8  # levels of groups; beyond that nobody can read an audience
MOST_TERMS = 500


class Combine(StrEnum):
    """How a group combines its parts: one of them, every one, or not a single one."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class UnitTerm:
    """Everyone with an appointment in the unit or anywhere below it."""

    unit: str


@dataclass(frozen=True, slots=True)
class Group:
    """Expressions combined; never empty."""

    combine: Combine
    parts: tuple["Expression", ...]


Expression = UnitTerm | Group


def parse(data: object) -> Expression:
    """The expression that JSON data describes; unit ids come out in their canonical spelling.

    ValueError names the place of what is wrong (`all[1].any[0]: …`). Refused as well is an
    expression that somebody could match by what they are *not* alone: everyone in an audience
    can be told why.
    """
    expression = _parse(data, "", 0)
    if sum(1 for _ in _terms(expression)) > MOST_TERMS:
        raise ValueError(f"audience: more than {MOST_TERMS} terms")
    if not _has_reason(expression):
        raise ValueError('audience: it may leave people out with "none", but must say who is in')
    return expression


def as_json(expression: Expression) -> dict[str, object]:
    """The expression as JSON data again: `parse` of it gives an equal one."""
    if isinstance(expression, UnitTerm):
        return {"unit": expression.unit}
    return {expression.combine.value: [as_json(part) for part in expression.parts]}


def matches(expression: Expression, units: Set[str]) -> bool:
    """Whether a person belongs, given the ids of their units and of all units above these."""
    if isinstance(expression, UnitTerm):
        return expression.unit in units
    found = (matches(part, units) for part in expression.parts)
    return _HOLDS[expression.combine](found)


def units_named(expression: Expression) -> frozenset[str]:
    """The ids of all units that occur, those left out included."""
    return frozenset(term.unit for term in _terms(expression))


def positive_terms(expression: Expression) -> tuple[UnitTerm, ...]:
    """The terms that can be somebody's reason to belong: none from under a `none`, each once."""
    return tuple(dict.fromkeys(_terms(expression, positive=True)))


def reasons(expression: Expression, units: Set[str]) -> tuple[UnitTerm, ...]:
    """Why the person belongs: the positive terms that hold for them; none if they do not belong.

    Whoever belongs has at least one.
    """
    if not matches(expression, units):
        return ()
    return tuple(term for term in positive_terms(expression) if term.unit in units)


def suffices(term: UnitTerm, expression: Expression) -> bool:
    """Whether everybody for whom the term holds belongs, whatever else holds for them."""
    if isinstance(expression, UnitTerm):
        return expression == term
    if expression.combine == Combine.NONE:
        return False
    return _HOLDS[expression.combine](suffices(term, part) for part in expression.parts)


_HOLDS: dict[Combine, Callable[[Iterator[bool]], bool]] = {
    Combine.ANY: any,
    Combine.ALL: all,
    Combine.NONE: lambda found: not any(found),
}


def _parse(data: object, place: str, depth: int) -> Expression:
    here = place or "audience"
    if depth > DEEPEST:
        raise ValueError(f"{here}: nested more than {DEEPEST} deep")
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError(
            f'{here}: expected one of {{"any": …}}, {{"all": …}}, {{"none": …}}, {{"unit": …}}'
        )
    [(name, value)] = data.items()
    if name == "unit":
        return UnitTerm(_unit(value, here))
    if name not in set(Combine):
        raise ValueError(f"{here}: unknown term {name!r}")
    if not isinstance(value, list) or not value:
        raise ValueError(f"{here}: {name!r} needs a list of at least one")
    prefix = f"{place}." if place else ""
    return Group(
        Combine(name),
        tuple(_parse(part, f"{prefix}{name}[{i}]", depth + 1) for i, part in enumerate(value)),
    )


def _unit(value: object, here: str) -> str:
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError:
        raise ValueError(f"{here}: {value!r} is not the id of a unit") from None


def _terms(expression: Expression, *, positive: bool = False) -> Iterator[UnitTerm]:
    """Every term in order, as often as it occurs; `positive` leaves out those under a none."""
    if isinstance(expression, UnitTerm):
        yield expression
    elif not (positive and expression.combine == Combine.NONE):
        for part in expression.parts:
            yield from _terms(part, positive=positive)


def _has_reason(expression: Expression) -> bool:
    """Whether nobody can match without a positive term that holds for them."""
    if isinstance(expression, UnitTerm):
        return True
    found = (_has_reason(part) for part in expression.parts)
    if expression.combine == Combine.ANY:
        return all(found)
    return expression.combine == Combine.ALL and any(found)
