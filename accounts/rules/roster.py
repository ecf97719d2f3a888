"""What a roster tells of people, and what that changes. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

UnitRef = int | tuple[str, ...]  # a unit's id, or the path of one that is yet to be made
PersonRef = int | str  # a person's id, or the HR id of one who is yet to come


@dataclass(frozen=True, slots=True)
class Entry:
    """One good row. A column that the file does not have says nothing: None."""

    row: int
    hr_id: str
    email: str
    first_name: str | None
    last_name: str | None
    preferred_name: str | None
    unit: tuple[str, ...]
    position: str | None
    supervisor_hr_id: str | None
    hired_on: date | None
    left_on: date | None
    appointment_kind: str | None = None
    leave_from: date | None = None
    leave_to: date | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of one cell: why a row was refused, or a warning."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as read: its good rows, and who is named in it at all, if only by a bad row."""

    rows: int
    entries: tuple[Entry, ...]
    failed: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    named: frozenset[str]  # HR ids of every row
    addressed: frozenset[str]  # addresses, in lower case, of bad rows
    partial: frozenset[str]  # HR ids with a bad row: nothing of theirs may be ended


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of employment, [hired_on, left_on)."""

    hired_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Employed:
    """The stretch that now holds, and which of the known ones it corrects (None: it is new)."""

    corrects: int | None
    stretch: Stretch


def settle_employment(known: Sequence[Stretch], told: Stretch, today: date) -> Employed | None:
    """What a person's employment becomes; None where it stays as known.

    A hire date on or after the last day of leaving is a rehire: a stretch of its own. No date,
    or one from before an earlier leaving (the very first hire), keeps the known one, or, after
    the person had left, lets them be back from today on. Anything else corrects the last
    stretch. ValueError: they would have left before they were hired.
    """
    if not known:
        return Employed(None, told)
    last = latest(known)
    now = known[last]
    hired = told.hired_on
    earlier = [stretch for number, stretch in enumerate(known) if number != last]
    if hired is None or any(stretch.left_on and hired < stretch.left_on for stretch in earlier):
        gone = now.left_on is not None and now.left_on < today
        if gone and (told.left_on is None or told.left_on > today):
            return Employed(None, Stretch(today, told.left_on))
        hired = now.hired_on
    elif hired != now.hired_on and now.left_on is not None and hired >= now.left_on:
        return Employed(None, told)
    stretch = Stretch(hired, told.left_on)
    if hired and told.left_on and told.left_on < hired:
        raise ValueError("left_before_hired")
    return None if stretch == now else Employed(last, stretch)


def latest(known: Sequence[Stretch]) -> int:
    """Which of the stretches is the newest; an open one is."""
    return max(range(len(known)), key=lambda place: _order(known[place]))


def _order(stretch: Stretch) -> tuple[bool, date, date]:
    return (
        stretch.left_on is None,
        stretch.hired_on or date.min,
        stretch.left_on or date.max,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place in a unit, [from_on, to_on)."""

    unit: UnitRef
    position: str
    supervisor: PersonRef | None
    primary: bool
    from_on: date | None
    to_on: date | None
    kind: str = ""

    def reaches_beyond(self, day: date) -> bool:
        """Whether it holds on that day or any later one."""
        empty = self.to_on is not None and self.to_on == self.from_on
        return not empty and (self.to_on is None or self.to_on > day)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place as the roster has it. None: the file has no such column."""

    unit: UnitRef
    position: str | None
    supervisor: PersonRef | None
    says_supervisor: bool = True
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """Rows that come in the place of a known one (None: of no one)."""

    replaces: int | None
    rows: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """When new places start and all of them end, and how far the row may be believed."""

    today: date
    start: date | None
    left_on: date | None
    fresh: bool  # a new stretch of employment
    hired_was: date | None = None  # the hire date that was just corrected to `hired_is`
    hired_is: date | None = None
    partial: bool = False  # another row of the person is bad: end nothing, move no primary

    @property
    def holds(self) -> bool:
        """Whether a new place would hold a single day."""
        return self.start is None or self.left_on is None or self.start < self.left_on


def settle_places(
    known: Sequence[Place], wanted: Sequence[Wanted], frame: Frame
) -> list[PlaceChange]:
    """What changes in a person's places; the first wanted one is the primary.

    A place that changes in more than its dates ends today and goes on as a new row. Who has
    left gets no new places, unless it is a stretch nobody knew of.
    """
    if frame.left_on is not None and frame.left_on <= frame.today:
        changes = [
            PlaceChange(number, (ended(place, frame.left_on),))
            for number, place in enumerate(known)
            if place.reaches_beyond(frame.left_on)
        ]
        new = wanted if frame.holds and (frame.fresh or not known) else ()
        return changes + [
            PlaceChange(None, (_begun(want, n == 0, frame),)) for n, want in enumerate(new)
        ]
    return _settle_current(known, wanted, frame)


def _settle_current(
    known: Sequence[Place], wanted: Sequence[Wanted], frame: Frame
) -> list[PlaceChange]:
    lasting = [n for n in range(len(known)) if known[n].reaches_beyond(frame.today)]
    lasting.sort(key=lambda n: _newest(known[n]))
    current = {known[n].unit: n for n in lasting}
    # Two at once in a unit: who leaves keeps the newer, or the next run would take the other.
    doubled = {n for n in lasting if frame.left_on and n not in current.values()}
    primaries = [n for n in current.values() if frame.partial and known[n].primary]
    order = [want.unit for want in wanted]
    keeper = min(primaries, key=lambda n: _keeps(known[n], order, frame), default=None)
    changes = []
    for place, want in enumerate(wanted):
        number = current.pop(want.unit, None)
        primary = place == 0 if keeper is None else number == keeper
        if number is not None:
            rows = _changed(known[number], want, primary, frame)
            changes += [PlaceChange(number, rows)] if rows else []
        elif frame.holds:
            changes.append(PlaceChange(None, (_begun(want, primary, frame),)))
    left_out = {n for n in lasting if known[n].unit in current and not frame.partial}
    over = sorted(left_out | doubled)
    return changes + [PlaceChange(n, (ended(known[n], frame.today),)) for n in over]


def _keeps(place: Place, order: Sequence[object], frame: Frame) -> tuple[bool, int]:
    """Which of two primaries stays so: the open one; of who leaves, what the file names first."""
    closing = place.to_on is not None and frame.left_on is None
    return closing, order.index(place.unit) if place.unit in order else len(order)


def _newest(place: Place) -> tuple[bool, date]:
    return place.to_on is None, place.from_on or date.min


def ended(place: Place, day: date) -> Place:
    """The place, ended that day; one that had not begun by then never held."""
    return replace(place, to_on=max(day, place.from_on or day))


def _begun(want: Wanted, primary: bool, frame: Frame) -> Place:
    supervisor = want.supervisor if want.says_supervisor else None
    return Place(
        want.unit,
        want.position or "",
        supervisor,
        primary,
        frame.start,
        frame.left_on,
        want.kind or "",
    )


def _changed(before: Place, want: Wanted, primary: bool, frame: Frame) -> tuple[Place, ...]:
    """The rows that replace a place; none where it stays."""
    moved = frame.hired_was != frame.hired_is and before.from_on == frame.hired_was
    from_on = frame.hired_is if moved else before.from_on
    if frame.left_on and from_on and from_on >= frame.left_on and frame.holds:
        from_on = frame.start  # else they would leave before it begins
    to_on = frame.left_on and max(frame.left_on, from_on or frame.left_on)
    dated = replace(before, from_on=from_on, to_on=to_on)
    after = replace(
        dated,
        position=before.position if want.position is None else want.position,
        supervisor=want.supervisor if want.says_supervisor else before.supervisor,
        primary=primary,
        kind=before.kind if want.kind is None else want.kind,
    )
    if after == before:
        return ()
    begun = from_on is None or from_on < frame.today
    if after == dated or not begun:
        return (after,)
    return (ended(dated, frame.today), replace(after, from_on=frame.today))


def refused_addresses(
    wanted: dict[PersonRef, str], held: dict[str, PersonRef]
) -> dict[PersonRef, PersonRef]:
    """Who asks for an address that is another's, and whose it is.

    `wanted` is in the order of the file, `held` what is known. An address passes on only if its
    holder takes another one, so that two people can swap; who keeps theirs comes before who
    asks for it, and of two who ask the first row wins.
    """
    owners = {address: who for who, address in wanted.items() if held.get(address) == who}
    refused: dict[PersonRef, PersonRef] = {}
    for who, address in wanted.items():
        holder = held.get(address, who)
        if holder != who and holder not in wanted:
            refused[who] = holder
        elif (owner := owners.setdefault(address, who)) != who:
            refused[who] = owner
    holds = {who: address for address, who in held.items()}
    again = list(refused)
    while again:  # who was refused keeps the old address, and so refuses who was to have it
        keeper = again.pop()
        claimant = owners.get(holds.get(keeper, ""), keeper)
        if claimant != keeper and claimant not in refused:
            refused[claimant] = keeper
            again.append(claimant)
    return refused
