"""Where somebody is in a course: what is done, what is next, what is missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from courses.rules.prerequisites import all_before, unmet
from courses.services.outlines import ActivityOutline, Outline
from learning.rules.completion import Missing, Step, missing, progress
from learning.services.completion import rule_of


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in one edition.

    `waits` are the activities that are closed to them, by key, with what must be done before each.
    `next` is the first open activity that the rule still asks for, or that leads to one; else the
    first open one not done; else the first. `minutes_left` are of what the rule asks for and what
    leads there, as far as it is not done.
    """

    outline: Outline
    satisfied: Mapping[str, datetime]
    missing: Missing
    next: ActivityOutline
    minutes_left: int
    waits: Mapping[str, tuple[ActivityOutline, ...]]

    @property
    def seats(self) -> list[str]:
        """The state of each seat in the circle: done, here or open."""
        here = self.next.key
        return [
            "done" if each.key in self.satisfied else "here" if each.key == here else "open"
            for each in self.outline.activities
        ]

    def onward(self, activity: ActivityOutline) -> ActivityOutline | None:
        """The next in order that is not closed."""
        rest = self.outline.activities[activity.number :]
        return next((each for each in rest if each.key not in self.waits), None)


def place_in(
    outline: Outline,
    satisfied: Mapping[str, datetime],
    begun: Collection[str] = (),
    *,
    modules: str = "",
) -> Place:
    """The place in an edition of somebody who has done this; its activities by key.

    Of `modules`, where they take it for these only, as the enrolment says.

    What they have `begun` is open to them; where nobody asked, it may count as closed.
    """
    left = missing(rule_of(outline, modules), satisfied)
    undone = [each for each in outline.activities if each.key not in satisfied]
    waits = {
        each.key: first
        for each in undone
        if each.key not in begun and (first := unmet(each.after, satisfied))
    }
    asked = {*left.required, *left.out_of}
    asked = asked.union(*(all_before(key, waits) for key in asked & waits.keys()))
    wanted = [each for each in undone if each.key in asked]
    steps = [Step(each.key, each.minutes) for each in wanted]
    return Place(
        outline=outline,
        satisfied=satisfied,
        missing=left,
        next=_first_open(wanted, waits) or _first_open(undone, waits) or _first(outline, undone),
        minutes_left=progress(steps, satisfied).minutes_left,
        waits={
            key: tuple(outline.by_key[each] for each in first if each in outline.by_key)
            for key, first in waits.items()
        },
    )


def _first_open(
    activities: list[ActivityOutline], closed: Collection[str]
) -> ActivityOutline | None:
    return next((each for each in activities if each.key not in closed), None)


def _first(outline: Outline, undone: list[ActivityOutline]) -> ActivityOutline:
    """Where nothing is left, the first; else all that is left waits for itself, in a draft."""
    return (undone or outline.activities)[0]
