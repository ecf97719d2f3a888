"""What is taught: courses, editions, modules, activities, questions, files."""

from courses.models.bank import Bank, Draw, DrawQuestion, QuestionTag
from courses.models.course import (
    Asset,
    Course,
    Edition,
    EditionAsset,
    Effect,
    Part,
    TeamMember,
)
from courses.models.outline import Activity, Criterion, Kind, Module
from courses.models.question import Choice, Question, QuestionKind
from courses.models.studio import Approval, Comment, Deed, DraftChange, Writing

__all__ = [
    "Activity",
    "Approval",
    "Asset",
    "Bank",
    "Choice",
    "Comment",
    "Course",
    "Criterion",
    "Deed",
    "DraftChange",
    "Draw",
    "DrawQuestion",
    "Edition",
    "EditionAsset",
    "Effect",
    "Kind",
    "Module",
    "Part",
    "Question",
    "QuestionKind",
    "QuestionTag",
    "TeamMember",
    "Writing",
]
