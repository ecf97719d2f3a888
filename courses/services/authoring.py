"""Writing a draft: activities and questions are saved; of two people at once, neither loses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Activity, Deed, Edition, Module
from courses.rules.content import ActivityContent, QuestionContent
from courses.rules.content_hash import question_hash
from courses.rules.content_json import activity_from_json
from courses.rules.merging import merged
from courses.services.activity_rows import (
    activity_of,
    add_row,
    end_of,
    held_draft,
    put_activity,
    read_activity,
)
from courses.services.draft_history import (
    ACTIVITY,
    activity_with,
    changes_of,
    note,
    of_activity,
    taken_back,
    token_of,
)

# What a page of an activity holds; its kind, key, questions and draws are not among it.
FIELDS = ("title", "body", "minutes", "required", "criterion", "pass_mark")


@dataclass(frozen=True, slots=True)
class Saved:
    """The activity as it is now, the token of that, and which fields hold another's words."""

    activity: ActivityContent
    token: str
    theirs: tuple[str, ...] = ()


class Stale(ValidationError):
    """Two people changed the same fields to different things: nothing was written.

    `theirs` is the activity as it stands, `fields` the names of what both changed.
    """

    def __init__(self, theirs: ActivityContent, fields: tuple[str, ...]) -> None:
        super().__init__(
            _("Somebody else changed this while you were writing. Nothing of yours is lost."),
            code="stale",
        )
        self.theirs = theirs
        self.fields = fields


@transaction.atomic
def save_activity(
    draft: Edition,
    said: ActivityContent,
    *,
    edited: str,
    over: str = "",
    now: datetime,
    by: User,
) -> Saved:
    """Let the activity with this key say this; its kind, questions and draws stay as they are.

    `edited` is the token of the wording that the writer had before them. Where somebody saved
    another since, changes to different fields go together; of the same field, nothing is written
    (Stale), unless the writer has read that wording, whose token is `over`: then their words stand
    in the fields that both changed, and in no others. Saved twice, the second changes nothing.
    """
    draft = held_draft(draft)
    row = activity_of(draft, said.key)
    held = read_activity(row)
    said = replace(said, kind=held.kind, questions=held.questions, draws=held.draws)
    theirs: tuple[str, ...] = ()
    if edited != token_of(held) and token_of(said) != token_of(held):
        said, theirs = _together(draft, said, held, edited, is_read=over == token_of(held))
    if token_of(said) != token_of(held):
        row = put_activity(row, said, held=held, now=now, by=by)
        written = read_activity(row)
        note(draft, of_activity(written), Deed.SAVED, now=now, by=by, before=of_activity(held))
        said = written
    return Saved(said, token_of(said), theirs)


def _together(
    draft: Edition, mine: ActivityContent, theirs: ActivityContent, edited: str, *, is_read: bool
) -> tuple[ActivityContent, tuple[str, ...]]:
    """Both changes in one, and the fields that are theirs; else Stale, unless theirs is read."""
    base = activity_with(draft, mine.key, edited)
    if base is None:
        if is_read:
            return mine, ()
        raise Stale(theirs, tuple(name for name in _differing(mine, theirs)))
    result, quarrels = merged(_flat(base), _flat(mine), _flat(theirs))
    if quarrels and not is_read:
        raise Stale(theirs, quarrels)
    both = _unflat(mine, result)
    return both, tuple(name for name in _differing(both, mine))


def _differing(one: ActivityContent, other: ActivityContent) -> list[str]:
    first, second = _flat(one), _flat(other)
    names = dict.fromkeys([*first, *second])
    return [name for name in names if first.get(name) != second.get(name)]


def _flat(activity: ActivityContent) -> dict[str, Any]:
    """Its fields by name, each setting as one of its own."""
    fields = {name: getattr(activity, name) for name in FIELDS}
    return fields | {f"settings.{name}": held for name, held in activity.settings.items()}


def _unflat(activity: ActivityContent, flat: Mapping[str, Any]) -> ActivityContent:
    settings = {
        name.removeprefix("settings."): held
        for name, held in flat.items()
        if name.startswith("settings.") and held is not None
    }
    return replace(activity, settings=settings, **{name: flat[name] for name in FIELDS})


