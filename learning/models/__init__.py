"""What people do: enrolments, attempts, completions; and what is asked of them."""

from learning.models.accommodation import Accommodation
from learning.models.assignment import (
    Assignment,
    AssignmentReason,
    DueDate,
    Fulfilment,
    Waiver,
)
from learning.models.attempt import Attempt, HandMark, Response, Score
from learning.models.completion import Completion
from learning.models.enrolment import Enrolment, Progress, Reflection
from learning.models.reminder import Reminder
from learning.models.requirement import ReminderRule, Requirement, RequirementVersion

__all__ = [
    "Accommodation",
    "Assignment",
    "AssignmentReason",
    "Attempt",
    "Completion",
    "DueDate",
    "Enrolment",
    "Fulfilment",
    "HandMark",
    "Progress",
    "Reflection",
    "Reminder",
    "ReminderRule",
    "Requirement",
    "RequirementVersion",
    "Response",
    "Score",
    "Waiver",
]
