"""A person's home page as plain values: what to go on with, what is asked, offered and done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from accounts.models import User
from courses.services.outlines import Outline, outlines
from learning.rules.standing import Standing
from learning.services.dates import today as institution_day
from learning.services.hours import Hours, asking_hours, standing_hours
from learning.services.overview import (
    Asked,
    Offered,
    Taken,
    asked_of,
    newest_cycles,
    offered_in,
    taken_by,
)
from learning.services.places import Place, place_in
from learning.services.shorter import minutes_of, modules_in, together

NEVER = datetime.max.replace(tzinfo=UTC)
CANNOT_GO_ON = frozenset({Standing.WAIVED, Standing.SCHEDULED})
COMPLETED = frozenset({Standing.COMPLETED_ON_TIME, Standing.COMPLETED_LATE})


@dataclass(frozen=True, slots=True)
class Item:
    """One course on the page: with the assignment that asks for it, and the place in it.

    Or an assignment that asks for hours, of whichever courses: it has no course.
    """

    course_key: str
    title: str
    summary: str
    minutes: int
    modules: int
    taken: Taken | None = None
    place: Place | None = None
    asked: Asked | None = None
    standing: Standing | None = None
    whys: tuple[str, ...] = ()
    hours: Hours | None = None  # where hours are asked for, and no one course

    @property
    def due_at(self) -> datetime:
        return self.asked.due_at or NEVER if self.asked else NEVER

    @property
    def is_going_on(self) -> bool:
        return self.taken is not None

    @property
    def may_start(self) -> bool:
        """Whether there is something to press: waived and scheduled ones wait."""
        return self.standing not in CANNOT_GO_ON and bool(self.minutes or self.modules)


@dataclass(frozen=True, slots=True)
class Done:
    """A completion; how it stood against an assignment, and through which day it holds."""

    uuid: UUID
    course_key: str
    title: str
    completed_at: datetime
    completed_on: date
    standing: Standing | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The page: `first` is what the large button goes on with."""

    first: Item | None
    required: list[Item]
    optional: list[Item]
    done: list[Done]

    @property
    def asked(self) -> list[Item]:
        """Everything required that can be worked on now."""
        held = [self.first] if self.first and self.first.asked else []
        return held + [item for item in self.required if item.standing not in CANNOT_GO_ON]


def agenda(person: User, *, now: datetime, language: str, due_soon_days: int) -> Agenda:
    """What a person has before them: three queries, and one more for outlines not yet kept.

    Where hours are asked of them, one for what they earned; and one for menus not yet kept.
    """
    assignments = asked_of(person)
    enrolments = taken_by(person)
    newest = {each.course_id: each for each in offered_in(language)}
    going_on = {each.course_id: each for each in enrolments if each.is_open}
    known = outlines(
        [(each.edition_id, each.content_hash) for each in newest.values()]
        + [(each.edition_id, each.content_hash) for each in going_on.values()]
    )
    at_hand = _AtHand(newest, going_on, known)
    standings = {
        each.id: each.standing(now=now, due_soon_days=due_soon_days) for each in assignments
    }
    open_ones = [each for each in newest_cycles(assignments) if each.completed_at is None]
    required = _required(at_hand, open_ones, standings, now=now)
    done = _done(enrolments, assignments, standings)
    taken_up = {item.asked.course_id for item in required if item.asked}
    taken_up |= {each.course_id for each in enrolments if each.completion and not each.is_open}
    free = [key for key in {**going_on, **newest} if key in going_on or key not in taken_up]
    optional = [at_hand.item(key) for key in free if not _is_asked(key, open_ones)]
    first = _first(required, optional)
    return Agenda(
        first=first,
        required=[item for item in required if item is not first],
        optional=[item for item in optional if item is not first],
        done=done,
    )