@transaction.atomic
def restore_activity(draft: Edition, change: int, *, now: datetime, by: User) -> Activity:
    """Let an activity say again what it said after this change, questions and draws included.

    One that was removed comes back, at the end of the last module. Its files come back with it.
    Twice is the same as once. A change of another course, or one that kept no wording, is refused
    ("no_state").
    """
    draft = held_draft(draft)
    state = changes_of(draft).filter(pk=change, part=ACTIVITY).exclude(said={}).first()
    if state is None:
        raise ValidationError(_("That state is not on record."), code="no_state")
    said = activity_from_json(state.said)
    row = Activity.objects.filter(edition=draft, key=said.key).select_related("module").first()
    if row is None:
        return _bring_back(draft, said, now=now, by=by)
    row.edition = draft
    held = read_activity(row)
    if held != said:
        back = replace(said, kind=held.kind)
        row = put_activity(row, back, held=held, now=now, by=by, own=True)
        note(draft, of_activity(said), Deed.RESTORED, now=now, by=by, before=of_activity(held))
    return row


def _bring_back(draft: Edition, said: ActivityContent, *, now: datetime, by: User) -> Activity:
    if draft.language != draft.course.language:
        raise ValidationError(
            _("The original does not have it any more. Bring it back there first."),
            code="follows_original",
        )
    last = Module.objects.filter(edition=draft).order_by("position", "id").last()
    if last is None:
        raise ValidationError(_("Add a module first, to put it in."), code="no_module")
    last.edition = draft
    taken_back(draft, [said.key], now=now)
    row = add_row(last, end_of(last), said, now=now, by=by)
    note(draft, of_activity(said), Deed.RESTORED, now=now, by=by)
    return row


@transaction.atomic
def save_question(
    draft: Edition, quiz: str, said: QuestionContent, *, edited: str, now: datetime, by: User
) -> QuestionContent:
    """A question of the quiz worded so; with a key that it has not, a new one at its end.

    `edited` is the hash of the wording that the writer had before them, empty for a new one.
    Where somebody saved another since, nothing is written ("stale"). Gives it as it is stored.
    """
    row, held = _quiz(draft, quiz)
    was = {question.key: question for question in held.questions}
    before = was.get(said.key)
    if before is not None and question_hash(before) not in (edited, question_hash(said)):
        raise ValidationError(
            _("Somebody saved another wording of this question while you were writing."),
            code="stale",
        )
    if before is None and edited:
        raise ValidationError(_("This question was removed meanwhile."), code="removed")
    questions = tuple((was | {said.key: said}).values())
    written = _put_questions(row, held, questions, now=now, by=by)
    return next(it for it in written.questions if it.key == said.key)


@transaction.atomic
def move_question(
    draft: Edition, quiz: str, key: str, steps: int, *, now: datetime, by: User
) -> None:
    """Let a question stand so many places later (or earlier) among the quiz's own."""
    row, held = _quiz(draft, quiz)
    rest = [question for question in held.questions if question.key != key]
    moved = [question for question in held.questions if question.key == key]
    if moved:
        place = held.questions.index(moved[0]) + steps
        rest.insert(min(max(place, 0), len(rest)), moved[0])
    _put_questions(row, held, tuple(rest), now=now, by=by)


@transaction.atomic
def remove_question(draft: Edition, quiz: str, key: str, *, now: datetime, by: User) -> None:
    """Take a question out of the quiz; its history has what it said. Twice is harmless."""
    row, held = _quiz(draft, quiz)
    rest = tuple(question for question in held.questions if question.key != key)
    _put_questions(row, held, rest, now=now, by=by)


def _quiz(draft: Edition, key: str) -> tuple[Activity, ActivityContent]:
    draft = held_draft(draft)
    row = activity_of(draft, key)
    row.edition = draft
    return row, read_activity(row)


def _put_questions(
    row: Activity,
    held: ActivityContent,
    questions: tuple[QuestionContent, ...],
    *,
    now: datetime,
    by: User,
) -> ActivityContent:
    """The quiz as it is stored then; the same questions change nothing."""
    if questions == held.questions:
        return held
    row = put_activity(row, replace(held, questions=questions), held=held, now=now, by=by)
    written = read_activity(row)
    note(row.edition, of_activity(written), Deed.SAVED, now=now, by=by, before=of_activity(held))
    return written
