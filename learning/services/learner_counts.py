"""How many take a course, for the studio's list: courses are written there without learners."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from courses.models import Course
from learning.models import Completion, Enrolment


@dataclass(frozen=True, slots=True)
class LearnerCounts:
    """People in the middle of a course, and people who have completed it and still count so."""

    in_progress: int = 0
    completed: int = 0


def learner_counts(courses: Iterable[Course]) -> dict[int, LearnerCounts]:
    """Course id → its counts, in one query for any number of them; test accounts are out.

    Who has completed it and is renewing is in both.
    """
    wanted = [course.pk for course in courses]
    valid = Completion.objects.valid().filter(enrolment=OuterRef("pk"))
    counted = (
        Enrolment.objects.filter(course__in=wanted, person__is_test=False)
        .annotate(is_completed=Exists(valid))
        .order_by()
        .values_list("course")
        .annotate(
            in_progress=Count("person", distinct=True, filter=Q(closed_at__isnull=True)),
            completed=Count("person", distinct=True, filter=Q(is_completed=True)),
        )
    )
    found = {course: LearnerCounts(*numbers) for course, *numbers in counted}
    return {course: found.get(course, LearnerCounts()) for course in wanted}