@dataclass(frozen=True, slots=True)
class _AtHand:
    """What is known of courses, by their ids."""

    newest: Mapping[int, Offered]
    going_on: Mapping[int, Taken]
    outlines: Mapping[int, Outline]

    def item(
        self, course_id: int, *asking: Asked, asked: Asked | None = None, **more: object
    ) -> Item:
        taken = self.going_on.get(course_id)
        edition = taken or self.newest.get(course_id)
        if edition is None:  # retired, and asked of somebody who never began
            assert asked is not None
            return Item(asked.course_key or "", asked.title, "", 0, 0, asked=asked, **more)  # type: ignore[arg-type]
        outline = self.outlines[edition.edition_id]
        wanted = taken.modules if taken else together(each.modules for each in asking)
        place = place_in(outline, taken.satisfied, modules=taken.modules) if taken else None
        return Item(
            course_key=edition.course_key,
            title=outline.title,
            summary=outline.summary,
            minutes=place.minutes_left if place else minutes_of(outline, wanted),
            modules=len(modules_in(outline, wanted)),
            taken=taken,
            place=place,
            asked=asked,
            **more,  # type: ignore[arg-type]
        )


def _is_asked(course_id: int, open_ones: list[Asked]) -> bool:
    return any(each.course_id == course_id for each in open_ones)


def _required(
    at_hand: _AtHand, open_ones: list[Asked], standings: Mapping[int, Standing], *, now: datetime
) -> list[Item]:
    """One item for each course asked for, the earliest due first; with everybody's reasons."""
    by_course: dict[int, list[Asked]] = {}
    for each in sorted(open_ones, key=lambda each: each.due_at or NEVER):
        if each.course_id is not None:
            by_course.setdefault(each.course_id, []).append(each)
    items = _hours(open_ones, standings, now=now)
    for course_id, group in by_course.items():
        first = min(group, key=lambda each: standings[each.id] in CANNOT_GO_ON)
        whys = tuple(why for each in group for why in each.why())
        items.append(
            at_hand.item(course_id, *group, asked=first, standing=standings[first.id], whys=whys)
        )
    return sorted(items, key=lambda item: (item.standing in CANNOT_GO_ON, item.due_at))


def _hours(
    open_ones: list[Asked], standings: Mapping[int, Standing], *, now: datetime
) -> list[Item]:
    """An item of its own for each that asks for hours, with the balance."""
    stand = standing_hours(asking_hours(open_ones), now=now)
    return [
        Item(
            *("", each.title, "", 0, 0),
            asked=each,
            standing=standings[each.id],
            whys=tuple(each.why()),
            hours=stand[each.id],
        )
        for each in open_ones
        if each.id in stand
    ]


def _first(required: list[Item], optional: list[Item]) -> Item | None:
    """What is begun, the earliest due first, else what was touched last; else what to begin."""
    ready = [item for item in required if item.may_start]
    begun = [item for item in (*ready, *optional) if item.taken]
    if begun:
        return min(begun, key=lambda item: (item.due_at, NEVER - _last_at(item)))
    return ready[0] if ready else None


def _last_at(item: Item) -> datetime:
    return item.taken.last_at if item.taken else datetime.min.replace(tzinfo=UTC)


def _done(
    enrolments: list[Taken], assignments: list[Asked], standings: Mapping[int, Standing]
) -> list[Done]:
    """Completions, the newest first."""
    met = {(each.course_id, each.completed_at): each for each in assignments if each.completed_at}
    found = []
    for each in enrolments:
        if each.completion is None or each.completed_at is None:
            continue
        asked = met.get((each.course_id, each.completed_at))
        stands = standings[asked.id] if asked else None
        found.append(
            Done(
                uuid=each.completion,
                course_key=each.course_key,
                title=each.title,
                completed_at=each.completed_at,
                completed_on=institution_day(each.completed_at),
                standing=stands if stands in COMPLETED else None,  # waived, and yet done
                expires_on=asked.expires_on if asked else None,
            )
        )
    return sorted(found, key=lambda done: done.completed_at, reverse=True)
