"""When a course is completed: a dated fact with its evidence."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.services.audit import record
from courses.models import Edition
from courses.services.outlines import Outline, outline
from learning.models import Attempt, Completion, Enrolment, Progress
from learning.rules import completion as rules
from learning.rules.completion import CourseRule
from learning.services.fulfilment import fulfil


def rule_of(course: Outline) -> CourseRule:
    """What completes this edition: all required activities, unless it says so many of a group."""
    required = tuple(activity.key for activity in course.activities if activity.required)
    group = course.completion_rule.get("of")
    at_least = course.completion_rule.get("at_least")
    if not isinstance(group, list) or not isinstance(at_least, int):
        return CourseRule(required=required)
    chosen = tuple(str(key) for key in group)
    alone = tuple(key for key in required if key not in chosen)
    return CourseRule(required=alone, group=chosen, at_least=at_least)


def satisfied(enrolment: Enrolment) -> dict[str, datetime]:
    """Activity key → the instant since which it has been met."""
    done = Progress.objects.filter(enrolment=enrolment, met_at__isnull=False)
    return dict(done.values_list("activity_key", "met_at"))


@transaction.atomic
def complete_if_met(enrolment: Enrolment, *, now: datetime) -> Completion | None:
    """The enrolment's completion, made where the course's rule is met; None while it is not.

    Monotone: a completion is never moved or taken back here. It bears the time of the last
    satisfying fact, not of this call, and closes the enrolment. The caller holds its lock.
    """
    known = Completion.objects.standing().filter(enrolment=enrolment).first()
    if known is not None or enrolment.closed_at is not None:
        return known
    edition = Edition.objects.get(pk=enrolment.edition_id)
    done = satisfied(enrolment)
    rule = rule_of(outline(edition.pk, edition.content_hash))
    completed_at = rules.completed_at(rule, done)
    if completed_at is None:
        return None
    return _complete(enrolment, edition, done, completed_at=completed_at, now=now)


def _complete(
    enrolment: Enrolment,
    edition: Edition,
    done: dict[str, datetime],
    *,
    completed_at: datetime,
    now: datetime,
) -> Completion:
    completion = Completion.objects.create(
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        enrolment=enrolment,
        edition=edition,
        completed_at=completed_at,
        source=Completion.Source.ENROLMENT,
        hours=edition.hours,
        evidence=evidence(enrolment, done),
        recorded_at=now,
        recorded_by_id=enrolment.person_id,
    )
    enrolment.closed_at = completed_at
    enrolment.save(update_fields=["closed_at"])
    record(
        enrolment.person,
        "learning.completion.recorded",
        f"completion:{completion.uuid}",
        at=now,
        after={"enrolment": str(enrolment.uuid), "completed_at": completed_at.isoformat()},
    )
    fulfil(completion, now=now)
    return completion


def evidence(enrolment: Enrolment, done: dict[str, datetime]) -> dict[str, object]:
    """What the completion rests on: each activity's instant, and each quiz's best score."""
    return {
        "satisfied": {key: at.isoformat() for key, at in sorted(done.items())},
        "scores": {key: f"{score:.4f}" for key, score in best_scores(enrolment).items()},
    }


def best_scores(enrolment: Enrolment) -> dict[str, Decimal]:
    """Quiz by key → the highest score that counts."""
    scored = Attempt.objects.filter(enrolment=enrolment, score__isnull=False)
    best = scored.order_by("activity_key").values("activity_key").annotate(best=Max("score"))
    return dict(best.values_list("activity_key", "best"))
