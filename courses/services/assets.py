"""Files, kept once and named by what they hold."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files import File

from accounts.models import User
from courses.models import Asset
from courses.rules.content import FileRead


def keep_files(files: Iterable[FileRead], *, now: datetime, by: User | None) -> dict[str, Asset]:
    """The assets for these files by SHA-256, made where there are none; never overwritten.

    A file's place in the storage follows from its content, so one left behind by a transaction
    that failed is found again by the next.
    """
    wanted = {file.sha256: file for file in files}
    kept = {asset.sha256: asset for asset in Asset.objects.with_hashes(wanted)}
    for sha256 in sorted(wanted.keys() - kept.keys()):
        kept[sha256] = _keep(wanted[sha256], now=now, by=by)
    return kept


def _keep(file: FileRead, *, now: datetime, by: User | None) -> Asset:
    storage = Asset._meta.get_field("file").storage
    name = f"assets/{file.sha256}{file.path.suffix.lower()}"
    if not storage.exists(name):
        with file.path.open("rb") as stream:
            name = storage.save(name, File(stream))
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
