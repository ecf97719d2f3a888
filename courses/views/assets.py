"""Files of courses: pictures, captions, videos. Named by their content, so they never change."""

import re
from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.policies import authoring_paths
from courses.models import Asset, Edition, EditionAsset, Question

FOR_GOOD = "private, max-age=31536000, immutable"
INLINE = re.compile(r"(image|video|audio)/|text/vtt$|application/pdf$")
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})$")
BLOCK = 64 * 1024
# A drawing is a document: opened by itself it runs nothing and loads nothing.
SHUT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def asset(request: SignedInRequest, sha256: str, name: str) -> HttpResponse | StreamingHttpResponse:
    """One file, for everybody signed in once it is published; before that, for authors."""
    found = get_object_or_404(Asset, sha256=sha256)
    if not is_published(found) and not authoring_paths(request.user, timezone.localdate()):
        raise Http404
    response = part_of(found, request.headers.get("Range", ""))
    response["Content-Type"] = found.type
    response["Cache-Control"] = FOR_GOOD
    response["ETag"] = f'"{found.sha256}"'
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT
    if not INLINE.match(found.type):
        response["Content-Disposition"] = f'attachment; filename="{found.name.rpartition("/")[2]}"'
    return response


def is_published(found: Asset) -> bool:
    """Whether any published edition shows it, or may draw a question that does."""
    published = Edition.objects.published()
    shown = EditionAsset.objects.filter(asset=found, edition__in=published)
    drawn = Question.objects.drawn_in(published).showing(found.sha256)
    return shown.exists() or drawn.exists()


def part_of(found: Asset, wanted: str) -> HttpResponse | StreamingHttpResponse:
    """The file, or the one range of it that a video player asks for."""
    asked = RANGE.match(wanted)
    if not asked or asked[0] == "bytes=-":
        return FileResponse(found.file.open("rb"))
    size = found.file.size
    first, last = asked[1], asked[2]
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_blocks(found, start, end + 1), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end + 1 - start)
    return response


def _blocks(found: Asset, start: int, end: int) -> Iterator[bytes]:
    with found.file.open("rb") as file:
        file.seek(start)
        while start < end and (block := file.read(min(BLOCK, end - start))):
            start += len(block)
            yield block
