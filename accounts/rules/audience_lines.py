"""An audience as the lines of a form: groups and terms in a tree, each named by its path. Pure.

The root is `rule`, its third part `rule-2`, the first of that `rule-2-0`. What is sent of a line
carries its path before each name: `rule-2-0-what`, `rule-2-0-unit`. Everything is text here; what
it means is for forms to say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from accounts.rules.audience_terms import (
    AppointmentTerm,
    HiredTerm,
    PersonTerm,
    Span,
    TagTerm,
    Term,
)
from accounts.rules.audiences import DEEPEST, MOST_TERMS, Combine, Expression, Group, Saved

ROOT = "rule"
NUMBER = re.compile("[0-9]{1,4}")  # of a part of a group
DEEPEST_LINES = 5  # groups in groups, as pages offer them; deeper ones are kept


class What(StrEnum):
    """What a line asks for."""

    APPOINTMENT = "appointment"
    TAG = "tag"
    HIRED = "hired"
    PEOPLE = "people"
    AUDIENCE = "audience"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Line:
    """One term as it is written, or people by name, one to a row of `who`."""

    what: What
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lines:
    """A group of lines; it may be empty while it is being written."""

    combine: str = Combine.ANY.value
    parts: tuple["Line | Lines", ...] = ()


FIRST = Lines(parts=(Line(What.APPOINTMENT),))  # what one begins with


def read(sent: Mapping[str, str], path: str = ROOT, depth: int = 0) -> Lines:
    """The lines that were sent, unjudged; what lies too deep or is no kind of line is dropped."""
    parts: list[Line | Lines] = []
    for number in range(MOST_TERMS):
        here = f"{path}-{number}"
        what = sent.get(f"{here}-what")
        if what is None:
            break
        if what == What.GROUP and depth < DEEPEST:
            parts.append(read(sent, here, depth + 1))
        elif what in set(What) - {What.GROUP}:
            parts.append(Line(What(what), _said(sent, here)))
    return Lines(sent.get(f"{path}-combine", Combine.ANY.value), tuple(parts))


def write(lines: Lines, path: str = ROOT) -> dict[str, str]:
    """What would be sent of these lines: `read` of it gives equal ones."""
    sent = {f"{path}-combine": lines.combine}
    for number, part in enumerate(lines.parts):
        here = f"{path}-{number}"
        if isinstance(part, Lines):
            sent |= {f"{here}-what": What.GROUP.value} | write(part, here)
        else:
            sent |= {f"{here}-what": part.what.value}
            sent |= {f"{here}-{name}": value for name, value in part.said.items()}
    return sent


def walk(lines: Lines) -> Iterator[Line]:
    """Every line, in order."""
    for part in lines.parts:
        if isinstance(part, Lines):
            yield from walk(part)
        else:
            yield part


def lines_of(expression: Expression) -> Lines:
    """An audience as lines; people named beside one another come as one line."""
    if isinstance(expression, Group) and expression.combine != Combine.NONE:
        return _lines(expression)
    return _lines(Group(Combine.ANY, (expression,)))


def carried_out(lines: Lines, deed: str) -> tuple[Lines, str]:
    """The lines after a deed of the page, and the path of what to turn to next.

    `add PATH WHAT` puts a new line at the end of a group, `remove PATH` takes one away. What
    names nothing that is there changes nothing.
    """
    name, _, rest = deed.partition(" ")
    path, _, what = rest.partition(" ")
    place = _place(path)
    if place is None:
        return lines, ROOT
    if name == "add" and what in set(What):
        return _add(lines, place, What(what))
    if name == "remove" and place:
        return _changed(lines, place[:-1], place[-1], None), _path(place[:-1])
    return lines, ROOT


def _add(lines: Lines, place: tuple[int, ...], what: What) -> tuple[Lines, str]:
    group: Line | Lines = lines
    for number in place:
        if not isinstance(group, Lines) or number >= len(group.parts):
            return lines, ROOT
        group = group.parts[number]
    if not isinstance(group, Lines) or (what == What.GROUP and len(place) >= DEEPEST_LINES):
        return lines, ROOT
    new = FIRST if what == What.GROUP else Line(what)
    at = (*place, len(group.parts))
    next_is = (*at, 0) if what == What.GROUP else at  # of a new group, its first line
    return _changed(lines, place, len(group.parts), new), _path(next_is)


def _changed(lines: Lines, group: tuple[int, ...], number: int, new: Line | Lines | None) -> Lines:
    """With `new` in the place of a part of a group; None takes it away."""
    if not group:
        put = () if new is None else (new,)
        return replace(lines, parts=(*lines.parts[:number], *put, *lines.parts[number + 1 :]))
    first, *rest = group
    inner = lines.parts[first] if first < len(lines.parts) else None
    if not isinstance(inner, Lines):
        return lines
    changed = _changed(inner, tuple(rest), number, new)
    return replace(lines, parts=(*lines.parts[:first], changed, *lines.parts[first + 1 :]))


def _place(path: str) -> tuple[int, ...] | None:
    root, *numbers = path.split("-")
    if root != ROOT or not all(NUMBER.fullmatch(each) for each in numbers):
        return None
    return tuple(int(each) for each in numbers)


def _path(place: tuple[int, ...]) -> str:
    return "-".join([ROOT, *map(str, place)])


def _said(sent: Mapping[str, str], path: str) -> dict[str, str]:
    """What belongs to this line: its path, then one name without a hyphen."""
    names = ("unit", "alone", "position", "kind", "first", "last", "tag", "who", "audience")
    found = {name: sent.get(f"{path}-{name}") for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _lines(group: Group) -> Lines:
    parts: list[Line | Lines] = []
    for each in group.parts:
        part = _part(each)
        before = parts[-1] if parts else None
        if group.combine != Combine.ALL and _names_people(part) and _names_people(before):
            assert isinstance(part, Line)
            assert isinstance(before, Line)
            who = f"{before.said['who']}\n{part.said['who']}"
            parts[-1] = Line(What.PEOPLE, {"who": who})
        else:
            parts.append(part)
    return Lines(group.combine.value, tuple(parts))


def _part(expression: Expression) -> Line | Lines:
    if isinstance(expression, Group):
        within = _lines(expression)
        only = within.parts[0]
        named = len(within.parts) == 1 and _names_people(only)
        return only if named and expression.combine == Combine.ANY else within
    if isinstance(expression, Saved):
        return Line(What.AUDIENCE, {"audience": expression.audience})
    return _line(expression)


def _line(term: Term) -> Line:
    if isinstance(term, AppointmentTerm):
        said = {"unit": term.unit, "position": term.position, "kind": term.kind}
        said |= {"alone": "on"} if term.alone else {}
        said |= _ends(term.appointed) if term.appointed else {}
        return Line(What.APPOINTMENT, {name: value for name, value in said.items() if value})
    if isinstance(term, TagTerm):
        return Line(What.TAG, {"tag": term.tag})
    if isinstance(term, HiredTerm):
        return Line(What.HIRED, _ends(term.hired))
    if isinstance(term, PersonTerm):
        return Line(What.PEOPLE, {"who": term.person})
    return Line(What.AUDIENCE, {"audience": term.audience})


def _ends(span: Span) -> dict[str, str]:
    """The first and the last day, both counted."""
    first = {"first": span.from_on.isoformat()} if span.from_on else {}
    last = {"last": (span.to_on - timedelta(days=1)).isoformat()} if span.to_on else {}
    return first | last


def _names_people(part: "Line | Lines | None") -> bool:
    return isinstance(part, Line) and part.what == What.PEOPLE
