"""Taking back what a person had: a pass that was none, and the completion that rested on it.

Only a person does, with a reason; each is a new row, and what was known before stays readable.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.facts import successor
from accounts.services.audit import record
from courses.models import Criterion, Edition
from courses.services.outlines import outline
from learning.models import Attempt, Completion, Enrolment, Fulfilment, Progress, Score
from learning.rules.completion import completed_at
from learning.services.completion import rule_of, satisfied
from learning.services.enrolment import locked
from learning.services.fulfilment import unmeet
from learning.services.scores import append_score, locked_attempt, newest_score


@dataclass(frozen=True, slots=True)
class Consequence:
    """What taking back the pass of an attempt would mean."""

    opens_activity: bool  # it would have to be passed again
    completion: Completion | None = None  # that would be revoked
    asked_again: int = 0  # assignments that it met


def consequence_of_withdrawing(attempt: Attempt) -> Consequence:
    """Said before it is done; changes nothing."""
    enrolment = attempt.enrolment
    others = Score.objects.passing().filter(
        attempt__enrolment=enrolment, attempt__activity_key=attempt.activity_key
    )
    by_passing = attempt.activity.criterion == Criterion.QUIZ_PASSED
    if not by_passing or others.exclude(attempt=attempt).exists():
        return Consequence(opens_activity=False)
    completion = _resting_on(enrolment, attempt.activity_key)
    if completion is None:
        return Consequence(opens_activity=True)
    met = Fulfilment.objects.standing().filter(completion__uuid=completion.uuid)
    return Consequence(True, completion, met.count())


def _resting_on(enrolment: Enrolment, activity_key: str) -> Completion | None:
    """The enrolment's completion, if it would not be one without this activity."""
    completion = Completion.objects.valid().filter(
        enrolment=enrolment, source=Completion.Source.ENROLMENT
    )
    edition = Edition.objects.get(pk=enrolment.edition_id)
    left = {key: at for key, at in satisfied(enrolment).items() if key != activity_key}
    found = completion.first()
    course = outline(edition.pk, edition.content_hash)
    still = found and completed_at(rule_of(course, found.modules), left)
    return None if still else found


@transaction.atomic
def withdraw_pass(attempt: Attempt, *, reason: str, by: User, now: datetime) -> Score:
    """Take back a pass that the attempt's newest score does not give.

    Unless another attempt passes, its activity is no longer satisfied; a completion that rested on
    it is revoked. Later scores may pass again. Twice is the same as once.
    """
    attempt = locked_attempt(attempt.pk)
    reason = reason.strip()
    newest = newest_score(attempt)
    if newest is not None and newest.withdraws_pass:
        return newest
    _check(attempt, reason)
    enrolment = locked(attempt.enrolment)
    consequence = consequence_of_withdrawing(attempt)
    assert attempt.score is not None
    said = {"withdraws_pass": True, "reason": reason}
    taken_back = append_score(
        attempt, attempt.score, cause=Score.Cause.BY_HAND, by=by, now=now, **said
    )
    if consequence.opens_activity:
        done = Progress.objects.filter(enrolment=enrolment, activity_key=attempt.activity_key)
        done.update(satisfied_at=None, review_asked_at=None, reviewed_at=None)
    if consequence.completion:
        revoke_completion(consequence.completion, reason=reason, by=by, now=now)
    deed, subject = "learning.pass.withdrawn", f"attempt:{attempt.uuid}"
    detail = {"activity": attempt.activity_key, "opened": consequence.opens_activity}
    record(by, deed, subject, at=now, after=detail, reason=reason)
    return taken_back


def _check(attempt: Attempt, reason: str) -> None:
    if not reason:
        raise ValidationError(_("Say why the pass is taken back."), code="reason_missing")
    pass_mark = attempt.activity.pass_mark
    if not Score.objects.passing().filter(attempt=attempt).exists():
        raise ValidationError(_("There is no pass to take back."), code="not_passed")
    if pass_mark is None or attempt.score is None or attempt.score >= pass_mark:
        raise ValidationError(_("Its score passes: there is nothing to correct."), code="passes")


@transaction.atomic
def revoke_completion(
    completion: Completion, *, reason: str, by: User, now: datetime
) -> Completion:
    """Say that a completion counts no longer: its certificate says so, its assignments are open.

    Another completion of the course meets them instead, if it counts. The enrolment stays closed:
    who takes the course again starts anew. Twice: the first revocation stands.
    """
    standing = Completion.objects.standing().select_for_update()
    found = standing.get(uuid=completion.uuid)
    if found.revoked_at is not None:
        return found
    if not reason.strip():
        raise ValidationError(_("Say why it is revoked."), code="reason_missing")
    Completion.objects.filter(pk=found.pk).supersede(now)
    revoked = successor(found, now=now, revoked_at=now, reason=reason.strip(), recorded_by=by)
    revoked.save(force_insert=True)
    unmeet(revoked, now=now)
    record(
        by,
        "learning.completion.revoked",
        f"completion:{revoked.uuid}",
        at=now,
        before={"completed_at": found.completed_at.isoformat()},
        reason=revoked.reason,
    )
    return revoked
