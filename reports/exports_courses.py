"""Figures of a course as rows: no row names a learner, and none tells what its page does not."""

from collections.abc import Iterator
from datetime import timedelta

from learning.rules.item_analysis import FEWEST, Third
from learning.rules.item_disclosure import Line
from reports.exports import Row, Value
from reports.queries.editions import ActivityFigures, EditionFigures
from reports.queries.editions import QuizFigures as QuizTaken
from reports.queries.questions import QuestionFigures, QuizFigures
from reports.queries.surveys import ItemFigures, SurveyFigures
from reports.wording_questions import floor_of

QUESTION_COLUMNS = (
    "question",
    "kind",
    "n",
    "facility_from",
    "facility_to",
    "discrimination",
    "noticed",
    "choices",
    "right",
    "count",
    *(name for third in Third for name in (third.value, f"{third.value}_of")),
    "kr20",
    "alpha",
)
EDITION_COLUMNS = (
    "activity",
    "kind",
    "module",
    "title",
    "required",
    "enrolments",
    "in_progress",
    "completed",
    "completed_lately",
    "withdrawn",
    "taken_back",
    "done",
    "median_minutes",
    "attempts",
    "people",
    "passed",
)
SURVEY_COLUMNS = ("item", "asks", "prompt", "option", "count", "share", "of", "comment")
A_MINUTE = timedelta(minutes=1)


def question_rows(figures: QuizFigures) -> Iterator[Row]:
    """Of each question a row for every count that is shown, then one for the quiz.

    A question of which no count is shown has one row; of choices counted together the keys stand in
    one field, and what was left open is an empty key.
    """
    for one in figures.questions:
        for line in counts_of(one) or [None]:
            yield (*of_question(one), *of_line(one, line), None, None)
    found = figures.reliability
    blanks = [None] * (len(QUESTION_COLUMNS) - 5)
    yield ("", "", shown_n(found.n), *blanks, found.kr20, found.alpha)


def counts_of(figures: QuestionFigures) -> list[Line | None]:
    """The counts of a question; those by thirds are in rows of their own where they are coarser."""
    by_third = {line.choices: line for line in figures.shown.thirds}
    whole = [by_third.pop(line.choices, line) for line in figures.shown.lines]
    return [*whole, *by_third.values()]


def of_question(figures: QuestionFigures) -> Row:
    facility = figures.shown.facility
    return (
        figures.asked.key,
        figures.asked.kind,
        shown_n(figures.shown.n),
        facility.low if facility else None,
        facility.high if facility else None,
        figures.shown.discrimination,
        ";".join(one.noticed.value for one in figures.findings),
    )


def of_line(figures: QuestionFigures, line: Line | None) -> Row:
    if line is None:
        return (None,) * (3 + 2 * len(Third))
    right = bool(figures.question.right) and set(line.choices) <= figures.question.right
    thirds = (line.thirds.get(third, (None, None)) for third in Third)
    numbers = (number for of_third in thirds for number in of_third)
    return (";".join(line.choices), "yes" if right else "no", line.count, *numbers)


def shown_n(number: int) -> Value:
    """Below ten it is not told, here as on the page."""
    return number if number >= FEWEST else None


def edition_rows(figures: EditionFigures) -> Iterator[Row]:
    """The enrolments, then each activity in the order of the course; of a quiz its attempts, too.

    A time is in whole minutes, under one 0; the share of those who passed is of its people.
    """
    numbers = figures.numbers
    yield (
        *[""] * 5,
        numbers.enrolments,
        numbers.in_progress,
        numbers.completed,
        numbers.lately,
        numbers.withdrawn,
        numbers.taken_back,
        *[None] * 5,
    )
    quizzes = {quiz.key: quiz for quiz in figures.quizzes}
    for activity in figures.activities:
        quiz = quizzes.get(activity.key)
        yield (*of_activity(activity), *(of_quiz(quiz) if quiz else [None] * 3))


def of_activity(figures: ActivityFigures) -> Row:
    return (
        figures.key,
        figures.kind,
        figures.module,
        figures.title,
        "yes" if figures.required else "no",
        *[None] * 6,
        figures.done,
        None if figures.median is None else minutes(figures.median),
    )


def of_quiz(figures: QuizTaken) -> Row:
    return (figures.attempts, figures.people, figures.passed)


def minutes(time: timedelta) -> int:
    """To the nearest, as the page has it; what is under one is none."""
    return 0 if time < A_MINUTE else round(time / A_MINUTE)


def survey_rows(figures: SurveyFigures) -> Iterator[Row]:
    """How many responses are told, then of each item its options or its comments.

    What is not told is empty; a share is in whole per cent, rounded down, as the page has it.
    """
    yield (*[""] * 4, None, None, figures.released, "")
    for one in figures.items:
        yield from of_item(one)


def of_item(figures: ItemFigures) -> Iterator[Row]:
    item = figures.item
    said = (item.key, item.asks.value, item.prompt)
    if not item.has_options:
        for words in figures.comments or [""]:
            yield (*said, "", None, None, None, words)
    for option in figures.options:
        share = None if option.count is None else floor_of(option.count / option.of) / 100
        of = None if option.count is None else figures.of
        yield (*said, option.text, option.count, share, of, "")
