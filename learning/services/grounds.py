"""Why somebody is asked, and why by then, from what a list brings along: no query.

Everybody of one requirement shares the same grounds, so the sentences are kept for each language.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learning.models import Assignment, RequirementVersion
from learning.services.explanations import due_sentence


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an assignment stands on: where it is asked, and what its due day follows from."""

    title: str
    units: tuple[str, ...]
    due_base: str
    fixed_due_on: date | None
    due_offset: int | None
    due_unit: str
    minimum_days: int | None
    assigned_at: datetime
    due_on: date | None
    due_cause: str


def why_on(grounds: Grounds) -> list[str]:
    """One sentence for each reason, then one for the day."""
    return list(_why(grounds, get_language()))


@lru_cache(maxsize=1024)
def _why(grounds: Grounds, language: str | None) -> tuple[str, ...]:
    version = RequirementVersion(
        due_base=grounds.due_base,
        due_on=grounds.fixed_due_on,
        due_offset=grounds.due_offset,
        due_unit=grounds.due_unit,
        minimum_days=grounds.minimum_days,
    )
    assignment = Assignment(version=version, assigned_at=grounds.assigned_at, due_on=grounds.due_on)
    asked = _(
        "You hold an appointment in %(unit)s, and the requirement “%(title)s” asks it"
        " of everyone there."
    )
    reasons = [asked % {"unit": unit, "title": grounds.title} for unit in grounds.units]
    return (*reasons, due_sentence(assignment, grounds.due_cause))
