"""What a file of completions from elsewhere says. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.rules.roster import Remark


@dataclass(frozen=True, slots=True)
class PriorLearning:
    """One good row; `hours` None where the file says nothing of them."""

    row: int
    hr_id: str
    course: str
    completed_on: date
    hours: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as read: how many rows it has, the good ones, and a remark on every other."""

    rows: int
    good: tuple[PriorLearning, ...]
    failed: tuple[Remark, ...]
