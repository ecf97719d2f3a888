"""The quizzes whose questions somebody may look at: those of the courses they may write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from accounts.models.organisation import under_any
from accounts.models.user import folded
from courses.models import Activity, Kind
from learning.models import Attempt, Score
from learning.rules.item_analysis import FEWEST

# Scores given as it is handed in: what ran out of time is so as of its deadline, and known later.
AT_ONCE = (Score.Cause.SUBMITTED, Score.Cause.EXPIRED)
COLUMNS = (
    "key",
    "title",
    "position",
    "pass_mark",
    "content_hash",
    "edition__number",
    "edition__language",
    "edition__title",
    "edition__course__key",
    "edition__course__language",
)


@dataclass(frozen=True, slots=True)
class QuizListed:
    """A quiz by its key in a course, whatever the edition; how many people have handed it in."""

    course_key: str
    key: str
    course_title: str
    title: str
    people: int

    @property
    def is_enough(self) -> bool:
        return self.people >= FEWEST


@dataclass(frozen=True, slots=True)
class Wording:
    """A quiz as one published edition asks it."""

    activity_id: int
    content_hash: str
    number: int
    language: str
    title: str
    course_title: str
    pass_mark: Decimal | None


@dataclass(frozen=True, slots=True)
class QuizFound:
    """A quiz in every published edition: the newest first, of these the course's own language."""

    course_key: str
    key: str
    language: str
    wordings: tuple[Wording, ...]


def handed_in(known: datetime | None = None) -> QuerySet[Attempt]:
    """Attempts by people who belong in reports, each with the score that was `counted` then.

    Those without one wait for a marker. Who belongs in reports is not known of the past: a test
    account is one of all times.
    """
    found = Attempt.objects.filter(enrolment__person__is_test=False)
    if known is None:
        found = found.filter(submitted_at__isnull=False)
    else:
        since = Score.objects.filter(attempt=OuterRef("pk"), cause__in=AT_ONCE)
        known_since = Exists(since.filter(recorded_at__gt=known))
        found = found.filter(~known_since, submitted_at__lte=known)
    return found.annotate(counted=score_known(known))


def score_known(known: datetime | None) -> F | Subquery:
    """The score of an attempt: kept ready for the present, else its newest marking known then."""
    if known is None:
        return F("score")
    scores = Score.objects.filter(attempt=OuterRef("pk"), recorded_at__lte=known)
    return Subquery(scores.order_by("-recorded_at", "-id").values("score")[:1])


def quizzes_under(paths: Sequence[str], words: str = "") -> list[QuizListed]:
    """The quizzes of these units' courses, by course and place. Two queries.

    `words` must all occur in the course's title or the quiz's.
    """
    newest: dict[tuple[str, str], Activity] = {}
    for row in _published(paths):
        newest.setdefault((row.edition.course.key, row.key), row)
    people = _people(paths)
    wanted = [folded(word) for word in words.split()]
    listed = sorted(
        newest.items(), key=lambda one: (folded(one[1].edition.title), one[0][0], one[1].position)
    )
    return [
        QuizListed(course, key, row.edition.title, row.title, people.get((course, key), 0))
        for (course, key), row in listed
        if all(word in folded(f"{row.edition.title} {row.title}") for word in wanted)
    ]


def quiz_under(paths: Sequence[str], course_key: str, key: str) -> QuizFound | None:
    """One of them; None where these units have no such course, or it no such quiz. One query."""
    rows = list(_published(paths).filter(edition__course__key=course_key, key=key))
    if not rows:
        return None
    language = rows[0].edition.course.language
    return QuizFound(course_key, key, language, tuple(_wording(row) for row in rows))


def _published(paths: Sequence[str]) -> QuerySet[Activity]:
    """Quizzes of published editions, the newest first, of these the course's own language."""
    own = Case(When(edition__language=F("edition__course__language"), then=Value(0)), default=1)
    return (
        Activity.objects.filter(
            under_any(list(paths), "edition__course__unit__path"),
            kind=Kind.QUIZ,
            edition__number__isnull=False,
        )
        .select_related("edition__course")
        .only(*COLUMNS)
        .order_by("-edition__number", own, "edition_id")
    )


def _people(paths: Sequence[str]) -> dict[tuple[str, str], int]:
    """Course and quiz → how many people have handed it in."""
    counted = (
        handed_in()
        .filter(under_any(list(paths), "enrolment__course__unit__path"))
        .order_by()
        .values_list("enrolment__course__key", "activity_key")
        .annotate(people=Count("enrolment__person", distinct=True))
    )
    return {(course, key): people for course, key, people in counted}


def _wording(row: Activity) -> Wording:
    edition = row.edition
    assert edition.number is not None
    return Wording(
        activity_id=row.pk,
        content_hash=row.content_hash,
        number=edition.number,
        language=edition.language,
        title=row.title,
        course_title=edition.title,
        pass_mark=row.pass_mark,
    )
