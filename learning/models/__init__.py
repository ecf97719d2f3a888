"""What people do: enrolments, attempts, completions; and what is asked of them."""

from learning.models.assignment import (
    Assignment,
    AssignmentReason,
    DueDate,
    Fulfilment,
    Waiver,
)
from learning.models.attempt import Attempt, Response, Score
from learning.models.completion import Completion
from learning.models.enrolment import Enrolment, Progress, Reflection
from learning.models.reminder import Reminder
from learning.models.requirement import ReminderRule, Requirement, RequirementVersion

__all__ = [
    "Assignment",
    "AssignmentReason",
    "Attempt",
    "Completion",
    "DueDate",
    "Enrolment",
    "Fulfilment",
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
