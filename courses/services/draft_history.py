"""What changed in a draft: who, when, and what each part said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from courses.models import Deed, DraftChange, Edition
from courses.rules.content import ActivityContent
from courses.rules.content_hash import activity_hash
from courses.rules.content_json import activity_from_json, activity_to_json
from courses.services.writers import others_here

ONE_SITTING = timedelta(minutes=10)  # saves of one thing by one person within it are one change
OF_PARTS = ("questions", "choices", "draws", "situations", "activities")  # what has keys of its own

FRONT, MODULE, ACTIVITY = "front", "module", "activity"


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change is about: the front matter, a module or an activity, and what it says."""

    part: str
    key: str = ""
    title: str = ""
    said: Mapping[str, Any] | None = None
    content_hash: str = ""


def of_activity(activity: ActivityContent) -> Changed:
    said = activity_to_json(activity)
    return Changed(ACTIVITY, activity.key, activity.title, said, token_of(activity))


def token_of(activity: ActivityContent) -> str:
    """What tells whether somebody saved it meanwhile: a hash of all but its questions and draws.

    These have forms and tokens of their own.
    """
    return activity_hash(replace(activity, questions=(), draws=()))


def changes_of(draft: Edition) -> QuerySet[DraftChange]:
    """Every change of this course in this language, the newest first."""
    changes = DraftChange.objects.filter(course=draft.course_id, language=draft.language)
    return changes.order_by("-id").select_related("by")


def states_of(course: int, key: str) -> list[dict[str, Any]]:
    """What an activity said after each change on record, in any language, the oldest first."""
    changes = DraftChange.objects.filter(course=course, part=ACTIVITY, key=key)
    return list(changes.order_by("id").values_list("said", flat=True))


def taken_back(draft: Edition, keys: Sequence[str], *, now: datetime) -> None:
    """These activities, which had been removed, are there again."""
    removals = changes_of(draft).filter(part=ACTIVITY, key__in=keys, deed=Deed.REMOVED)
    removals.filter(undone_at__isnull=True).update(undone_at=now)


def note(
    draft: Edition,
    changed: Changed,
    deed: Deed,
    *,
    now: datetime,
    by: User | None,
    before: Changed | None = None,
) -> DraftChange:
    """Put a change on record, in the caller's transaction, which holds the draft.

    `before` is how the part stood; it is put on record first, where nothing is yet. A save soon
    after the same person's last save of the same part is one change with it, unless somebody else
    has it open: they may have begun with what it said between, and their words go together by that.
    """
    last = changes_of(draft).filter(part=changed.part, key=changed.key).first()
    if before is not None and (last is None or last.said != dict(before.said or {})):
        last = _new(draft, before, Deed.BEGUN, now=now, by=None)
    saving = last and (last.deed, last.by) == (Deed.SAVED, by) == (deed, by)
    if last and saving and _is_one_with(draft, last, changed, now=now):
        last.title, last.said, last.at = changed.title, dict(changed.said or {}), now
        last.content_hash = changed.content_hash
        last.save(update_fields=["title", "said", "at", "content_hash"])
        return last
    return _new(draft, changed, deed, now=now, by=by)


def note_removals(
    draft: Edition, gone: Iterable[Changed], *, now: datetime, by: User | None
) -> None:
    """Put on record what was removed together: one statement."""
    DraftChange.objects.bulk_create(
        _change(draft, each, Deed.REMOVED, now=now, by=by) for each in gone
    )


def _is_one_with(draft: Edition, last: DraftChange, changed: Changed, *, now: datetime) -> bool:
    """Whether a save is one change with the last: soon after it, alone, and taking nothing out."""
    gone = _keys_in(last.said) - _keys_in(changed.said)
    return now - last.at < ONE_SITTING and not gone and not _is_shared(draft, last, now=now)


def _keys_in(said: object) -> set[str]:
    """The keys of all questions, choices, draws and situations in what was said."""
    if isinstance(said, list):
        return {key for each in said for key in _keys_in(each)}
    if not isinstance(said, Mapping):
        return set()
    inner = [said[name] for name in (*OF_PARTS, "settings") if name in said]
    own = {str(said.get("key") or said.get("bank") or "")}
    return own | {key for each in inner for key in _keys_in(each)}


def _is_shared(draft: Edition, last: DraftChange, *, now: datetime) -> bool:
    if last.by is None or last.part != ACTIVITY:
        return False
    return bool(others_here(draft, last.key, last.by, now=now))


def _new(
    draft: Edition, changed: Changed, deed: Deed, *, now: datetime, by: User | None
) -> DraftChange:
    change = _change(draft, changed, deed, now=now, by=by)
    change.save()
    return change


def _change(
    draft: Edition, changed: Changed, deed: Deed, *, now: datetime, by: User | None
) -> DraftChange:
    return DraftChange(
        course_id=draft.course_id,
        language=draft.language,
        part=changed.part,
        key=changed.key,
        title=changed.title,
        deed=deed,
        said=dict(changed.said or {}),
        content_hash=changed.content_hash,
        at=now,
        by=by,
    )


def activity_with(draft: Edition, key: str, token: str) -> ActivityContent | None:
    """The activity in the wording that a page began with, if it is on record."""
    if not token.isalnum():  # no hash of ours
        return None
    states = changes_of(draft).filter(part=ACTIVITY, key=key, content_hash=token)
    state = states.exclude(said={}).first()
    return activity_from_json(state.said) if state else None
