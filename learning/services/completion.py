"""When a course is completed: a dated fact with its evidence."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.services.audit import record
from courses.models import Edition
from courses.services.outlines import Outline, outline
from learning.models import Attempt, Completion, Enrolment, Progress
from learning.rules import completion as rules
from learning.rules.completion import CourseRule, of_only
from learning.services.fulfilment import fulfil
from learning.services.shorter import activities_of, hours_of


def rule_of(course: Outline, modules: str = "") -> CourseRule:
    """What completes this edition: all required activities, unless it says so many of a group.

    Of `modules` (a column of keys) only what is in them, if they hold anything that is asked.
    """
    whole = _rule_of(course)
    return of_only(whole, activities_of(course, modules)) if modules else whole


def _rule_of(course: Outline) -> CourseRule:
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
    course = outline(edition.pk, edition.content_hash)
    # Who did the whole course meanwhile has completed that, whatever it was begun for.
    for modules in dict.fromkeys(("", enrolment.modules)):
        completed_at = rules.completed_at(rule_of(course, modules), done)
        if completed_at is not None:
            found = Completed(edition, course, modules, completed_at)
            return _complete(enrolment, found, done, now=now)
    return None


@dataclass(frozen=True, slots=True)
class Completed:
    """What was completed of an edition, and when; with no modules named, the whole."""

    edition: Edition
    course: Outline
    modules: str
    at: datetime


def _complete(
    enrolment: Enrolment, found: Completed, done: dict[str, datetime], *, now: datetime
) -> Completion:
    completion = Completion.objects.create(
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        enrolment=enrolment,
        edition=found.edition,
        modules=found.modules,
        completed_at=found.at,
        source=Completion.Source.ENROLMENT,
        hours=hours_of(found.course, found.modules),
        evidence=evidence(enrolment, done),
        recorded_at=now,
        recorded_by_id=enrolment.person_id,
    )
    enrolment.closed_at, enrolment.modules = found.at, found.modules
    enrolment.save(update_fields=["closed_at", "modules"])
    record(
        enrolment.person,
        "learning.completion.recorded",
        f"completion:{completion.uuid}",
        at=now,
        after={"enrolment": str(enrolment.uuid), "completed_at": found.at.isoformat()},
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
