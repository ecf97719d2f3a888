"""The outline of a draft: modules and activities added, named, moved, removed and brought back.

Each change holds the draft, so that two people's changes come one after the other. The order of a
course is that of its own language: translations follow it (`follow_original`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Activity, Deed, DraftChange, Edition, Kind, Module
from courses.rules.content import ActivityContent, ModuleContent
from courses.rules.content_json import activity_from_json, module_from_json, module_to_json
from courses.services.activity_rows import (
    activity_of,
    add_row,
    empty_activities,
    end_of,
    held_draft,
    read_activity,
)
from courses.services.draft_history import (
    ACTIVITY,
    MODULE,
    Changed,
    changes_of,
    note,
    note_removals,
    of_activity,
    taken_back,
)
from courses.services.edition_content import read_edition
from courses.services.kinds import begun
from courses.services.outline_keys import new_key

ORDER = ("position", "id")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an activity goes: into this module, as its so-manieth, counted from 1."""

    module: str
    place: int


def _held(draft: Edition) -> Edition:
    """The draft, held; only in the course's own language has it an order of its own."""
    held = held_draft(draft)
    if held.language != held.course.language:
        raise ValidationError(
            _("The order follows the course's own language. Change it there."),
            code="follows_original",
        )
    return held


def _module(draft: Edition, key: str) -> Module:
    found = Module.objects.filter(edition=draft, key=key).first()
    if found is None:
        raise ValidationError(_("This module was removed meanwhile."), code="removed")
    found.edition = draft
    return found


def _changed(module: Module, held: Sequence[ActivityContent] = ()) -> Changed:
    said = ModuleContent(module.key, module.title, module.summary, tuple(held))
    more = {"position": module.position}
    return Changed(MODULE, module.key, module.title, {**module_to_json(said), **more})


@transaction.atomic
def add_module(draft: Edition, title: str, *, now: datetime, by: User) -> Module:
    """A new module after the last."""
    draft = _held(draft)
    last = Module.objects.filter(edition=draft).aggregate(last=Max("position"))["last"] or 0
    key = new_key(draft.course, MODULE, title)
    module = Module.objects.create(edition=draft, key=key, position=last + 1, title=title)
    note(draft, _changed(module), Deed.ADDED, now=now, by=by)
    return module


@transaction.atomic
def name_module(
    draft: Edition,
    key: str,
    title: str,
    summary: str,
    *,
    edited: str,
    now: datetime,
    by: User,
) -> Module:
    """Another title and summary, in any language; the same again changes nothing.

    `edited` is the token of what the writer began with: where it was named anew since, nothing
    is written ("stale").
    """
    draft = held_draft(draft)
    module = _module(draft, key)
    if edited != module_token(module) and (title, summary) != (module.title, module.summary):
        raise ValidationError(
            _("Somebody else named it meanwhile: “{title}”.").format(title=module.title),
            code="stale",
        )
    if (module.title, module.summary) != (title, summary):
        before = _changed(module)
        module.title, module.summary = title, summary
        module.save(update_fields=["title", "summary"])
        note(draft, _changed(module), Deed.SAVED, now=now, by=by, before=before)
    return module


def module_token(module: Module) -> str:
    """What tells whether somebody named it meanwhile."""
    return sha256(f"{module.title}\n{module.summary}".encode()).hexdigest()


@transaction.atomic
def move_module(draft: Edition, key: str, place: int, *, now: datetime, by: User) -> Module:
    """Let it be the course's so-manieth module, counted from 1; its activities go with it."""
    draft = _held(draft)
    module = _module(draft, key)
    order = [it.pk for it in Module.objects.filter(edition=draft).order_by("position", "id")]
    was = order.index(module.pk)
    order.remove(module.pk)
    order.insert(max(place - 1, 0), module.pk)
    if order.index(module.pk) != was:
        _order_modules(draft, order)
        note(draft, _changed(_module(draft, key)), Deed.MOVED, now=now, by=by)
    return module


def _order_modules(draft: Edition, order: Sequence[int]) -> None:
    """Number modules in this order, and all activities after them."""
    modules = {module.pk: module for module in Module.objects.filter(edition=draft)}
    for nth, pk in enumerate(order, 1):
        modules[pk].position = nth
    Module.objects.bulk_update(modules.values(), ["position"])
    activities = Activity.objects.filter(edition=draft).order_by("position", "id")
    _number(sorted(activities, key=lambda it: order.index(it.module_id)))


def _number(activities: Sequence[Activity]) -> None:
    """Number these, which are all of an edition's, in this order; those that moved are written."""
    moved = []
    for nth, activity in enumerate(activities, 1):
        if activity.position != nth:
            activity.position = nth
            moved.append(activity)
    Activity.objects.bulk_update(moved, ["position"], batch_size=500)


@transaction.atomic
def remove_module(draft: Edition, key: str, *, now: datetime, by: User) -> DraftChange:
    """Take it out with all its activities; `undo_removal` brings everything back."""
    draft = _held(draft)
    module = _module(draft, key)
    held = next(it.activities for it in read_edition(draft).modules if it.key == key)
    change = _changed(module, held)
    gone = [_gone(of_activity(said), key, place) for place, said in enumerate(held, 1)]
    note_removals(draft, gone, now=now, by=by)
    empty_activities(module.activities.all())
    module.activities.all().delete()
    module.delete()
    modules = Module.objects.filter(edition=draft).order_by(*ORDER)
    _order_modules(draft, [it.pk for it in modules])
    return note(draft, change, Deed.REMOVED, now=now, by=by)


