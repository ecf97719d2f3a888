"""The courses whose figures somebody may see: the newest edition of each, and how many take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models.organisation import under_any
from accounts.models.user import folded
from courses.models import Edition
from learning.models import Completion, Enrolment


@dataclass(frozen=True, slots=True)
class CourseListed:
    """The newest published edition of a course in one language; counted as on its own page."""

    course_key: str
    language: str
    number: int
    title: str
    enrolments: int
    in_progress: int
    completed: int


def courses_under(paths: Sequence[str], words: str = "") -> list[CourseListed]:
    """Of the courses of these units, by title; `words` must all occur in it. Two queries."""
    later = Edition.objects.filter(
        course=OuterRef("course"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    newest = Edition.objects.published().filter(
        ~Exists(later), under_any(list(paths), "course__unit__path")
    )
    wanted = [folded(word) for word in words.split()]
    rows = [
        row
        for row in newest.select_related("course").only(
            "number", "language", "title", "course__key"
        )
        if all(word in folded(row.title) for word in wanted)
    ]
    counted = _counted([row.pk for row in rows])
    listed = [
        CourseListed(
            row.course.key, row.language, row.number or 0, row.title, *counted.get(row.pk, NOBODY)
        )
        for row in rows
    ]
    return sorted(listed, key=lambda one: (folded(one.title), one.course_key, one.language))


NOBODY = (0, 0, 0)


def _counted(editions: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    valid = Completion.objects.valid().filter(enrolment=OuterRef("pk"))
    closed = Q(closed_at__isnull=False, withdrawn_at__isnull=True)
    rows = (
        Enrolment.objects.filter(edition__in=editions, person__is_test=False)
        .annotate(is_valid=Exists(valid), of=F("edition_id"))
        .order_by()
        .values_list("of")
        .annotate(
            all=Count("pk"),
            going=Count("pk", filter=Q(closed_at__isnull=True)),
            done=Count("pk", filter=closed & Q(is_valid=True)),
        )
    )
    return {of: (everybody, going, done) for of, everybody, going, done in rows}
