"""Where somebody is in a course: what is done, what is next, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from courses.services.outlines import ActivityOutline, Outline
from learning.rules.completion import Missing, Step, missing
from learning.rules.completion import progress as share_of
from learning.services.completion import rule_of


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in one edition; `satisfied` maps activity keys to instants."""

    outline: Outline
    satisfied: Mapping[str, datetime]

    @property
    def missing(self) -> Missing:
        """What the course's rule still asks for."""
        return missing(rule_of(self.outline), self.satisfied)

    @property
    def next(self) -> ActivityOutline:
        """The first that the rule still asks for; else the first not done; else the first."""
        left = self.missing
        asked = {*left.required, *left.out_of}
        undone = [each for each in self.outline.activities if each.key not in self.satisfied]
        wanted = [each for each in undone if each.key in asked]
        return (wanted or undone or list(self.outline.activities))[0]

    @property
    def minutes_left(self) -> int:
        """Of the activities that the rule asks for and that are not done."""
        asked = rule_of(self.outline)
        keys = {*asked.required, *self.missing.out_of}
        steps = [Step(each.key, each.minutes) for each in self.outline.activities]
        return share_of([step for step in steps if step.key in keys], self.satisfied).minutes_left

    @property
    def done(self) -> int:
        return sum(1 for each in self.outline.activities if each.key in self.satisfied)

    @property
    def seats(self) -> list[str]:
        """The state of each seat in the circle: done, here or open."""
        here = self.next.key
        return [
            "done" if each.key in self.satisfied else "here" if each.key == here else "open"
            for each in self.outline.activities
        ]