@transaction.atomic
def add_activity(
    draft: Edition, module: str, kind: str, title: str, *, now: datetime, by: User
) -> Activity:
    """A new activity of this kind at the end of the module, with what its kind begins with."""
    draft = _held(draft)
    into = _module(draft, module)
    said = begun(Kind(kind), new_key(draft.course, ACTIVITY, title), title)
    activity = add_row(into, end_of(into), said, now=now, by=by)
    note(draft, of_activity(said), Deed.ADDED, now=now, by=by)
    return activity


@transaction.atomic
def move_activity(draft: Edition, key: str, spot: Spot, *, now: datetime, by: User) -> Activity:
    """Put it into the module of the spot, at its place there; a place too far is the last."""
    draft = _held(draft)
    activity = activity_of(draft, key)
    into = _module(draft, spot.module)
    others = list(into.activities.exclude(pk=activity.pk).order_by("position", "id"))
    beside = others[max(spot.place - 1, 0) :]
    before = (activity.module_id, activity.position)
    rest = list(Activity.objects.filter(edition=draft).exclude(pk=activity.pk).order_by(*ORDER))
    if beside:
        at = next(nth for nth, each in enumerate(rest) if each.pk == beside[0].pk)
    elif others:
        at = next(nth for nth, each in enumerate(rest) if each.pk == others[-1].pk) + 1
    else:
        at = sum(each.module.position < into.position for each in _with_modules(rest))
    if activity.module_id != into.pk:
        activity.module = into
        activity.save(update_fields=["module"])
    rest.insert(at, activity)
    _number(rest)
    if (activity.module_id, activity.position) != before:
        note(draft, of_activity(read_activity(activity)), Deed.MOVED, now=now, by=by)
    return activity


def _with_modules(activities: Sequence[Activity]) -> list[Activity]:
    modules = {it.pk: it for it in Module.objects.filter(activities__in=activities)}
    for activity in activities:
        activity.module = modules[activity.module_id]
    return list(activities)


@transaction.atomic
def remove_activity(draft: Edition, key: str, *, now: datetime, by: User) -> DraftChange:
    """Take it out; `undo_removal` brings it back as it was, where it was."""
    draft = _held(draft)
    activity = activity_of(draft, key)
    said = of_activity(read_activity(activity))
    place = activity.module.activities.filter(position__lte=activity.position).count()
    change = _gone(said, activity.module.key, place)
    empty_activities(Activity.objects.filter(pk=activity.pk))
    activity.delete()
    later = Activity.objects.filter(edition=draft, position__gt=activity.position)
    later.update(position=F("position") - 1)
    return note(draft, change, Deed.REMOVED, now=now, by=by)


def _gone(said: Changed, module: str, place: int) -> Changed:
    """What was removed, with where it was."""
    where = {"module": module, "place": place}
    return Changed(
        said.part, said.key, said.title, {**(said.said or {}), "was": where}, said.content_hash
    )


def last_removal(draft: Edition) -> DraftChange | None:
    """The removal that may be taken back: the last, unless it was already."""
    last = changes_of(draft).filter(deed=Deed.REMOVED, at__gte=draft.created_at).first()
    return None if last is None or last.undone_at else last


@transaction.atomic
def undo_removal(draft: Edition, change: int, *, now: datetime, by: User) -> str:
    """Bring back what this last removal took out, where it was; its key.

    Sent twice, the second changes nothing. A removal that is no longer the last is refused.
    """
    draft = _held(draft)
    removal = changes_of(draft).filter(pk=change, deed=Deed.REMOVED).first()
    if removal is None or (removal != last_removal(draft) and not removal.undone_at):
        raise ValidationError(
            _("Something else was removed since. Its history has what it said."), code="not_last"
        )
    if removal.undone_at:
        return removal.key
    if removal.part == MODULE:
        _bring_back_module(draft, removal, now=now, by=by)
        taken_back(draft, [it["key"] for it in removal.said["activities"]], now=now)
    else:
        _bring_back_activity(draft, removal, now=now, by=by)
    removal.undone_at = now
    removal.save(update_fields=["undone_at"])
    said = {name: held for name, held in removal.said.items() if name != "was"}
    changed = Changed(removal.part, removal.key, removal.title, said, removal.content_hash)
    note(draft, changed, Deed.RESTORED, now=now, by=by)
    return removal.key


def _bring_back_module(draft: Edition, removal: DraftChange, *, now: datetime, by: User) -> None:
    said = module_from_json(removal.said)
    place = removal.said["position"]
    Module.objects.filter(edition=draft, position__gte=place).update(position=F("position") + 1)
    module = Module.objects.create(
        edition=draft, key=said.key, position=place, title=said.title, summary=said.summary
    )
    here = set(Activity.objects.filter(edition=draft).values_list("key", flat=True))
    for activity in said.activities:
        if activity.key not in here:  # one of them may be back already, from its history
            add_row(module, end_of(module), activity, now=now, by=by)
    modules = Module.objects.filter(edition=draft).order_by(*ORDER)
    _order_modules(draft, [it.pk for it in modules])


def _bring_back_activity(draft: Edition, removal: DraftChange, *, now: datetime, by: User) -> None:
    """Where it was; where its module is gone, at the end of the last one."""
    was = removal.said["was"]
    modules = Module.objects.filter(edition=draft).order_by(*ORDER)
    into = modules.filter(key=was["module"]).first() or modules.last()
    if into is None:
        raise ValidationError(_("Add a module first, to put it in."), code="no_module")
    into.edition = draft
    before = list(into.activities.order_by(*ORDER)[: was["place"] - 1])
    position = before[-1].position + 1 if before else _first_of(into)
    add_row(into, position, activity_from_json(removal.said), now=now, by=by)


def _first_of(module: Module) -> int:
    first = module.activities.order_by(*ORDER).first()
    return first.position if first else end_of(module)
