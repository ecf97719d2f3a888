"""The files that a draft may show."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.policies import authoring_paths
from accounts.services.audit import record
from accounts.services.organisation import institution_day
from courses.models import Asset, Course, Edition, EditionAsset
from courses.rules.content import FileContent
from courses.rules.files_shown import files_named
from courses.services.file_checks import TYPES

FOLDERS = {"image": "figures", "video": "films", "audio": "films", "text/vtt": "captions"}


def files_of(draft: Edition) -> list[tuple[str, str]]:
    """Address and name of each file of the draft, by name."""
    return [(address, row.name) for address, row in _rows(draft).items()]


def _rows(draft: Edition) -> dict[str, EditionAsset]:
    rows = EditionAsset.objects.filter(edition=draft).select_related("asset").order_by("name")
    return {FileContent(row.name, row.asset.sha256).address: row for row in rows}


def folder_of(kind: str) -> str:
    """Where in the package a file of this media type lies."""
    return FOLDERS.get(kind) or FOLDERS.get(kind.partition("/")[0], "files")


def names_taken(draft: Edition, asset: Asset) -> set[str]:
    """The names, in small letters, of other files in any edition of the course."""
    others = EditionAsset.objects.filter(edition__course=draft.course_id).exclude(asset=asset)
    return {name.lower() for name in others.values_list("name", flat=True)}


def bring_files(
    draft: Edition, texts: Iterable[str], *, now: datetime, by: User, own: bool = False
) -> None:
    """Let the draft have every file that these texts name by its address, as far as it may.

    It may have what an edition of its own course shows, or of another course that the person
    writes; what is `own` was the course's already (its history, the banks that it draws from).
    Whatever else is named stays out, and publishing says so. Twice is the same as once. In the
    caller's transaction, which holds the draft.
    """
    named = files_named(texts)
    if not named:
        return
    there = _rows(draft)
    missing = [it for it in named if it.address not in there]
    hashes = {it.sha256 for it in missing}
    assets = {it.sha256: it for it in Asset.objects.with_hashes(hashes)} if missing else {}
    if assets and not own:
        may = _within_reach(draft, by, now=now).filter(asset__in=assets.values())
        within = set(may.values_list("asset__sha256", flat=True))
        assets = {sha: it for sha, it in assets.items() if sha in within}
    for each in missing:
        asset = assets.get(each.sha256)
        if asset is not None and TYPES.get(Path(each.name).suffix.lower()) == asset.type:
            _bring(draft, asset, each.name, now=now, by=by)


def _bring(draft: Edition, asset: Asset, name: str, *, now: datetime, by: User) -> None:
    kept = EditionAsset.objects.create(
        edition=draft, asset=asset, name=_free_name(draft, asset, name)
    )
    detail = {"file": kept.name, "sha256": asset.sha256, "size": asset.size}
    record(by, "courses.file.added", f"edition:{draft.pk}", at=now, after=detail)


def _within_reach(draft: Edition, by: User, *, now: datetime) -> QuerySet[EditionAsset]:
    written = Course.objects.written_by(by, authoring_paths(by, institution_day(now)))
    reach = Q(edition__course=draft.course_id) | Q(edition__course__in=written)
    return EditionAsset.objects.filter(reach)


def _free_name(draft: Edition, asset: Asset, name: str) -> str:
    """A name that ends as its address does, and is that of the same file in other editions."""
    taken = names_taken(draft, asset)
    known = EditionAsset.objects.filter(edition__course=draft.course_id, asset=asset)
    before = known.order_by("name").values_list("name", flat=True)
    names = [it for it in before if it.rpartition("/")[2] == name]
    return next(it for it in _names(names, folder_of(asset.type), name) if it.lower() not in taken)


def _names(before: list[str], folder: str, name: str) -> Iterator[str]:
    yield from before
    yield f"{folder}/{name}"
    number = 2
    while True:
        yield f"{folder}-{number}/{name}"
        number += 1
