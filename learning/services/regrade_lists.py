"""What can be marked again, by which editions, and which passes stand that no score gives."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When

from accounts.models.organisation import under_any
from courses.models import Activity, Course, Edition, Kind, Question, QuestionKind
from courses.rules.marking import by_hand
from learning.models import Attempt, Score

COURSE = "activity__edition__course"
BY_HAND = [kind.value for kind in QuestionKind if by_hand(kind)]


@dataclass(frozen=True, slots=True)
class OlderAttempts:
    """A quiz whose course has a newer edition than some of its finished attempts."""

    course_key: str
    course: str
    key: str
    title: str
    attempts: int


def with_older_attempts(paths: list[str]) -> list[OlderAttempts]:
    """In courses of these subtrees, by course and quiz; one query."""
    return _older_attempts(under_any(paths, f"{COURSE}__unit__path"))


def marked_before(course: Course) -> list[OlderAttempts]:
    """The same of one course; one query."""
    return _older_attempts(Q(**{COURSE: course}))


def _older_attempts(among: Q) -> list[OlderAttempts]:
    newer = Activity.objects.filter(
        key=OuterRef("activity_key"),
        kind=Kind.QUIZ,
        edition__course=OuterRef("activity__edition__course"),
        edition__language=OuterRef("activity__edition__language"),
        edition__number__gt=OuterRef("activity__edition__number"),
    )
    rows = (
        Attempt.objects.filter(among, Exists(newer), score__isnull=False)
        .order_by(f"{COURSE}__key", "activity_key")
        .values_list(f"{COURSE}__key", "activity_key")
        .annotate(Max("activity__edition__title"), Max("activity__title"), Count("pk"))
    )
    return [
        OlderAttempts(key, course_title, quiz, title, number)
        for key, quiz, course_title, title, number in rows
    ]


def quizzes_of(course: Course) -> dict[str, str]:
    """Key → title of every quiz that an edition of the course has, as its newest calls it."""
    published = Activity.objects.filter(
        edition__course=course, edition__number__isnull=False, kind=Kind.QUIZ
    )
    own_language_last = Case(When(edition__language=course.language, then=1), default=0)
    in_order = published.order_by(own_language_last, "edition__number", "position")
    return dict(in_order.values_list("key", "title"))


def editions_after_another(course: Course) -> list[Edition]:
    """Published editions that have an earlier one in their language, the newest first."""
    earlier = Edition.objects.published().filter(
        course=OuterRef("course"), language=OuterRef("language"), number__lt=OuterRef("number")
    )
    later = Edition.objects.published().filter(Exists(earlier), course=course)
    return list(later.order_by("-number", "language"))


def asks_for_markers(course: Course, activity_key: str) -> bool:
    """Whether any edition's quiz of this key may ask what only a person can mark."""
    quizzes = Activity.objects.filter(edition__course=course, key=activity_key)
    asked = Q(activity__in=quizzes) | Q(drawn_by__draw__activity__in=quizzes)
    return Question.objects.filter(asked, kind__in=BY_HAND).exists()


def passes_that_stay(course: Course, activity_key: str) -> QuerySet[Attempt]:
    """Attempts that passed once and do not by their newest score; with `passed_with`."""
    passing = Score.objects.passing().filter(attempt=OuterRef("pk")).order_by("-score")
    return (
        Attempt.objects.filter(
            activity__edition__course=course,
            activity_key=activity_key,
            score__lt=F("activity__pass_mark"),
        )
        .annotate(passed_with=Subquery(passing.values("score")[:1]))
        .filter(passed_with__isnull=False)
        .order_by("submitted_at", "id")
    )
