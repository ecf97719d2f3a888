"""What publishing a draft would do: whom it touches, and what becomes of them under each effect.

It is not reckoned but done: the real move, in a transaction that is undone. So what is shown
beforehand is what happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course
from courses.services.drafts import drafts_of, held
from courses.services.edition_content import read_edition
from courses.services.kept import apart
from courses.services.outlines import outline
from courses.services.publishing import freeze
from learning.models import Assignment, Completion, Enrolment
from learning.services.dates import today
from learning.services.overview import Taken, taken
from learning.services.publishing import Published, move_enrolments


@dataclass(frozen=True, slots=True)
class Touched:
    """How many people the course is to, by where they are; each counts once, tests left out."""

    not_started: int
    in_progress: int
    completed: int
    still_valid: int


@dataclass(frozen=True, slots=True)
class Fate:
    """One person in progress: where they are, and where they would be.

    `done` of `asked` activities before, `kept` of `asked_then` after; `to_review` are titles.
    """

    name: str
    edition: int
    edition_then: int
    done: int
    asked: int
    kept: int
    asked_then: int
    to_review: tuple[str, ...]
    completes: bool

    @property
    def moves(self) -> bool:
        return self.edition != self.edition_then


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing with one effect would do, in numbers and to a few real people."""

    effect: str
    published: Published
    people: tuple[Fate, ...]


def touched(course: Course, *, now: datetime) -> Touched:
    """Whom a new edition is to. Four queries."""
    real = Q(person__is_test=False)
    begun = Enrolment.objects.filter(course=course, person=OuterRef("person"))
    asked = Assignment.objects.in_force().filter(real, course=course)
    done = Completion.objects.valid().filter(real, course=course)
    newest = Assignment.objects.newest_cycles().filter(course=course, person=OuterRef("person"))
    day = today(now)
    lapsed = newest.filter(
        Q(completed_at__isnull=False, expires_on__lt=day)
        | Q(completed_at__isnull=True, previous_expires_at__lte=now)
    )
    people = Count("person", distinct=True)

    def count(rows: object) -> int:
        return int(rows.aggregate(n=people)["n"])  # type: ignore[attr-defined]

    return Touched(
        not_started=count(asked.filter(~Exists(begun), ~_has_done(course))),
        in_progress=count(Enrolment.objects.open().filter(real, course=course)),
        completed=count(done),
        still_valid=count(done.filter(~Exists(lapsed))),
    )


def _has_done(course: Course) -> Exists:
    """Whether the person has completed it, wherever."""
    return Exists(Completion.objects.valid().filter(course=course, person=OuterRef("person")))


def outcome(course: Course, effect: str, *, now: datetime, by: User) -> Outcome:
    """Publish every draft and move, look, and undo it all; what the checks find is no matter here.

    Refused where there is no draft ("no_draft"), or a translation has no original to follow.
    """
    with apart(), transaction.atomic():
        chosen = _chosen(course)
        before = {each.pk: taken(each.person, each.uuid) for each in chosen}
        numbers = {each.pk: each.edition.number or 0 for each in chosen}
        published = _publish_all(held(course.pk), effect, now=now, by=by)
        people = [
            _fate(each.person, numbers[each.pk], before[each.pk], taken(each.person, each.uuid))
            for each in chosen
        ]
        transaction.set_rollback(True)
    return Outcome(effect, published, tuple(each for each in people if each))


def _publish_all(course: Course, effect: str, *, now: datetime, by: User) -> Published:
    """Number and freeze each draft, the course's own language first, and move; the sum of it."""
    drafts = drafts_of(course)
    if not drafts:
        raise ValidationError(_("There is no draft to publish."), code="no_draft")
    done = []
    for draft in drafts:
        freeze(draft, read_edition(draft), effect=effect, now=now, by=by)
        done.append(move_enrolments(draft, now=now, by=by))
    return Published(
        drafts[0],
        moved=sum(each.moved for each in done),
        to_review=sum(each.to_review for each in done),
        completed=sum(each.completed for each in done),
    )


def _chosen(course: Course) -> list[Enrolment]:
    """Three in progress: who has done most, who has done least, and one in the middle."""
    going = Enrolment.objects.open().filter(course=course, person__is_test=False)
    done = Count("progress", filter=Q(progress__met_at__isnull=False))
    ordered = list(going.annotate(done=done).order_by("-done", "pk").values_list("pk", flat=True))
    middle = len(ordered) // 2
    picked = list(dict.fromkeys([*ordered[:1], *ordered[middle : middle + 1], *ordered[-1:]]))
    rows = Enrolment.objects.select_related("person", "edition").filter(pk__in=picked)
    return sorted(rows, key=lambda row: picked.index(row.pk))


def _fate(person: User, number: int, before: Taken | None, after: Taken | None) -> Fate | None:
    if before is None or after is None:
        return None
    was = outline(before.edition_id, before.content_hash)
    now = outline(after.edition_id, after.content_hash)
    return Fate(
        name=person.display_name,
        edition=number,
        edition_then=now.number or 0,
        done=_among(before, [it.key for it in was.activities]),
        asked=len(was.activities),
        kept=_among(after, [it.key for it in now.activities]),
        asked_then=len(now.activities),
        to_review=tuple(it.title for it in now.activities if it.key in after.to_review),
        completes=after.completion is not None,
    )


def _among(taken: Taken, keys: Sequence[str]) -> int:
    return sum(key in taken.satisfied for key in keys)
