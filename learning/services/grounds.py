"""Why somebody is asked, and why by then, from what a list brings along: no query.

Everybody of one requirement shares the same grounds, so the sentences are kept for each language.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import get_language

from accounts.rules.audiences import parse
from learning.models import Assignment, RequirementVersion
from learning.services.explanations import due_sentence
from learning.services.reasons import Told, sentences_of_page


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an assignment stands on: why it is asked, and what its due day follows from."""

    title: str
    cycle: int
    reasons: tuple[Told, ...]
    audience: str  # of the version, as JSON
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
    assignment = Assignment(
        version=version,
        cycle=grounds.cycle,
        assigned_at=grounds.assigned_at,
        due_on=grounds.due_on,
    )
    audience = parse(json.loads(grounds.audience))
    reasons = sentences_of_page(grounds.reasons, audience, grounds.title)
    return (*reasons, due_sentence(assignment, grounds.due_cause))
