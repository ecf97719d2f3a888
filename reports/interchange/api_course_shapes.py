"""What programs may ask of the figures of courses, and what they get."""

from typing import Annotated, Literal

from ninja import Field, Schema

from reports.interchange.api_shapes import Made

Key = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,64}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}[-a-z]{0,10}$", description="Of the edition.")]
Share = Annotated[float, Field(ge=0, le=1)]
Told = Annotated[int | None, Field(description="Nothing where it is not told.")]


class EditionAsked(Schema):
    """Which published edition; see reports/courses."""

    course: Annotated[Key, Field(description="Its key.")]
    language: Language
    number: Annotated[int, Field(ge=1, le=999_999_999)]


class ActivityAsked(EditionAsked):
    """Which survey of it."""

    activity: Annotated[Key, Field(description="The key of the activity; see reports/edition.")]


class QuestionsAsked(ActivityAsked):
    """Which quiz of it, and which attempts."""

    wording: Annotated[
        Literal["this", "same"], Field(description="Or every edition, where it asks the same.")
    ] = "this"
    attempts: Annotated[
        Literal["first", "all"], Field(description="The first of each person, or all.")
    ] = "first"


class CourseRow(Schema):
    """The newest published edition of a course in a language, and how many take it."""

    course: str
    language: str
    number: int
    title: str
    enrolments: int
    in_progress: int
    completed: int


class CourseMade(Made):
    """When and by what the figures were made, and their hash."""

    sha256: str = Field(description="Of the rows as the receipt's JSON has them.")


class EditionRow(Schema):
    """The enrolments of the edition (no activity), or one of its activities."""

    activity: str
    kind: str
    module: str
    title: str
    required: Literal["yes", "no", ""]
    enrolments: int | None
    in_progress: int | None
    completed: int | None
    completed_lately: int | None
    withdrawn: int | None
    taken_back: int | None
    done: int | None
    median_minutes: Told
    attempts: int | None
    people: int | None
    passed: Share | None


class EditionAnswer(CourseMade):
    rows: list[EditionRow]


class QuestionRow(Schema):
    """A question and one of its counts, or the quiz as a whole (no question)."""

    question: str
    kind: str
    n: Told
    facility_from: float | None
    facility_to: float | None
    discrimination: float | None
    noticed: str | None
    choices: str | None
    right: Literal["yes", "no"] | None
    count: Told
    strongest: Told
    strongest_of: Told
    middle: Told
    middle_of: Told
    weakest: Told
    weakest_of: Told
    kr20: float | None
    alpha: float | None


class QuestionsAnswer(CourseMade):
    rows: list[QuestionRow]


class SurveyRow(Schema):
    """An option or a comment of an item, or the survey as a whole (no item)."""

    item: str
    asks: str
    prompt: str
    option: str
    count: Told
    share: Share | None
    of: Told
    comment: str


class SurveyAnswer(CourseMade):
    rows: list[SurveyRow]
