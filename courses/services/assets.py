"""Files, kept once and named by what they hold."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files import File

from accounts.models import User
from courses.models import Asset
from courses.rules.content import FileRead

OF_LATE = timedelta(days=1)


def keep_files(files: Iterable[FileRead], *, now: datetime, by: User | None) -> dict[str, Asset]:
    """The assets for these files by SHA-256, made where there are none; never overwritten.

    A file's place in the storage follows from its content, so one left behind by a transaction
    that failed is found again by the next. What is there already counts as brought in now: the
    sweep, which takes what nothing has shown for long, leaves it alone from here on.
    """
    wanted = {file.sha256: file for file in files}
    there = Asset.objects.with_hashes(wanted)
    there.filter(created_at__lt=now - OF_LATE).update(created_at=now)
    kept = {asset.sha256: asset for asset in there.all()}
    for asset in kept.values():
        if not asset.file.storage.exists(str(asset.file.name)):  # a sweep was stopped half-way
            _put(wanted[asset.sha256], str(asset.file.name))
    for sha256 in sorted(wanted.keys() - kept.keys()):
        kept[sha256] = _keep(wanted[sha256], now=now, by=by)
    return kept


def _put(file: FileRead, name: str) -> str:
    with file.path.open("rb") as stream:
        return str(Asset._meta.get_field("file").storage.save(name, File(stream)))


def _keep(file: FileRead, *, now: datetime, by: User | None) -> Asset:
    storage = Asset._meta.get_field("file").storage
    name = f"assets/{file.sha256}{file.path.suffix.lower()}"
    if storage.exists(name) and storage.size(name) != file.size:
        storage.delete(name)  # whoever wrote it was stopped half-way
    if not storage.exists(name):
        name = _put(file, name)
    asset, _made = Asset.objects.get_or_create(
        sha256=file.sha256,
        defaults={
            "name": file.path.name,
            "type": file.type,
            "size": file.size,
            "width": file.width,
            "height": file.height,
            "file": name,
            "created_at": now,
            "created_by": by,
        },
    )
    return asset
