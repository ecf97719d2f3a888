"""What an audience may ask of a person: its terms. Pure: no database, no clock.

A term is a JSON object. Everything that one object says of appointments holds of *one and the
same* appointment: `{"unit": …, "position": "Chair"}` is somebody who is chair there, while
`{"all": [{"unit": …}, {"position": "Chair"}]}` is also somebody who belongs there and is chair
elsewhere (docs/decisions/0020).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

LONGEST = 120  # letters of a position or of a kind: a reason has 300 for the whole term
TAG = re.compile(r"[-a-zA-Z0-9_]{1,64}", re.ASCII)


def alike(text: str) -> str:
    """How positions and kinds are compared: whatever their case, each run of blanks as one."""
    return squeezed(text).casefold()


def squeezed(text: str) -> str:
    """Without blanks at its ends, and with one where there are several."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `from_on` to the one before `to_on`; an end that is None is open."""

    from_on: date | None = None
    to_on: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether the day lies within; a day that is not known lies nowhere."""
        if day is None:
            return False
        after = self.from_on is None or self.from_on <= day
        return after and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class Place:
    """An appointment that holds on the day in question; `units` are its unit and all above."""

    units: frozenset[str]
    position: str = ""
    kind: str = ""
    from_on: date | None = None
    unit: str = ""  # the one that it is in


@dataclass(frozen=True, slots=True)
class Facts:
    """What terms ask about one person, on one day."""

    person: str = ""
    places: tuple[Place, ...] = ()
    tags: frozenset[str] = frozenset()
    hired_on: date | None = None  # the latest hire up to that day
    audiences: frozenset[str] = frozenset()  # the saved ones that hold the person


@dataclass(frozen=True, slots=True)
class AppointmentTerm:
    """Somebody with one appointment that is all of this: in the unit or anywhere below it (or,
    `alone`, in the unit itself), of the position, of the kind, and begun within the span. What is
    empty is not asked."""

    unit: str = ""
    position: str = ""
    kind: str = ""
    appointed: Span | None = None
    alone: bool = False

    def holds(self, facts: Facts) -> bool:
        return any(self.fits(place) for place in facts.places)

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "unit": self.unit,
            "alone": self.alone,
            "position": self.position,
            "kind": self.kind,
            "appointed": self.appointed and span_as_json(self.appointed),
        }
        return {name: value for name, value in said.items() if value}

    def fits(self, place: Place) -> bool:
        """Whether this one appointment is all of it."""
        return (
            (not self.unit or self.unit in ({place.unit} if self.alone else place.units))
            and (not self.position or alike(self.position) == alike(place.position))
            and (not self.kind or alike(self.kind) == alike(place.kind))
            and (self.appointed is None or self.appointed.holds(place.from_on))
        )


@dataclass(frozen=True, slots=True)
class TagTerm:
    """Somebody who carries the tag."""

    tag: str

    def holds(self, facts: Facts) -> bool:
        return self.tag in facts.tags

    def as_json(self) -> dict[str, Any]:
        return {"tag": self.tag}


@dataclass(frozen=True, slots=True)
class HiredTerm:
    """Somebody whose latest hire lies in the span."""

    hired: Span

    def holds(self, facts: Facts) -> bool:
        return self.hired.holds(facts.hired_on)

    def as_json(self) -> dict[str, Any]:
        return {"hired": span_as_json(self.hired)}


@dataclass(frozen=True, slots=True)
class PersonTerm:
    """One person, by name."""

    person: str

    def holds(self, facts: Facts) -> bool:
        return self.person == facts.person

    def as_json(self) -> dict[str, Any]:
        return {"person": self.person}


@dataclass(frozen=True, slots=True)
class AudienceTerm:
    """Everybody whom a saved audience holds."""

    audience: str

    def holds(self, facts: Facts) -> bool:
        return self.audience in facts.audiences

    def as_json(self) -> dict[str, Any]:
        return {"audience": self.audience}


Term = AppointmentTerm | TagTerm | HiredTerm | PersonTerm | AudienceTerm

OF_AN_APPOINTMENT = frozenset({"unit", "alone", "position", "kind", "appointed"})


def in_unit(uuid: object) -> AppointmentTerm:
    """Everyone with an appointment in the unit or anywhere below it."""
    return AppointmentTerm(unit=str(uuid))


def parse_term(data: Mapping[str, object], here: str) -> Term:
    """The term that a JSON object describes; ValueError names the place of what is wrong."""
    if data.keys() <= OF_AN_APPOINTMENT:
        said: dict[str, Any] = {
            name: READ[name](value, here if len(data) == 1 else f"{here}.{name}")
            for name, value in data.items()
        }
        if "alone" in said and "unit" not in said:
            raise ValueError(f"{here}: 'alone' is said of a unit")
        return AppointmentTerm(**said)
    [(name, value)] = data.items()
    if name not in ALONE:
        raise ValueError(f"{here}: unknown term {name!r}")
    return ALONE[name](READ[name](value, here))


def span_as_json(span: Span) -> dict[str, str]:
    ends = {"from": span.from_on, "to": span.to_on}
    return {name: day.isoformat() for name, day in ends.items() if day}


def _id_of(thing: str) -> Callable[[object, str], str]:
    def read(value: object, here: str) -> str:
        try:
            return str(UUID(value if isinstance(value, str) else ""))
        except ValueError:
            raise ValueError(f"{here}: {value!r} is not the id of {thing}") from None

    return read


def _text(value: object, here: str) -> str:
    text = squeezed(value) if isinstance(value, str) else ""
    if not text:
        raise ValueError(f"{here}: {value!r} is not a name")
    if len(text) > LONGEST:
        raise ValueError(f"{here}: longer than {LONGEST} letters")
    return text


def _alone(value: object, here: str) -> bool:
    """Said or not; to say that it is not so has another spelling: none."""
    if value is not True:
        raise ValueError(f"{here}: {value!r} is not true")
    return True


def _kind(value: object, here: str) -> str:
    """As reasons write it, a semicolon would end it."""
    text = _text(value, here)
    if ";" in text or len(text) > 40:
        raise ValueError(f"{here}: {value!r} is not the kind of an appointment")
    return text


def _tag(value: object, here: str) -> str:
    if not isinstance(value, str) or not TAG.fullmatch(value):
        raise ValueError(f"{here}: {value!r} is not a tag")
    return value


def _span(value: object, here: str) -> Span:
    if not isinstance(value, dict) or not value or not value.keys() <= {"from", "to"}:
        raise ValueError(f'{here}: expected {{"from": …}}, {{"to": …}} or both')
    from_on, to_on = (
        _day(value[name], f"{here}.{name}") if name in value else None for name in ("from", "to")
    )
    if from_on and to_on and from_on >= to_on:
        raise ValueError(f"{here}: 'from' must lie before 'to'")
    return Span(from_on, to_on)


def _day(value: object, here: str) -> date:
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f"{here}: {value!r} is not a day, as in 2026-01-31") from None
    return day


READ: dict[str, Callable[[object, str], Any]] = {
    "unit": _id_of("a unit"),
    "alone": _alone,
    "position": _text,
    "kind": _kind,
    "appointed": _span,
    "tag": _tag,
    "hired": _span,
    "person": _id_of("a person"),
    "audience": _id_of("an audience"),
}
ALONE: dict[str, Callable[..., Term]] = {
    "tag": TagTerm,
    "hired": HiredTerm,
    "person": PersonTerm,
    "audience": AudienceTerm,
}
