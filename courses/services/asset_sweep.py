"""Files that nothing shows any more, taken away."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from courses.models import Activity, Asset, Choice, DraftChange, EditionAsset, Question

UNUSED_FOR = timedelta(days=30)
ADDRESS = "/assets/"
NAMED = re.compile(r"/assets/([0-9a-f]{64})/")
AT_ONCE = 100
# Every column in which an author's text may name a file.
TEXTS = (
    (Activity, ("body", "settings")),
    (Question, ("prompt", "explanation", "hints", "definition")),
    (Choice, ("text", "feedback")),
    (DraftChange, ("said",)),
)


def sweep_files(*, now: datetime) -> int:
    """Delete the assets, row and file, that nothing has shown or named for a month; how many.

    What an edition has, or a text names (a question of a bank, an activity, a state on record),
    stays. Safe to repeat, at any interruption, and beside another. A file goes before its row: were
    it the other way round, whoever brings the same file in again meanwhile might be left with a row
    alone. Of the rows that an interruption leaves so, nothing shows any; the next sweep takes them,
    or the file is brought in anew (`keep_files`).
    """
    unused = _unused(now)
    hashes = dict(unused.values_list("pk", "sha256"))
    if not hashes:
        return 0
    named = set(_named())
    gone = sorted(pk for pk, sha256 in hashes.items() if sha256 not in named)
    batches = [gone[start : start + AT_ONCE] for start in range(0, len(gone), AT_ONCE)]
    return sum(_delete(batch, now=now) for batch in batches)


def _unused(now: datetime) -> QuerySet[Asset]:
    """Brought in more than a month ago, and no edition's."""
    had = EditionAsset.objects.filter(asset=OuterRef("pk"))
    return Asset.objects.filter(~Exists(had), created_at__lt=now - UNUSED_FOR)


def _named() -> Iterator[str]:
    """The SHA-256 of every file that stands in a text; each column is read through once."""
    for model, columns in TEXTS:
        for column in columns:
            said = Cast(F(column), TextField())
            naming = model._default_manager.filter(Contains(said, ADDRESS)).order_by()
            for text in naming.values_list(said, flat=True).iterator():
                yield from NAMED.findall(text)


@transaction.atomic
def _delete(batch: list[int], *, now: datetime) -> int:
    """Those of these that are still unused once they are held."""
    held = _unused(now).filter(pk__in=batch).select_for_update(skip_locked=True, of=("self",))
    assets = list(held.order_by("pk"))
    for asset in assets:
        asset.file.storage.delete(str(asset.file.name))
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).delete()
    return len(assets)
