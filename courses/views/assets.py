"""Files of courses: pictures, captions, videos. Named by their content, so they never change."""

import re

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.policies import authoring_paths
from accounts.ranges import file_or_part
from courses.models import Asset, Edition, EditionAsset, Question

FOR_GOOD = "private, max-age=31536000, immutable"
INLINE = re.compile(r"(image|video|audio)/|text/vtt$|application/pdf$")
# A drawing is a document: opened by itself it runs nothing and loads nothing.
SHUT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def asset(request: SignedInRequest, sha256: str, name: str) -> HttpResponse | StreamingHttpResponse:
    """One file, for everybody signed in once it is published; before that, for authors."""
    found = get_object_or_404(Asset, sha256=sha256)
    if not is_published(found) and not authoring_paths(request.user, timezone.localdate()):
        raise Http404
    response = file_or_part(request, found.file, f'"{found.sha256}"')
    response["Content-Type"] = found.type
    response["Cache-Control"] = FOR_GOOD
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
