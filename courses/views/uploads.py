"""Files that a trainer adds from the editor of a draft."""

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from courses.models import Edition
from courses.services.uploads import address_of, keep_upload
from courses.views.authors import authors_only, course_in_scope, refuse_reviewer

GONE = {"published", "no_draft"}  # refusals because of the draft, not of the file


@authors_only
@require_POST
def upload(request: SignedInRequest, key: str, language: str) -> JsonResponse:
    """Keep one file for the draft; says by which address texts may show it."""
    course = course_in_scope(request, key)
    refuse_reviewer(request, course)
    editions = Edition.objects.filter(course=course, language=language)
    draft = editions.drafts().select_related("course").first()
    if draft is None:
        if not editions.exists():
            raise Http404
        return refused(_("There is no draft now: it was published or discarded meanwhile."), 409)
    file = request.FILES.get("file")
    if file is None:
        return refused(_("Choose a file first."), 422)
    try:
        kept = keep_upload(draft, file, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return refused(refusal.messages[0], 409 if refusal.code in GONE else 422)
    asset = kept.asset
    size = {"width": asset.width, "height": asset.height}
    said = {"address": address_of(kept), "name": kept.name, "type": asset.type, **size}
    return JsonResponse(said, status=201)


def refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
