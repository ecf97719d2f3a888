"""Files that a trainer adds to a draft while writing it."""

import re
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Asset, Edition, EditionAsset
from courses.rules.content import FileContent, FileRead
from courses.services.assets import keep_files
from courses.services.drafts import held
from courses.services.edition_content import refuse_published
from courses.services.edition_files import folder_of, names_taken
from courses.services.file_checks import TYPES, FileRefused, look_at
from courses.services.pictures import FORMATS, write_clean

MEGABYTE = 1024 * 1024
LARGEST = {"image": 20 * MEGABYTE, "video": 500 * MEGABYTE}
LARGEST_OTHER = 25 * MEGABYTE
UNSAFE = re.compile(r"[^a-z0-9]+")
LONGEST_STEM = 60


def keep_upload(
    draft: Edition, file: "UploadedFile[bytes]", *, now: datetime, by: User | None
) -> EditionAsset:
    """Keep a file for a draft; gives it as the edition knows it, by its name in the package.

    A picture is written anew (`pictures.write_clean`); whatever else it is, it is what its name
    says. Refused, each in one sentence: what a course cannot hold, what is too large, what is
    broken or could run, and a draft that is published or gone. The same file again gives the same
    row, and changes nothing. The name is free in every edition of the course, so that translations
    are exported side by side. Nothing shows it yet: until something does, it is no part of what
    the draft says.
    """
    name = file.name or ""
    _refuse_kind_and_size(name, file.size or 0)
    refuse_published(draft)
    with tempfile.TemporaryDirectory(prefix="concord-") as place:
        read = _prepared(file, name, Path(place))
        kept = keep_files([read], now=now, by=by)
        return _listed(draft, read, kept[read.sha256], now=now, by=by)


def address_of(kept: EditionAsset) -> str:
    """Where it is served, and how texts and settings of this edition name it."""
    return FileContent(kept.name, kept.asset.sha256).address


def _refuse_kind_and_size(name: str, size: int) -> None:
    kind = TYPES.get(_ending(name))
    if kind is None:
        said = _("“{name}” is not of a kind that a course can hold: {kinds}.")
        kinds = ", ".join(ending[1:] for ending in TYPES)
        raise ValidationError(said.format(name=name, kinds=kinds), code="kind")
    if not size:
        raise ValidationError(_("“{name}” is empty.").format(name=name), code="empty")
    most = LARGEST.get(kind.partition("/")[0], LARGEST_OTHER)
    if size > most:
        said = _("“{name}” is larger than {most} MB.").format(name=name, most=most // MEGABYTE)
        raise ValidationError(said, code="too_large")


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def _prepared(file: "UploadedFile[bytes]", name: str, place: Path) -> FileRead:
    """As it will be kept, in this folder, found to be what it says it is."""
    stem = _safe(name.rpartition(".")[0])
    path = place / "given" / f"{stem}{_ending(name)}"
    path.parent.mkdir()
    with path.open("wb") as out:
        for block in file.chunks():
            out.write(block)
    if path.suffix in FORMATS:
        path = write_clean(path, place / stem, name)
    try:
        return look_at(path, name)
    except FileRefused as error:
        raise ValidationError(str(error), code="broken") from error


def _safe(stem: str) -> str:
    """A name of plain letters and digits, for any system that the package may be carried to."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return UNSAFE.sub("-", plain).strip("-")[:LONGEST_STEM].strip("-") or "file"


@transaction.atomic
def _listed(
    draft: Edition, read: FileRead, asset: Asset, *, now: datetime, by: User | None
) -> EditionAsset:
    held(draft.course_id)
    found = Edition.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if found is None:
        raise ValidationError(_("This draft has been discarded meanwhile."), code="no_draft")
    refuse_published(found)
    there = EditionAsset.objects.filter(edition=found, asset=asset).order_by("name").first()
    if there:
        return there
    name = _free_name(found, read, asset)
    kept = EditionAsset.objects.create(edition=found, asset=asset, name=name)
    detail = {"file": name, "sha256": asset.sha256, "size": asset.size}
    record(by, "courses.file.added", f"edition:{found.pk}", at=now, after=detail)
    return kept


def _free_name(draft: Edition, read: FileRead, asset: Asset) -> str:
    """One that stands for no other file in any edition of the course, whatever the case."""
    taken = names_taken(draft, asset)
    names = _names(f"{folder_of(read.type)}/{read.path.stem}", read.path.suffix)
    return next(name for name in names if name not in taken)


def _names(stem: str, ending: str) -> Iterator[str]:
    yield f"{stem}{ending}"
    number = 2
    while True:
        yield f"{stem}-{number}{ending}"
        number += 1
