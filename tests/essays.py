"""Essays for tests: asked in a quiz, handed in, waiting for a marker."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Unit, User
from courses.models import Activity, Choice, Course, Question
from courses.services.publishing import publish_edition
from learning.models import Attempt, Response
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.regrade import apply_regrade
from tests.factories import LONG_AGO, NOW, a_course, a_learner, a_trainer, a_unit, an_edition

RUBRIC = {"listens": "3", "repairs": "2"}
SAID = "First I would listen to each of them alone."
HANDED_IN = NOW - timedelta(days=2)
AN_HOUR = timedelta(hours=1)
FULL = {"listens": Decimal(3), "repairs": Decimal(2)}
HALF = {"listens": Decimal("1.5"), "repairs": Decimal(1)}
NONE = {"listens": Decimal(0), "repairs": Decimal(0)}


def an_essay(activity: Activity, *, key: str = "e1", position: int = 3) -> Question:
    """Of two points, with a rubric of two criteria."""
    question = Question.objects.create(
        activity=activity,
        key=key,
        position=position,
        kind="essay",
        prompt=f"<p>A resident was humiliated on rounds. What do you do, {key}?</p>",
        explanation="<p>Whoever was harmed is heard first.</p>",
        definition={"rubric": RUBRIC},
        points=Decimal(2),
    )
    for place, criterion in enumerate(RUBRIC, start=1):
        Choice.objects.create(
            question=question, key=criterion, position=place, text=f"The criterion {criterion}"
        )
    return question


def a_quiz_with_essays(
    unit: Unit | None = None, *, essays: int = 1, **settings: object
) -> Activity:
    """Two questions of one point each, and essays of two; passed from 80 per cent on."""
    return a_quiz(a_course(unit or a_unit()), essays=essays, **settings)


def a_quiz(
    course: Course,
    *kinds: str,
    essays: int = 0,
    right: dict[str, str] | None = None,
    points: dict[str, int] | None = None,
    **settings: object,
) -> Activity:
    """The quiz of the course's next edition, published; after it, activities of these kinds.

    `right` and `points` say, by question, what is not as usual.
    """
    draft = an_edition(course, "quiz", *kinds, number=None)
    activity = draft.activities.get(kind="quiz")
    activity.settings = settings
    activity.save()
    for number in range(1, essays + 1):
        an_essay(activity, key=f"e{number}", position=2 + number)
    for key, choice in (right or {}).items():
        choices = Choice.objects.filter(question__activity=activity, question__key=key)
        choices.update(weight=0)
        choices.filter(key=choice).update(weight=1)
    for key, weight in (points or {}).items():
        activity.questions.filter(key=key).update(points=weight)
    publish_edition(draft, effect="new_learners", now=LONG_AGO, by=None)
    activity.refresh_from_db()
    return activity


def handed_in(
    activity: Activity, person: User | None = None, *, said: str | None = SAID, right: bool = True
) -> Attempt:
    """An attempt whose essays wait for a marker; the other questions are right, or not."""
    attempt = an_open_attempt(activity, person)
    essays = attempt.responses.filter(question__kind="essay")
    chosen = {"q1": {"choice": "a" if right else "b"}, "q2": {"choice": "a" if right else "b"}}
    chosen |= {each.question.key: said and {"text": said} for each in essays}
    return submit_attempt(attempt, chosen, now=HANDED_IN)


def an_open_attempt(activity: Activity, person: User | None = None) -> Attempt:
    began = HANDED_IN - AN_HOUR
    enrolment = enrol(person or a_learner(), activity.edition.course, now=began)
    return start_attempt(enrolment, activity, now=began)


def submitted(activity: Activity, person: User | None = None, **chosen: str) -> Attempt:
    """An attempt at a quiz without essays, handed in with these choices by question."""
    attempt = an_open_attempt(activity, person)
    said = {key: {"choice": choice} for key, choice in chosen.items()}
    return submit_attempt(attempt, said, now=HANDED_IN)


def essay_of(attempt: Attempt, key: str = "e1") -> Response:
    return attempt.responses.get(question__key=key)


def a_pass_that_stays(unit: Unit | None = None, person: User | None = None) -> Attempt:
    """It passed, and by a newer edition its score does not."""
    course = a_course(unit)
    attempt = submitted(a_quiz(course), person, q1="a", q2="a")
    newer = a_quiz(course, right={"q1": "b"})
    apply_regrade(course, newer.key, newer.edition, reason="Mended", by=a_trainer(), now=NOW)
    attempt.refresh_from_db()
    return attempt
