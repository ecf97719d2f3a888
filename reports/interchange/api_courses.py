"""The figures of courses for programs, as their pages have them; of what one may write."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from accounts.models import User
from accounts.policies import authoring_paths
from courses.models import Course, Edition
from learning.services.dates import today
from reports.answers import said_of
from reports.answers_courses import Answered, of_edition, of_questions, of_survey
from reports.interchange.api_course_shapes import (
    ActivityAsked,
    CourseRow,
    EditionAnswer,
    EditionAsked,
    QuestionsAnswer,
    QuestionsAsked,
    SurveyAnswer,
)
from reports.interchange.api_refusals import REFUSALS, refuse_unknown
from reports.queries.courses import courses_under
from reports.queries.editions import edition_figures, edition_of
from reports.queries.moments import present
from reports.queries.questions import QuizReport
from reports.queries.quizzes import quiz_under
from reports.queries.surveys import survey_figures, survey_of

router = Router()


@router.get("courses", response={200: list[CourseRow], **REFUSALS}, url_name="courses")
def courses(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest edition of each course, in each of its languages."""
    refuse_unknown(request, ())
    return [
        {
            "course": one.course_key,
            "language": one.language,
            "number": one.number,
            "title": one.title,
            "enrolments": one.enrolments,
            "in_progress": one.in_progress,
            "completed": one.completed,
        }
        for one in courses_under(paths_of(request))
    ]


@router.get("edition", response={200: EditionAnswer, **REFUSALS}, url_name="edition")
def edition(request: HttpRequest, asked: Query[EditionAsked]) -> dict[str, Any]:
    """How an edition is taken: its enrolments, then each activity."""
    found, now = edition_asked_for(request, asked), timezone.now()
    return answered(of_edition(found, edition_figures(found, now=now), present(now)))


@router.get("questions", response={200: QuestionsAnswer, **REFUSALS}, url_name="questions")
def questions(request: HttpRequest, asked: Query[QuestionsAsked]) -> dict[str, Any]:
    """How the questions of a quiz do; nothing below ten attempts, no count under five."""
    refuse_unknown(request, type(asked).model_fields)
    quiz = quiz_under(paths_of(request), asked.course, asked.activity)
    wordings = [
        one
        for one in (quiz.wordings if quiz else ())
        if (one.number, one.language) == (asked.number, asked.language)
    ]
    if not quiz or not wordings:
        raise HttpError(404, "There is no such quiz among the courses that you write.")
    report = QuizReport(
        quiz, wordings[0], pooled=asked.wording == "same", all_attempts=asked.attempts == "all"
    )
    return answered(of_questions(report, report.figures(), present(timezone.now())))


@router.get("survey", response={200: SurveyAnswer, **REFUSALS}, url_name="survey")
def survey(request: HttpRequest, asked: Query[ActivityAsked]) -> dict[str, Any]:
    """What people said, as far as it is told; no names."""
    found = edition_asked_for(request, asked)
    activity = survey_of(found, asked.activity)
    if activity is None:
        raise HttpError(404, "There is no such survey in this edition.")
    return answered(of_survey(found, survey_figures(activity), present(timezone.now())))


def answered(found: Answered) -> dict[str, Any]:
    """The rows, what they are of, and the receipt of the same as JSON."""
    told, receipt = found
    rows = [dict(zip(told.columns, row, strict=True)) for row in told.rows]
    said = said_of(receipt.shaped(format="json"), told)
    return {**said, "sha256": receipt.sha256, "rows": rows}


def paths_of(request: HttpRequest) -> list[str]:
    """Where the token's person writes courses today; nowhere: not allowed."""
    person: User = request.auth  # type: ignore[attr-defined]
    paths = authoring_paths(person, today(timezone.now()))
    if not paths:
        raise HttpError(403, "You write no courses.")
    return paths


def edition_asked_for(request: HttpRequest, asked: EditionAsked) -> Edition:
    """A published edition of a course that the person writes, its own team included."""
    refuse_unknown(request, type(asked).model_fields)
    mine = Course.objects.written_by(request.auth, paths_of(request))  # type: ignore[attr-defined]
    course = mine.filter(key=asked.course).first()
    found = edition_of(course, asked.language, asked.number) if course else None
    if found is None:
        raise HttpError(404, "There is no such edition among the courses that you write.")
    return found
