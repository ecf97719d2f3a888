"""Numeric: a number, perhaps with a unit. Pure: no database, no clock.

Definition `{"accepted": [{"key", "value", "tolerance", "relative", "score"}], "units": {unit:
factor}, "unit_required": true}`, response `{"value": …, "unit": …}`, all numbers as text. The
number given times the factor of its unit is compared, exactly; the edge of a tolerance is inside.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from courses.rules.marking.kinds import (
    MOST,
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Parts,
    Posted,
    Response,
    Stored,
    exact,
    last_of,
    mapping,
    text_in,
)
from courses.rules.scores import FULL, NOTHING, held

VALUE, UNIT = "value", "unit"  # the parts of a posted form
# A decimal point or comma, no thousands; bounded, so that no number costs more than it is worth.
NUMBER = re.compile(
    r"[+\-\u2212]?(?:[0-9]{1,100}[.,]?[0-9]{0,100}|[.,][0-9]{1,100})(?:[eE][+\-\u2212]?[0-9]{1,3})?"
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A value, how far from it is near enough, and the share of the score it brings."""

    key: str
    value: Fraction
    tolerance: Fraction
    relative: bool  # the tolerance is a share of the value
    score: Decimal
    written: str

    @property
    def within(self) -> Fraction:
        return self.tolerance * abs(self.value) if self.relative else self.tolerance


@lru_cache(maxsize=1024)
def number(text: str) -> Fraction | None:
    """The number as written, exactly; None for what is none."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        return None
    return Fraction(to_decimal(text))


def to_decimal(text: str) -> Decimal:
    """What was found to be a number, as one."""
    return Decimal(text.strip().replace(",", ".").replace("\u2212", "-"))


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """Every choice is an accepted value: what it is stands in the stored JSON, under its key."""
    values = _values(stored)
    stray = sorted(values.keys() - {choice.key for choice in choices})
    return {
        **stored,
        "accepted": [
            {**mapping(values.get(choice.key)), "key": choice.key, "score": str(choice.weight)}
            for choice in choices
        ],
        **({"stray": stray} if stray else {}),
    }


def _values(stored: Stored) -> Mapping[str, object]:
    return mapping(stored.get("accepted"))


def accepted_of(definition: Definition) -> Iterator[Accepted]:
    """ValueError for what is no number where one should be."""
    listed = definition.get("accepted")
    for each in listed if isinstance(listed, list | tuple) else ():
        held_as = mapping(each)
        yield Accepted(
            key=str(held_as.get("key", "")),
            value=_needed(held_as.get("value")),
            tolerance=_needed(held_as.get("tolerance", "0")),
            relative=held_as.get("relative") is True,
            score=exact(held_as.get("score", 1)),
            written=str(held_as.get("value")),
        )


def units_of(definition: Definition) -> dict[str, Fraction]:
    """The factor of each unit, the smallest first; ValueError for one that is no number."""
    listed = mapping(definition.get("units"))
    found = {_unit(name): _needed(factor) for name, factor in listed.items()}
    return dict(sorted(found.items(), key=lambda each: (each[1], each[0])))


def mark(definition: Definition, response: Response) -> Marked:
    """What the best value brings that the number is near enough to, in the unit given."""
    given = _given(definition, response)
    accepted = list(accepted_of(definition))
    near = [each for each in accepted if given is not None and _near(given, each)]
    found = max(near, key=lambda each: each.score, default=None)
    score = held(found.score) if found else NOTHING
    return Marked(
        score=score,
        right=score == FULL,
        chosen_keys=(found.key,) if found and found.key else (),
        right_keys=tuple(each.key for each in accepted if each.key and each.score >= MOST),
    )


def _near(given: Fraction, accepted: Accepted) -> bool:
    return abs(given - accepted.value) <= accepted.within


def _given(definition: Definition, response: Response) -> Fraction | None:
    """The number in the unit of the value; None for no number, and for a unit that is none."""
    value = number(text_in(response, VALUE))
    unit = _unit(text_in(response, UNIT))
    if value is None or (not unit and definition.get("unit_required") is True):
        return None
    factor = units_of(definition).get(unit) if unit else Fraction(1)
    return None if factor is None else value * factor


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """What was typed as number and as unit; a unit alone is leaving it open."""
    value, unit = last_of(posted, VALUE), last_of(posted, UNIT)
    if not value:
        return None
    return {"value": value, **({"unit": unit} if unit else {})}


def fill(definition: Definition, response: Response) -> Parts:
    found = {part: text_in(response, part) for part in (VALUE, UNIT)}
    return {part: (text,) for part, text in found.items() if text}


def offers(definition: Definition) -> Parts:
    return {UNIT: tuple(units_of(definition))}


def right_response(definition: Definition) -> dict[str, object] | None:
    """The first value that brings the full score, in the unit that it is written in."""
    unit = next((name for name, factor in units_of(definition).items() if factor == 1), "")
    for each in accepted_of(definition):
        if each.score >= MOST:
            return {"value": each.written.strip(), **({"unit": unit} if unit else {})}
    return None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs a value that brings the full score, and where there are units that value's own."""
    try:
        accepted, units = list(accepted_of(definition)), units_of(definition)
    except ValueError:
        return (Fault.BAD_NUMBER,)
    found = set()
    if any(each.tolerance < 0 for each in accepted) or any(it <= 0 for it in units.values()):
        found.add(Fault.BAD_NUMBER)
    if not all(0 <= each.score <= MOST for each in accepted):
        found.add(Fault.BAD_WEIGHT)
    if "" in units or (1 not in units.values() and (units or definition.get("unit_required"))):
        found.add(Fault.NO_OWN_UNIT)
    if definition.get("stray"):
        found.add(Fault.UNKNOWN_KEY)
    if not any(each.score >= MOST for each in accepted):
        found.add(Fault.NO_RIGHT_ANSWER)
    return tuple(sorted(found))


def _unit(name: str) -> str:
    """A unit keeps its case; composed and decomposed letters are the same."""
    return unicodedata.normalize("NFC", name.strip())


def _needed(value: object) -> Fraction:
    found = number(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"not a number: {value!r}")
    return found


def canonical(stored: Stored) -> dict[str, object]:
    """A tolerance is written without an exponent, and without zeros at its end."""
    values = {key: _canonical(mapping(value)) for key, value in _values(stored).items()}
    return {"units": {}, "unit_required": False, **stored, "accepted": values}


def _canonical(value: Mapping[str, object]) -> dict[str, object]:
    tolerance = value.get("tolerance", "0")
    if isinstance(tolerance, str) and number(tolerance) is not None:
        tolerance = shortest(to_decimal(tolerance))
    return {"relative": False, **value, "tolerance": tolerance}


def shortest(value: Decimal, *, shifted: int = 0) -> str:
    """The number exactly, without an exponent and zeros at its end; times ten to so many."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    written = f"{Decimal((sign, digits, exponent + shifted)):f}"
    whole, _point, rest = written.partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".") if value else "0"


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
    canonical=canonical,
)
