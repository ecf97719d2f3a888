"""Where somebody is in a course: what is done, what is next, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from courses.services.outlines import ActivityOutline, Outline
from learning.rules.completion import Missing, Step, missing, progress
from learning.services.completion import rule_of


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in one edition.

    `next` is the first activity that the rule still asks for; else the first not done; else the
    first. `minutes_left` are of what the rule asks for and is not done.
    """

    outline: Outline
    satisfied: Mapping[str, datetime]
    missing: Missing
    next: ActivityOutline
    minutes_left: int

    @property
    def seats(self) -> list[str]:
        """The state of each seat in the circle: done, here or open."""
        here = self.next.key
        return [
            "done" if each.key in self.satisfied else "here" if each.key == here else "open"
            for each in self.outline.activities
        ]


def place_in(outline: Outline, satisfied: Mapping[str, datetime]) -> Place:
    """The place in an edition of somebody who has done this; its activities by key."""
    rule = rule_of(outline)
    left = missing(rule, satisfied)
    asked = {*left.required, *left.out_of}
    undone = [each for each in outline.activities if each.key not in satisfied]
    wanted = [each for each in undone if each.key in asked]
    steps = [Step(each.key, each.minutes) for each in wanted]
    return Place(
        outline=outline,
        satisfied=satisfied,
        missing=left,
        next=(wanted or undone or list(outline.activities))[0],
        minutes_left=progress(steps, satisfied).minutes_left,
    )
