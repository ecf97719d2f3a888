"""What an enrolment still lacks, and since when it lacks nothing (DOMAIN 3).

Pure: no database, no clock. `satisfied` maps activity keys to the instant at which each one's
criterion was met; keys the rule does not name are of no account.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CourseRule:
    """All of `required`, and at least `at_least` of `group` where there is a group."""

    required: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still to do: these activities, and so many more out of these others."""

    required: tuple[str, ...] = ()
    more: int = 0
    out_of: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required or self.more)


@dataclass(frozen=True, slots=True)
class Step:
    """One activity as progress counts it, with the minutes it is said to take."""

    key: str
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """How far an enrolment has come: steps done, steps in all, minutes left."""

    done: int
    total: int
    minutes_left: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down, so that 100 is only ever said of everything; none is 0."""
        return self.done * 100 // self.total if self.total else 0


def of_only(rule: CourseRule, keys: Collection[str]) -> CourseRule:
    """What of the rule is about these activities; all of it, where none of it is.

    Of a group as many are asked as before, as far as that many are among them.
    """
    required = tuple(key for key in rule.required if key in keys)
    group = tuple(key for key in rule.group if key in keys)
    at_least = min(rule.at_least, len(group))
    return CourseRule(required, group, at_least) if required or at_least else rule


def missing(rule: CourseRule, satisfied: Mapping[str, datetime]) -> Missing:
    """Which activities are still missing, in the rule's order; falsy when nothing is."""
    left = tuple(key for key in rule.required if key not in satisfied)
    open_ = tuple(key for key in rule.group if key not in satisfied)
    more = max(rule.at_least - (len(rule.group) - len(open_)), 0)
    return Missing(required=left, more=more, out_of=open_ if more else ())


def completed_at(rule: CourseRule, satisfied: Mapping[str, datetime]) -> datetime | None:
    """The instant of the last satisfying fact, None while something is missing.

    Of a group, the facts that made up the number count, not those that came after: so a later fact
    never moves a completion. A rule that asks for nothing is never completed of itself.
    """
    if missing(rule, satisfied):
        return None
    met = [satisfied[key] for key in rule.required]
    chosen = sorted(satisfied[key] for key in rule.group if key in satisfied)
    return max(met + chosen[: rule.at_least], default=None)


def progress(steps: Iterable[Step], satisfied: Mapping[str, datetime]) -> Share:
    """Steps done of these steps, and the minutes that those not done are said to take."""
    steps = list(steps)
    left = [step for step in steps if step.key not in satisfied]
    return Share(
        done=len(steps) - len(left),
        total=len(steps),
        minutes_left=sum(step.minutes for step in left),
    )
