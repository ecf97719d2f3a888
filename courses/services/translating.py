"""Translations that follow their original."""

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Deed, Edition, EditionAsset
from courses.rules.content import EditionContent, FileContent
from courses.rules.content_hash import edition_hash
from courses.rules.following import following
from courses.services.activity_rows import held_draft
from courses.services.draft_history import note, of_activity
from courses.services.drafts import original_of
from courses.services.edition_content import read_edition, write_draft


@transaction.atomic
def follow_original(draft: Edition, *, now: datetime, by: User) -> bool:
    """Bring a translation's draft in line with its original; whether anything changed.

    What it says is kept; what is new comes in the original's words. In the course's own language
    there is nothing to follow ("is_original").
    """
    draft = held_draft(draft)
    course = draft.course
    if draft.language == course.language:
        raise ValidationError(_("This is the original."), code="is_original")
    original = original_of(course)
    if original is None or not original.activities.exists():
        raise ValidationError(_("There is no original to follow yet."), code="no_original")
    before = read_edition(draft)
    after = following(before, read_edition(original))
    if edition_hash(after) == edition_hash(before):
        return False
    files = _files_of(draft, original)
    made = draft.content_hash  # what an import compares with: this is a change by hand
    said = replace(after, files=tuple(FileContent(it.name, it.asset.sha256) for it in files))
    write_draft(draft, said, {it.asset.sha256: it.asset for it in files})
    _note(draft, before, after, now=now, by=by)
    Edition.objects.filter(pk=draft.pk).update(content_hash=made)
    detail = {"course": course.key, "language": draft.language}
    record(by, "courses.draft.followed_original", f"edition:{draft.pk}", at=now, after=detail)
    return True


def _note(
    draft: Edition, before: EditionContent, after: EditionContent, *, now: datetime, by: User
) -> None:
    """Put on record each activity that went, came or changed, with what it said."""
    was = {it.key: it for it in before.activities()}
    stands = {it.key: it for it in after.activities()}
    for key, said in was.items():
        if key not in stands:
            note(draft, of_activity(said), Deed.REMOVED, now=now, by=by)
    for key, said in stands.items():
        if key not in was:
            note(draft, of_activity(said), Deed.ADDED, now=now, by=by)
        elif was[key] != said:
            old = of_activity(was[key])
            note(draft, of_activity(said), Deed.SAVED, now=now, by=by, before=old)


def _files_of(draft: Edition, original: Edition) -> list[EditionAsset]:
    """Those of both, each name once, the translation's own first."""
    rows = EditionAsset.objects.filter(edition__in=[draft, original]).select_related("asset")
    own_first = sorted(rows, key=lambda it: it.edition_id != draft.pk)
    return list({it.name: it for it in reversed(own_first)}.values())
