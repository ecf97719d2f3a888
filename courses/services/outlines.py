"""Outlines: what an edition holds, in order, without what it says.

A published edition never changes, so its outline is read once in a process and kept. Drafts are
read afresh each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import F

from courses.models import Activity, Edition
from courses.rules.content import Source
from courses.rules.prerequisites import AFTER, named_in
from courses.services.kept import Kept

Known = tuple[int, str]  # an edition's id and content hash


@dataclass(frozen=True, slots=True)
class ActivityOutline:
    """An activity by its place: `module`, `place` of `places` in it, `number` in the course."""

    id: int
    key: str
    kind: str
    title: str
    required: bool
    criterion: str
    minutes: int
    pass_mark: Decimal | None
    content_hash: str
    after: tuple[str, ...]  # the keys of what must be done before it
    module: int
    place: int
    places: int
    number: int


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """A module with its activities; `number` counts from 1."""

    key: str
    title: str
    summary: str
    number: int
    activities: tuple[ActivityOutline, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One edition: its front matter, its modules, and their activities by key and in a row."""

    edition_id: int
    course_id: int
    language: str
    number: int | None
    title: str
    summary: str
    hours: Decimal
    completion_rule: Mapping[str, object]
    sources: Mapping[str, Source]
    modules: tuple[ModuleOutline, ...]
    activities: tuple[ActivityOutline, ...]
    by_key: Mapping[str, ActivityOutline]
    minutes: int

    def before(self, activity: ActivityOutline) -> ActivityOutline | None:
        """The one before it in order; `number` counts from 1."""
        return self.activities[activity.number - 2] if activity.number > 1 else None


_kept: Kept[Known, Outline] = Kept(most=512)


def outline(edition_id: int, content_hash: str) -> Outline:
    """The outline of one edition; no query where it is kept."""
    return outlines([(edition_id, content_hash)])[edition_id]


def outlines(editions: Iterable[Known]) -> dict[int, Outline]:
    """Outlines by edition id: one query for all that are not kept, none where all are."""
    found: dict[int, Outline] = {}
    unread: dict[int, str] = {}
    for known in set(editions):
        if (held := _kept.get(known)) is not None:
            found[known[0]] = held
        else:
            unread[known[0]] = known[1]
    for made in _read(list(unread)) if unread else ():
        found[made.edition_id] = made
        if made.number is not None:
            _kept.put((made.edition_id, unread[made.edition_id]), made)
    return found


def _read(edition_ids: list[int]) -> list[Outline]:
    rows = (
        Activity.objects.filter(edition__in=edition_ids)
        .select_related("edition", "module")
        .defer("body", "settings")
        .annotate(comes_after=F(f"settings__{AFTER}"))  # the one setting that is of the outline
        .order_by("edition", "position", "id")
    )
    made = [_outline(list(group)) for _, group in groupby(rows, key=lambda row: row.edition_id)]
    empty = set(edition_ids) - {outline.edition_id for outline in made}
    if empty:
        made += [_front(edition, ()) for edition in Edition.objects.filter(pk__in=empty)]
    return made


def _outline(rows: list[Activity]) -> Outline:
    """From an edition's activities in order; a module begins where its first activity stands."""
    modules = []
    number = 0
    for place, (_, group) in enumerate(groupby(rows, key=lambda row: row.module_id), start=1):
        held = list(group)
        activities = tuple(
            _activity(row, module=place, place=nth, places=len(held), number=number + nth)
            for nth, row in enumerate(held, start=1)
        )
        number += len(held)
        module = held[0].module
        modules.append(ModuleOutline(module.key, module.title, module.summary, place, activities))
    return _front(rows[0].edition, tuple(modules))


def _activity(
    row: Activity, *, module: int, place: int, places: int, number: int
) -> ActivityOutline:
    return ActivityOutline(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        title=row.title,
        required=row.required,
        criterion=row.criterion,
        minutes=row.minutes,
        pass_mark=row.pass_mark,
        content_hash=row.content_hash,
        after=named_in({AFTER: row.comes_after}),  # type: ignore[attr-defined]
        module=module,
        place=place,
        places=places,
        number=number,
    )


def _front(edition: Edition, modules: tuple[ModuleOutline, ...]) -> Outline:
    activities = tuple(activity for module in modules for activity in module.activities)
    return Outline(
        edition_id=edition.pk,
        course_id=edition.course_id,
        language=edition.language,
        number=edition.number,
        title=edition.title,
        summary=edition.summary,
        hours=edition.hours,
        completion_rule=edition.completion_rule,
        sources={key: Source.from_json(value) for key, value in edition.sources.items()},
        modules=modules,
        activities=activities,
        by_key={activity.key: activity for activity in activities},
        minutes=sum(activity.minutes for activity in activities),
    )
