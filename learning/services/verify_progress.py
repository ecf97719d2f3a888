"""Conclusions that should have been drawn: a pass that satisfies, a rule that is met."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q

from courses.models import Criterion
from courses.services.outlines import outlines
from learning.models import Attempt, Enrolment, Progress, Score
from learning.rules.completion import completed_at
from learning.services.completion import rule_of

Row = tuple[object, object, object]


def missing_progress() -> Iterator[Row]:
    """Attempts whose score met their quiz's criterion: their activity is satisfied."""
    passed = Score.objects.passing().filter(attempt=OuterRef("pk"))
    done = Progress.objects.filter(
        enrolment=OuterRef("enrolment"),
        activity_key=OuterRef("activity_key"),
        satisfied_at__isnull=False,
    )
    handed_in = Q(activity__criterion=Criterion.QUIZ_SUBMITTED)
    met = Attempt.objects.filter(
        handed_in | Exists(passed),
        submitted_at__isnull=False,
        enrolment__withdrawn_at__isnull=True,
    )
    rows = met.annotate(satisfied=Exists(done)).order_by("pk")
    for uuid, key, satisfied in rows.values_list("uuid", "activity_key", "satisfied").iterator():
        yield uuid, key if satisfied else None, key


def withdrawn_progress() -> Iterator[Row]:
    """Passes that a person took back: where nothing else passes, nothing is satisfied."""
    others = Score.objects.passing().filter(
        attempt__enrolment=OuterRef("enrolment"), attempt__activity_key=OuterRef("activity_key")
    )
    done = Progress.objects.filter(
        enrolment=OuterRef("enrolment"),
        activity_key=OuterRef("activity_key"),
        satisfied_at__isnull=False,
    )
    taken_back = Attempt.objects.filter(
        Exists(Score.objects.filter(attempt=OuterRef("pk"), withdraws_pass=True)),
        ~Exists(others),
        activity__criterion=Criterion.QUIZ_PASSED,
    )
    rows = taken_back.annotate(satisfied=Exists(done)).order_by("pk")
    for uuid, key, satisfied in rows.values_list("uuid", "activity_key", "satisfied").iterator():
        yield uuid, key if satisfied else None, None


def missing_completions() -> Iterator[Row]:
    """Open enrolments: what completes each, if anything, should have closed it."""
    rows = (
        Enrolment.objects.filter(closed_at__isnull=True, withdrawn_at__isnull=True)
        .filter(progress__met_at__isnull=False)
        .order_by("pk")
        .values_list(
            *("uuid", "modules", "edition_id", "edition__content_hash"),
            *(F("progress__activity_key"), F("progress__met_at")),
        )
    )
    for (uuid, modules, edition_id, content_hash), steps in groupby(
        rows.iterator(), lambda row: row[:4]
    ):
        satisfied: dict[str, datetime] = {key: at for *_, key, at in steps}
        course = outlines([(edition_id, content_hash)])[edition_id]
        yield uuid, None, completed_at(rule_of(course, modules), satisfied)
