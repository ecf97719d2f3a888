"""What is taught: courses, editions, modules, activities, questions, files."""

from courses.models.bank import Bank, Draw, DrawQuestion, QuestionTag
from courses.models.course import Asset, Course, Edition, EditionAsset, Effect
from courses.models.outline import Activity, Criterion, Kind, Module
from courses.models.question import Choice, Question, QuestionKind

__all__ = [
    "Activity",
    "Asset",
    "Bank",
    "Choice",
    "Course",
    "Criterion",
    "Draw",
    "DrawQuestion",
    "Edition",
    "EditionAsset",
    "Effect",
    "Kind",
    "Module",
    "Question",
    "QuestionKind",
    "QuestionTag",
]
