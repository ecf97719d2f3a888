"""How one published edition is taken: who is on it, how far they come, and how long it takes them.

Counted are the enrolments that are on the edition now: those that began on it, and those that
publishing it moved to it. Test accounts are out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import RowNumber

from courses.models import Activity, Course, Criterion, Edition, Kind
from learning.models import Completion, Enrolment, Progress, Score
from learning.rules.suppression import K
from reports.queries.clocks import known_at
from reports.queries.quizzes import handed_in

DEFINITION = 1  # raise it whenever a number would come out differently
LATELY = timedelta(days=30)
LONGEST = timedelta(hours=4)  # an opening longer ago is no reading time: the page was left open
FEWEST_PEOPLE = K  # of whom a time or a share of passes is told


@dataclass(frozen=True, slots=True)
class EditionNumbers:
    """Enrolments on the edition by their state, each in one of four; and the newest completions.

    `taken_back`: completed, and the completion was revoked.
    """

    enrolments: int
    in_progress: int
    completed: int
    withdrawn: int
    taken_back: int
    lately: int


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """An activity in the order of the course: how many have done it, and how long it took them.

    `median` is None where fewer than five people's times are known.
    """

    key: str
    title: str
    kind: str
    module: str
    required: bool
    done: int
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """Attempts at a quiz of the edition that were handed in, and by how many people.

    `passed` is the share of these people with an attempt that reached the pass mark; None where
    nobody passes or fails it, where an essay waits for its marker, or of fewer than five people.
    """

    key: str
    title: str
    attempts: int
    people: int
    pass_mark: Decimal | None
    passed: float | None


@dataclass(frozen=True, slots=True)
class EditionFigures:
    """Everything that the edition's page counts."""

    numbers: EditionNumbers
    activities: tuple[ActivityFigures, ...]
    quizzes: tuple[QuizFigures, ...]


def edition_of(course: Course, language: str, number: int) -> Edition | None:
    """A published edition of the course, with who published it; one query."""
    published = Edition.objects.published().filter(course=course, language=language, number=number)
    return published.select_related("course__unit", "published_by").first()


def beside(edition: Edition) -> tuple[int | None, int | None]:
    """The numbers of the edition before it and of the one after it, in its language; one query."""
    same = Edition.objects.published().filter(course=edition.course_id, language=edition.language)
    numbers = sorted(number for number in same.values_list("number", flat=True) if number)
    place = numbers.index(edition.number or 0)
    before = numbers[place - 1] if place else None
    return before, numbers[place + 1] if place + 1 < len(numbers) else None


def edition_figures(
    edition: Edition, *, now: datetime, known: datetime | None = None
) -> EditionFigures:
    """Five queries, however large the course is and however many take it.

    `known`: the instant by which everything was recorded; None is the present. Not told of the
    past is what has been written over since: a pass that was taken back, a review that is asked
    for no longer, who was a test account.
    """
    activities = list(
        Activity.objects.filter(edition=edition)
        .order_by("position", "id")
        .select_related("module")
        .only("key", "title", "kind", "required", "pass_mark", "edition_id", "module__title")
    )
    done, timed = _done(edition, known), _medians(edition, known)
    return EditionFigures(
        numbers=_numbers(edition, now=now, known=known),
        activities=tuple(_activity(row, done, timed) for row in activities),
        quizzes=_quizzes([row for row in activities if row.kind == Kind.QUIZ], known),
    )


def on_edition(edition: Edition, known: datetime | None) -> QuerySet[Enrolment]:
    return Enrolment.objects.on(edition, known).filter(person__is_test=False)


def _numbers(edition: Edition, *, now: datetime, known: datetime | None) -> EditionNumbers:
    here = Completion.objects.filter(known_at(known), enrolment=OuterRef("pk"))
    valid = here.filter(revoked_at__isnull=True)
    withdrawn = Q(withdrawn_at__isnull=False) if known is None else Q(withdrawn_at__lte=known)
    # What is closed and not withdrawn is completed: of the past, by what was known then.
    closed = Q(closed_at__isnull=False) if known is None else withdrawn | Q(was_completed=True)
    completed = closed & ~withdrawn & Q(completed_at__isnull=False)
    counted = (
        on_edition(edition, known)
        .annotate(
            completed_at=Subquery(valid.values("completed_at")[:1]), was_completed=Exists(here)
        )
        .aggregate(
            enrolments=Count("pk"),
            in_progress=Count("pk", filter=~closed),
            completed=Count("pk", filter=completed),
            withdrawn=Count("pk", filter=withdrawn),
            taken_back=Count("pk", filter=closed & ~withdrawn & Q(completed_at__isnull=True)),
            lately=Count("pk", filter=completed & Q(completed_at__gt=now - LATELY)),
        )
    )
    return EditionNumbers(**counted)


def _done(edition: Edition, known: datetime | None) -> dict[str, int]:
    """Activity key → enrolments that have done it, on whichever wording they did."""
    met = Progress.objects.filter(_met(known), enrolment__in=on_edition(edition, known))
    counted = met.order_by().values_list("activity_key").annotate(done=Count("pk"))
    return dict(counted)


