"""Publishing an edition moves those who are in the middle of its course (DOMAIN 2).

Set-based: a constant number of statements, and a few more for each course that it completes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from accounts.services.set_based import insert_select
from courses.models import Activity, Course, Edition, Effect
from courses.rules.content import EditionContent
from courses.rules.content_hash import edition_hash
from courses.services.drafts import drafts_of, held
from courses.services.edition_content import read_edition
from courses.services.outlines import outline
from courses.services.publishing import publish_drafts
from courses.services.teams import approval_of
from learning.models import Enrolment, EnrolmentMove, Progress
from learning.models.enrolment import EnrolmentQuerySet
from learning.services.completion import complete_if_met, rule_of
from learning.services.surveys import refuse_other_privacy

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Published:
    """An edition published, and what it did to enrolments in progress, in numbers.

    `moved` came to be on it; of these `completed` had done already all that it asks, and of the
    others `to_review` have something to look at again.
    """

    edition: Edition
    moved: int = 0
    to_review: int = 0
    completed: int = 0


@transaction.atomic
def publish_course(
    course: Course, *, effect: str, now: datetime, by: User | None, seen: str = ""
) -> tuple[Published, ...]:
    """Publish every draft of a course and move whom the effect moves: all of it, or nothing.

    `seen` is the `seen_token` of what somebody had before them who said yes: where a draft says
    something else by now ("changed"), or lacks an approval that the course asks for
    ("not_approved"), nothing is published; nor where a survey that was answered promises another
    privacy ("privacy"). Called twice, the second finds no draft, publishes
    nothing and moves nobody.
    """
    if seen:
        _refuse_other(held(course.pk), seen)
    refuse_other_privacy(course)
    editions = publish_drafts(course, effect=effect, now=now, by=by)
    return tuple(move_enrolments(edition, now=now, by=by) for edition in editions)


def seen_token(said: Sequence[tuple[Edition, EditionContent]]) -> str:
    """What tells whether drafts were changed, or are others, since somebody looked at them."""
    parts = (f"{draft.pk}:{edition_hash(content)}" for draft, content in said)
    return sha256("".join(parts).encode()).hexdigest()


def _refuse_other(course: Course, seen: str) -> None:
    """Refuse what was not seen or not approved; the caller holds the course, this its drafts."""
    said = [(draft, read_edition(draft)) for draft in drafts_of(course, lock=True)]
    if said and seen_token(said) != seen:
        raise ValidationError(_("A draft was changed since you looked at it."), code="changed")
    for draft, content in said:
        if approval_of(draft, content).is_missing:
            raise ValidationError(_("A reviewer must approve it first."), code="not_approved")


@transaction.atomic
def move_enrolments(edition: Edition, *, now: datetime, by: User | None) -> Published:
    """Move to a newly published edition whom its effect moves; complete who has met its rule.

    Nothing that anybody did is lost or dated anew. The caller has published it in the same
    transaction, and so holds its course: nobody else starts meanwhile. Whoever is finishing at
    this moment is waited for, and has either completed the edition they were on, and stays
    there, or finishes on this one. Safe to repeat: the second call moves nobody.
    """
    moving = Enrolment.objects.moved_by(edition)
    if not _hold(moving):
        return Published(edition)
    if edition.effect == Effect.CARRY_OVER:
        _ask_reviews(edition, moving, now=now)
    _note_moves(moving, now=now)
    moved = moving.update(edition=edition)
    here = Enrolment.objects.open().filter(edition=edition)
    completed = _complete(edition, here, now=now)
    asked = Progress.objects.filter(
        enrolment=OuterRef("pk"), review_asked_at__isnull=False, met_at__isnull=True
    )
    published = Published(edition, moved, here.filter(Exists(asked)).count(), completed)
    _record(published, now=now, by=by)
    return published


def _note_moves(moving: EnrolmentQuerySet, *, now: datetime) -> None:
    """Which edition each leaves, before it does."""
    left: dict[str, Combinable] = {
        "enrolment_id": F("pk"),
        "left_id": F("edition_id"),
        "moved_at": Value(now, output_field=DateTimeField()),
    }
    insert_select(EnrolmentMove, moving, left, may_exist=False)


def _hold(moving: EnrolmentQuerySet) -> int:
    """Lock them, so that everything below sees the same ones; how many there are."""
    rows = moving.select_for_update(no_key=True).order_by("pk")
    return len(rows.values_list("pk"))


def _ask_reviews(edition: Edition, moving: EnrolmentQuerySet, *, now: datetime) -> None:
    """Ask that what reads otherwise now be looked at again.

    Otherwise: neither as it was when it was done, nor as it was in the edition they come from.
    What reads again as it was when it was done is asked no longer.
    """
    said_here = Activity.objects.filter(
        edition=edition, key=OuterRef("key"), content_hash=OuterRef("content_hash")
    )
    same = Activity.objects.filter(Exists(said_here), edition__course=edition.course_id)
    same_before = same.filter(edition=OuterRef("enrolment__edition"), key=OuterRef("activity_key"))
    mine = Progress.objects.filter(enrolment__in=moving, satisfied_at__isnull=False)
    mine.filter(activity__in=same, met_at__isnull=True).update(review_asked_at=F("reviewed_at"))
    changed = mine.filter(activity_key__in=edition.activities.values("key"), met_at__isnull=False)
    changed.exclude(activity__in=same).exclude(Exists(same_before)).update(
        # Later than what it asks to see again, whatever the clocks of two servers say.
        review_asked_at=Greatest(
            Value(now, output_field=DateTimeField()), F("met_at") + Value(A_MOMENT)
        )
    )


def _complete(edition: Edition, here: EnrolmentQuerySet, *, now: datetime) -> int:
    """Complete those who have nothing left to do, each by their own last fact; how many."""
    course, completed = outline(edition.pk, edition.content_hash), 0
    taken_for = here.exclude(modules="").order_by("modules").values_list("modules", flat=True)
    for modules in ("", *taken_for.distinct()):
        whose = here.filter(modules=modules) if modules else here
        done = whose.having_met(rule_of(course, modules)).select_related("person")
        made = [complete_if_met(each, now=now) for each in done]
        completed += sum(completion is not None for completion in made)
    return completed


def _record(published: Published, *, now: datetime, by: User | None) -> None:
    edition = published.edition
    detail = {
        "effect": edition.effect,
        "moved": published.moved,
        "to_review": published.to_review,
        "completed": published.completed,
    }
    record(by, "learning.enrolments.moved", f"edition:{edition.pk}", at=now, after=detail)
