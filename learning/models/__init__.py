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
from learning.models.calendar_feed import CalendarFeed
from learning.models.completion import Completion
from learning.models.counting import Equivalent
from learning.models.enrolment import Enrolment, EnrolmentMove, Progress, Reflection
from learning.models.extension import ExtensionRequest
from learning.models.menu import MenuCategory, MenuItem
from learning.models.past import CACHES, AssignmentPast
from learning.models.reminder import Reminder
from learning.models.requirement import ReminderRule, Requirement, RequirementVersion
from learning.models.survey import SurveyResponse
from learning.models.wording import ReminderWording

__all__ = [
    "CACHES",
    "Accommodation",
    "Assignment",
    "AssignmentPast",
    "AssignmentReason",
    "Attempt",
    "CalendarFeed",
    "Completion",
    "DueDate",
    "Enrolment",
    "EnrolmentMove",
    "Equivalent",
    "ExtensionRequest",
    "Fulfilment",
    "HandMark",
    "MenuCategory",
    "MenuItem",
    "Progress",
    "Reflection",
    "Reminder",
    "ReminderRule",
    "ReminderWording",
    "Requirement",
    "RequirementVersion",
    "Response",
    "Score",
    "SurveyResponse",
    "Waiver",
]
