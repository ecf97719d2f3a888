"""A course's own team: authors, reviewers, publishers; and a reviewer's approval of a draft."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Approval, Course, DraftChange, Edition, Part, TeamMember
from courses.rules.content import EditionContent
from courses.rules.content_hash import edition_hash
from courses.services.activity_rows import held_draft
from courses.services.drafts import held
from courses.services.edition_content import read_edition


@transaction.atomic
def add_member(course: Course, person: User, part: str, *, now: datetime, by: User) -> TeamMember:
    """Give somebody a part in the course's team; who has it already keeps it."""
    held(course.pk)
    known = TeamMember.objects.current().filter(course=course, person=person, part=part)
    if (member := known.first()) is not None:
        return member
    member = TeamMember.objects.create(
        course=course, person=person, part=Part(part).value, from_at=now
    )
    _record(course, "courses.team.joined", member, now=now, by=by)
    return member


@transaction.atomic
def end_member(course: Course, member: int, *, now: datetime, by: User) -> None:
    """End somebody's part; that it was stays on record. Twice is harmless."""
    rows = TeamMember.objects.current().select_for_update(of=("self",))
    found = rows.filter(course=course, pk=member).select_related("person").first()
    if found is None:
        return
    found.to_at = max(now, found.from_at)
    found.save(update_fields=["to_at"])
    _record(course, "courses.team.left", found, now=now, by=by)


def _record(course: Course, action: str, member: TeamMember, *, now: datetime, by: User) -> None:
    detail = {"person": str(member.person.uuid), "part": member.part}
    record(by, action, f"course:{course.uuid}", at=now, after=detail)


def members_of(course: Course) -> list[TeamMember]:
    """Who has a part today, by part and name."""
    rows = TeamMember.objects.current().filter(course=course).select_related("person")
    return list(rows.order_by("part", "person__sort_name", "person_id"))


@transaction.atomic
def ask_approval(course: Course, needed: bool, *, now: datetime, by: User) -> None:
    """Whether a reviewer of the team must approve before anything is published."""
    row = held(course.pk)
    if row.needs_approval == needed:
        return
    row.needs_approval = needed
    row.save(update_fields=["needs_approval"])
    record(
        by,
        "courses.approval.asked",
        f"course:{course.uuid}",
        at=now,
        before={"needs_approval": not needed},
        after={"needs_approval": needed},
    )


@transaction.atomic
def approve(draft: Edition, *, seen: str, note: str, now: datetime, by: User) -> Approval:
    """A reviewer's yes to the draft as it stands; any change afterwards needs another.

    `seen` is the content hash of what the reviewer had before them: where the draft says something
    else by now, nothing is approved ("changed"). Only a reviewer of the course's team may give it
    ("not_reviewer"), and nobody to a draft that they wrote in ("own_words"). Twice is as once.
    """
    draft = held_draft(draft)
    _refuse_approver(draft, by)
    stands = edition_hash(read_edition(draft))
    if seen != stands:
        raise ValidationError(
            _("The draft was changed since you opened this page. Look at it again."),
            code="changed",
        )
    approval, made = Approval.objects.get_or_create(
        edition=draft,
        content_hash=stands,
        by=by,
        defaults={"at": now, "note": note},
    )
    if made:
        detail = {"course": draft.course.key, "content_hash": approval.content_hash}
        record(by, "courses.draft.approved", f"edition:{draft.pk}", at=now, after=detail)
    return approval


def _refuse_approver(draft: Edition, by: User) -> None:
    reviewing = TeamMember.objects.current().filter(course=draft.course, part=Part.REVIEWER)
    if not reviewing.filter(person=by).exists():
        raise ValidationError(
            _("Only a reviewer of this course's team can approve it."), code="not_reviewer"
        )
    mine = DraftChange.objects.filter(course=draft.course, language=draft.language, by=by)
    if mine.filter(at__gte=draft.created_at).exists():
        raise ValidationError(
            _("You wrote in this draft yourself: another reviewer must approve it."),
            code="own_words",
        )


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """Who has approved the draft as it stands now (`seen` is its hash), and who still must."""

    needed: bool
    seen: str
    given: tuple[Approval, ...]
    older: int  # approvals of an earlier wording

    @property
    def is_missing(self) -> bool:
        return self.needed and not self.given


def approval_of(draft: Edition, content: EditionContent | None = None) -> ApprovalState:
    """How the draft stands with its reviewers; `content` is what it says, if that is known.

    Who approved must still be a reviewer.
    """
    rows = list(Approval.objects.filter(edition=draft).select_related("by").order_by("id"))
    now = edition_hash(content or read_edition(draft))
    reviewing = TeamMember.objects.current().filter(course=draft.course_id, part=Part.REVIEWER)
    reviewers = set(reviewing.values_list("person_id", flat=True))
    given = tuple(it for it in rows if it.content_hash == now and it.by_id in reviewers)
    needed = draft.course.needs_approval
    return ApprovalState(needed, now, given, len(rows) - len(given))


def may_publish(person: User, course: Course, *, runs_it: bool, is_own: bool) -> bool:
    """Whether this person may publish the course.

    Where the team names publishers it is they, and admins of the course's unit (`runs_it`); else
    whoever writes for the unit (`is_own`).
    """
    publishing = TeamMember.objects.current().filter(course=course, part=Part.PUBLISHER)
    named = set(publishing.values_list("person_id", flat=True))
    return runs_it or person.pk in named or (is_own and not named)