def _met(known: datetime | None) -> Q:
    """Satisfied, and not to be looked at again; of the past, as far as it was known then."""
    if known is None:
        return Q(met_at__isnull=False)
    asked = Q(review_asked_at__lte=known)
    made = Q(reviewed_at__gte=F("review_asked_at"), reviewed_at__lte=known)
    not_asked = Q(review_asked_at__isnull=True) | Q(review_asked_at__gt=known)
    return _satisfied(known) & (not_asked | (asked & made))


def _satisfied(known: datetime | None) -> Q:
    """A pass is of the instant of handing in, and known from its marking on."""
    if known is None:
        return Q(satisfied_at__isnull=False)
    passes = Score.objects.passing().filter(
        attempt__enrolment=OuterRef("enrolment"), attempt__activity_key=OuterRef("activity_key")
    )
    by_passing = Q(activity__criterion=Criterion.QUIZ_PASSED)
    known_since = Exists(passes.filter(recorded_at__gt=known))
    known_then = Exists(passes.filter(recorded_at__lte=known))
    return Q(satisfied_at__lte=known) & (~by_passing | ~Q(known_since) | Q(known_then))


@dataclass(frozen=True, slots=True)
class _Timed:
    """The one or two times in the middle of all, and of how many they are the middle."""

    middle: tuple[timedelta, ...]
    of: int

    @property
    def median(self) -> timedelta | None:
        if self.of < FEWEST_PEOPLE:
            return None
        return sum(self.middle, timedelta()) / len(self.middle)


def _medians(edition: Edition, known: datetime | None) -> dict[str, _Timed]:
    """Activity key → from its opening to its being satisfied, in the middle of all times.

    The database numbers the times and gives back the middle ones, two for each activity at most: a
    function for the median itself, only one of our two databases has.
    """
    by_key = [F("activity_key")]
    rows = (
        _times(edition, known)
        .annotate(
            twice=2 * Window(RowNumber(), partition_by=by_key, order_by=["took", "pk"]),
            of=Window(Count("pk"), partition_by=by_key),
        )
        .filter(twice__gte=F("of"), twice__lte=F("of") + 2)
        .values_list("activity_key", "took", "of")
    )
    middle: dict[str, _Timed] = {}
    for key, time, of in rows:
        found = middle.get(key)
        middle[key] = _Timed((*(found.middle if found else ()), time), of)
    return middle


def _times(edition: Edition, known: datetime | None) -> QuerySet[Progress]:
    """With the time each `took`: of this wording, at most four hours, of each person once.

    Of somebody who is on the edition more than once, the first enrolment's.
    """
    here = Activity.objects.filter(edition=edition, key=OuterRef("activity_key"))
    same_wording = here.filter(content_hash=OuterRef("activity__content_hash"))
    earlier = Enrolment.objects.filter(
        edition=edition,
        person=OuterRef("enrolment__person"),
        number__lt=OuterRef("enrolment__number"),
    )
    both_known = Q(opened_at__isnull=False) & _satisfied(known)
    took = ExpressionWrapper(F("satisfied_at") - F("opened_at"), output_field=DurationField())
    return (
        Progress.objects.filter(
            both_known,
            Exists(same_wording),
            ~Exists(earlier),
            enrolment__in=on_edition(edition, known),
        )
        .annotate(took=took)
        .filter(took__lte=LONGEST)
    )


def _activity(
    row: Activity, done: Mapping[str, int], timed: Mapping[str, _Timed]
) -> ActivityFigures:
    return ActivityFigures(
        key=row.key,
        title=row.title,
        kind=row.kind,
        module=row.module.title,
        required=row.required,
        done=done.get(row.key, 0),
        median=timed[row.key].median if row.key in timed else None,
    )


def _quizzes(rows: list[Activity], known: datetime | None) -> tuple[QuizFigures, ...]:
    passed = Q(counted__gte=F("activity__pass_mark"))
    counted = (
        handed_in(known)
        .filter(activity__in=[row.pk for row in rows])
        .order_by()
        .values_list("activity")
        .annotate(
            attempts=Count("pk"),
            people=Count("enrolment__person", distinct=True),
            passed=Count("enrolment__person", distinct=True, filter=passed),
            unmarked=Count("pk", filter=Q(counted__isnull=True)),
        )
    )
    found = {activity: numbers for activity, *numbers in counted}
    return tuple(_quiz(row, *found.get(row.pk, (0, 0, 0, 0))) for row in rows)


def _quiz(row: Activity, attempts: int, people: int, passed: int, unmarked: int) -> QuizFigures:
    is_told = row.pass_mark is not None and people >= FEWEST_PEOPLE and not unmarked
    return QuizFigures(
        key=row.key,
        title=row.title,
        attempts=attempts,
        people=people,
        pass_mark=row.pass_mark,
        passed=passed / people if is_told else None,
    )
