"""Why somebody belongs to an audience, or does not: part by part. Pure: no database, no clock."""

from dataclasses import dataclass

from accounts.rules.audience_terms import Facts
from accounts.rules.audiences import HOLDS, Expression, Group, Saved


@dataclass(frozen=True, slots=True)
class Verdict:
    """One part of an audience, whether it holds for a person, and what it is made of."""

    said: Expression
    holds: bool
    parts: tuple["Verdict", ...] = ()


def verdict(expression: Expression, facts: Facts) -> Verdict:
    """Whether each part of an audience holds; of the whole it says what `matches` says."""
    if isinstance(expression, Group):
        parts = tuple(verdict(part, facts) for part in expression.parts)
        return Verdict(expression, HOLDS[expression.combine](it.holds for it in parts), parts)
    if isinstance(expression, Saved):
        inside = verdict(expression.says, facts)
        return Verdict(expression, inside.holds, (inside,))
    return Verdict(expression, expression.holds(facts))
