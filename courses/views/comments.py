"""Comments on an activity: made, resolved, opened again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from courses.forms.team import CommentForm
from courses.models import Activity, Comment
from courses.services.comments import remark, settle
from courses.views.authors import authors_only, draft_in_scope


@authors_only
@require_POST
def comment(request: SignedInRequest, key: str, language: str, activity: str) -> HttpResponse:
    """Remark on an activity."""
    draft = draft_in_scope(request, key, language, reviewing=True)
    get_object_or_404(Activity, edition=draft, key=activity)
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(it) for it in form.errors["text"]))
        return redirect("courses:write", key, language, activity)
    text = form.cleaned_data["text"]
    try:
        remark(draft, activity, text, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("courses:write", key, language, activity)


@authors_only
@require_POST
def settle_comment(
    request: SignedInRequest, key: str, language: str, activity: str, uuid: UUID
) -> HttpResponse:
    """Resolve a comment, or open it again."""
    draft = draft_in_scope(request, key, language, reviewing=True)
    found = get_object_or_404(
        Comment, course=draft.course, language=language, activity_key=activity, uuid=uuid
    )
    resolved = request.POST.get("resolved") == "on"
    settle(found, resolved=resolved, now=timezone.now(), by=request.user)
    return redirect("courses:write", key, language, activity)
