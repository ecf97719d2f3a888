"""Drafts: the edition that is being written, one for each course and language."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Approval, Asset, Course, Edition
from courses.rules.following import without_draws
from courses.services.edition_content import empty_draft, read_edition, write_draft


@transaction.atomic
def new_draft(course: Course, language: str, *, now: datetime, by: User | None) -> Edition:
    """The draft in this language: the newest edition's outline copied, keys kept.

    Where there is none in the language yet, the copy is of the course's own, to be translated: of
    its draft, else of its newest edition, without what it draws from banks, which are of one
    language.
    If there is a draft already, it is given as it stands.
    """
    held(course.pk)
    draft = Edition.objects.drafts().filter(course=course, language=language).first()
    if draft:
        return draft
    source = newest_edition(course, language) or original_of(course)
    draft = empty_edition(course, language, now=now)
    if source:
        assets = Asset.objects.filter(pk__in=source.files.values("asset"))
        content = read_edition(source)
        if source.language != language:
            content = without_draws(content)
        write_draft(draft, content, {asset.sha256: asset for asset in assets})
    _record("courses.draft.made", draft, now=now, by=by)
    return draft


@transaction.atomic
def discard_draft(draft: Edition, *, now: datetime, by: User | None) -> None:
    """Delete a draft and all that is in it. Published editions are refused; twice is harmless."""
    found = Edition.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        return
    empty_draft(found)
    Approval.objects.filter(edition=found).delete()
    _record("courses.draft.discarded", found, now=now, by=by)
    found.delete()


def original_of(course: Course) -> Edition | None:
    """What translations follow: the draft in the course's own language, else its newest edition."""
    drafts = Edition.objects.drafts().filter(course=course, language=course.language)
    return drafts.first() or newest_edition(course, course.language)


def held(course: int) -> Course:
    """The course, its editions held until the transaction ends: they change one at a time.

    Rows that only refer to it (a completion, say) are let through, or publishing, which waits
    for whoever is about to complete the course, would have them wait for it in turn.
    """
    return Course.objects.select_for_update(no_key=True).get(pk=course)


def own_first(course: Course, editions: Iterable[Edition]) -> list[Edition]:
    """The course's own language first, for translations follow it; each with this course."""
    found = sorted(editions, key=lambda it: (it.language != course.language, it.language))
    for edition in found:
        edition.course = course
    return found


def drafts_of(course: Course, *, lock: bool = False) -> list[Edition]:
    """Every draft, the course's own language first; held until the transaction ends, if asked."""
    rows = Edition.objects.drafts().filter(course=course)
    return own_first(course, rows.select_for_update(of=("self",)) if lock else rows)


def newest_edition(course: Course, language: str) -> Edition | None:
    editions = Edition.objects.published().filter(course=course, language=language)
    return editions.order_by("-number").first()


def empty_edition(course: Course, language: str, *, now: datetime) -> Edition:
    return Edition.objects.create(course=course, language=language, title="", created_at=now)


def _record(action: str, draft: Edition, *, now: datetime, by: User | None) -> None:
    detail = {"course": draft.course.key, "language": draft.language}
    record(by, action, f"edition:{draft.pk}", at=now, after=detail)


def refuse_missing(course: Course | None, key: str) -> Course:
    if course is None:
        raise ValidationError(
            _("There is no course with the key “{key}”.").format(key=key), code="no_course"
        )
    return course
