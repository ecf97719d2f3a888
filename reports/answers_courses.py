"""What the receipt of a course's figures asks, answered: of its questions, an edition, a survey.

Page, file and API make these reports here, from the figures that each page shows.
"""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from courses.models import Course, Edition
from reports.exports import Row, digest, named
from reports.exports_courses import (
    EDITION_COLUMNS,
    QUESTION_COLUMNS,
    SURVEY_COLUMNS,
    edition_rows,
    question_rows,
    survey_rows,
)
from reports.queries import editions, questions, surveys
from reports.queries.editions import EditionFigures, edition_figures, edition_of
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING
from reports.queries.questions import QuizFigures, QuizReport
from reports.queries.quizzes import quiz_under
from reports.queries.surveys import SurveyFigures, survey_figures, survey_of
from reports.receipts import EDITION, QUESTIONS, SURVEY, Receipt, iso

DEFINITIONS = {
    QUESTIONS: questions.DEFINITION,
    EDITION: editions.DEFINITION,
    SURVEY: surveys.DEFINITION,
}


class OtherFigures(LookupError):
    """What the figures were made from was changed since: they would not be those of the receipt."""


@dataclass(frozen=True, slots=True)
class CourseReport:
    """Figures of a course as rows, at a moment."""

    columns: Row
    rows: tuple[Row, ...]
    moment: Moment

    @property
    def sha256(self) -> str:
        return digest(named(self.columns, self.rows))


Answered = tuple[CourseReport, Receipt]


def of_questions(report: QuizReport, figures: QuizFigures, moment: Moment) -> Answered:
    """What is told of the questions of a quiz, and its receipt."""
    rows = question_rows(figures)
    return _answered(
        QUESTIONS,
        CourseReport(QUESTION_COLUMNS, tuple(rows), moment),
        course=report.quiz.course_key,
        edition=f"{report.wording.number}-{report.wording.language}",
        activity=report.quiz.key,
        pooled=report.pooled,
        all_attempts=report.all_attempts,
    )


def of_edition(edition: Edition, figures: EditionFigures, moment: Moment) -> Answered:
    """What is told of an edition, and its receipt."""
    told = CourseReport(EDITION_COLUMNS, tuple(edition_rows(figures)), moment)
    return _answered(EDITION, told, course=edition.course.key, edition=named_edition(edition))


def of_survey(edition: Edition, figures: SurveyFigures, moment: Moment) -> Answered:
    """What is told of a survey, and its receipt: it names the batches that were released."""
    return _answered(
        SURVEY,
        CourseReport(SURVEY_COLUMNS, tuple(survey_rows(figures)), moment),
        course=edition.course.key,
        edition=named_edition(edition),
        activity=figures.key,
        batches=figures.batches,
    )


def named_edition(edition: Edition) -> str:
    return f"{edition.number}-{edition.language}"


def _answered(kind: str, told: CourseReport, **asked: Any) -> Answered:
    at, definition = iso(told.moment.now), DEFINITIONS[kind]
    return told, Receipt(
        kind=kind, at=at, known=at, definition=definition, sha256=told.sha256, **asked
    )


def course_report(receipt: Receipt, zone: ZoneInfo) -> CourseReport:
    """The figures of a receipt, made again from what was known at its instant.

    LookupError where the edition, the quiz or the survey is not there. OtherFigures where a column
    that is written over was, since (what the queries say of themselves): better none than others.
    """
    moment = Moment(receipt.known_at, zone, 0, known=receipt.known_at)
    if receipt.kind == QUESTIONS:
        report = quiz_report(receipt)
        told, _ = of_questions(report, report.figures(), moment)
    else:
        edition = edition_in(receipt)
        if receipt.kind == EDITION:
            figures = edition_figures(edition, now=moment.now, known=moment.known)
            told, _ = of_edition(edition, figures, moment)
        else:
            told, _ = of_survey(edition, survey_in(receipt, edition), moment)
    if told.sha256 != receipt.sha256:
        raise OtherFigures(
            "These figures cannot be made again: something that they were counted from has been "
            "written over since, or they were never those of this receipt."
        )
    return told


def quiz_report(receipt: Receipt) -> QuizReport:
    """The report of a quiz as known at the instant of the receipt."""
    quiz = quiz_under(EVERYTHING, receipt.course, receipt.activity)
    asked = [
        one
        for one in (quiz.wordings if quiz else ())
        if (one.number, one.language) == receipt.edition_named
    ]
    if not quiz or not asked:
        raise LookupError("The quiz was not there in this edition.")
    return QuizReport(quiz, asked[0], receipt.pooled, receipt.all_attempts, receipt.known_at)


def edition_in(receipt: Receipt) -> Edition:
    number, language = receipt.edition_named
    course = Course.objects.filter(key=receipt.course).first()
    edition = edition_of(course, language, number) if course else None
    if edition is None:
        raise LookupError("The edition is not there.")
    return edition


def survey_in(receipt: Receipt, edition: Edition) -> SurveyFigures:
    """The survey with as many batches as were released then."""
    activity = survey_of(edition, receipt.activity)
    if activity is None:
        raise LookupError("The survey is not there in this edition.")
    return survey_figures(activity, batches=receipt.batches)
