"""How the demo's learners take a course: through the services, activity by activity."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from courses.models import Activity, Course
from courses.rules.marking import fill, mark, offers, read, right_response
from courses.rules.marking.kinds import WHOLE
from courses.rules.scenario import from_settings, shortest_way
from courses.services.quizzes import QuestionAsked, Quiz, quiz_of
from learning.models import Attempt, Enrolment
from learning.services.acts import sign_attestation, write_reflection
from learning.services.attempts import Value, start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import mark_viewed

REFLECTION = (
    "I have cut people short on rounds and called it efficiency. This week I will ask once "
    "more before I answer, and wait."
)


@dataclass(frozen=True, slots=True)
class Study:
    """One sitting: who, at which course, and how many activities (None: all that are left)."""

    person: str  # e-mail address
    course: str
    activities: int | None = None
    stumbles: bool = False  # fails the first attempt at each quiz


def sit_down(study: Study, *, now: datetime) -> Enrolment:
    """Do the next activities in order, each taking its minutes, all of them before `now`."""
    person = User.objects.get(email=study.person)
    course = Course.objects.get(key=study.course)
    open_one = Enrolment.objects.made_by(person).open().filter(course=course).first()
    first = now - timedelta(hours=2)  # longer than any course that ships
    enrolment = open_one or enrol(person, course, now=first)
    done = set(
        enrolment.progress.filter(met_at__isnull=False).values_list("activity_key", flat=True)
    )
    left = [one for one in enrolment.edition.activities.all() if one.key not in done]
    at = first
    for activity in left[: study.activities]:
        opened, at = at, at + timedelta(minutes=activity.minutes)
        do(enrolment, activity, opened_at=opened, at=at, stumbles=study.stumbles)
    return enrolment


def do(
    enrolment: Enrolment, activity: Activity, *, opened_at: datetime, at: datetime, stumbles: bool
) -> None:
    """One activity, as its kind asks."""
    if activity.kind == "quiz":
        quiz = quiz_of(activity.pk, activity.content_hash)
        if stumbles:
            take_quiz(enrolment, activity, opened_at=opened_at, at=at, wrong=set(quiz.by_id))
        slips = slips_of(enrolment, quiz)
        tried = take_quiz(enrolment, activity, opened_at=opened_at, at=at, wrong=slips)
        if activity.pass_mark is not None and (tried.score or 0) < activity.pass_mark:
            take_quiz(enrolment, activity, opened_at=opened_at, at=at, wrong=set())
    elif activity.kind == "reflection":
        write_reflection(enrolment, activity, REFLECTION, now=at, opened_at=opened_at)
    elif activity.kind == "attestation":
        sign_attestation(enrolment, activity, now=at, opened_at=opened_at)
    else:
        way = shortest_way(from_settings(activity.settings)) or ()  # a scenario's, else none
        mark_viewed(enrolment, activity, now=at, opened_at=opened_at, way=way)


def slips_of(enrolment: Enrolment, quiz: Quiz) -> set[int]:
    """The questions that this person gets wrong at first, always the same: the hard ones more."""
    hardness = {pk: nth % 4 for nth, pk in enumerate(sorted(quiz.by_id))}
    return {pk for pk, hard in hardness.items() if (enrolment.person_id * 7 + pk * 3) % 12 < hard}


def take_quiz(
    enrolment: Enrolment, activity: Activity, *, opened_at: datetime, at: datetime, wrong: set[int]
) -> Attempt:
    """Hand everything in at once, as a browser without script does."""
    attempt = start_attempt(enrolment, activity, now=opened_at)
    asked = quiz_of(activity.pk, activity.content_hash).by_id
    chosen = {}
    for response in attempt.responses.all():
        question = asked[response.question_id]
        value = another(question) if question.id in wrong else right_answer(question)
        chosen[question.key] = value
    return submit_attempt(attempt, chosen, now=at)


def right_answer(question: QuestionAsked) -> Value:
    """The response that scores in full; of an opinion or an essay any."""
    return right_response(question.kind, question.definition) or said_otherwise(question)


def another(question: QuestionAsked) -> Value:
    """A response that does not."""
    kind, definition = question.kind, question.definition
    picks = offers(kind, definition)
    parts = fill(kind, definition, right_answer(question))
    for nth in (0, -1):
        posted = {part: [picks[part][nth] if part in picks else "0"] for part in parts}
        value = read(kind, definition, posted)
        if mark(kind, definition, value).score < 1:
            return value
    return None


def said_otherwise(question: QuestionAsked) -> Value:
    """What somebody thinks, where nobody can be right."""
    scale = offers(question.kind, question.definition).get(WHOLE)
    posted = scale[len(scale) // 2] if scale else REFLECTION
    return read(question.kind, question.definition, {WHOLE: [posted]})
