"""How the demo's learners take a course: through the services, activity by activity."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from courses.models import Activity, Course
from courses.rules.marking import fill, mark, offers, read, right_response
from courses.rules.marking.kinds import WHOLE
from courses.services.quizzes import QuestionAsked, quiz_of
from learning.models import Enrolment
from learning.services.acts import sign_attestation, write_reflection
from learning.services.attempts import Value, save_response, start_attempt, submit_attempt
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
    first = now - timedelta(hours=1)
    enrolment = open_one or enrol(person, course, now=first)
    done = set(
        enrolment.progress.filter(satisfied_at__isnull=False).values_list("activity_key", flat=True)
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
        if stumbles:
            take_quiz(enrolment, activity, opened_at=opened_at, at=at, rightly=False)
        take_quiz(enrolment, activity, opened_at=opened_at, at=at, rightly=True)
    elif activity.kind == "reflection":
        write_reflection(enrolment, activity, REFLECTION, now=at, opened_at=opened_at)
    elif activity.kind == "attestation":
        sign_attestation(enrolment, activity, now=at, opened_at=opened_at)
    else:
        mark_viewed(enrolment, activity, now=at, opened_at=opened_at)


def take_quiz(
    enrolment: Enrolment, activity: Activity, *, opened_at: datetime, at: datetime, rightly: bool
) -> None:
    attempt = start_attempt(enrolment, activity, now=opened_at)
    asked = quiz_of(activity.pk, activity.content_hash).by_id
    for response in attempt.responses.all():
        question = asked[response.question_id]
        value = right_answer(question) if rightly else another(question)
        save_response(attempt, question.key, value, sequence=1, now=at)
    submit_attempt(attempt, {}, now=at)


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
