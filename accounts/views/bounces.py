"""What mail providers report: mails that came back."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.interchange.bounce_json import read_reports
from accounts.services.bounces import note_bounce


@login_not_required
@csrf_exempt  # a program, which shows the secret instead
@require_POST
def bounces(request: HttpRequest) -> JsonResponse:
    """Take in what came back; sent again, it changes nothing. Not there unless it is set up."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not constant_time_compare(shown, settings.BOUNCE_SECRET):
        raise PermissionDenied
    now = timezone.now()
    try:
        reports = read_reports(request.body)
    except ValidationError as refusal:
        return JsonResponse({"error": refusal.messages[0]}, status=422)
    noted = [note_bounce(report, now=now) for report in reports]
    unknown = sum(1 for bounce in noted if bounce is None)
    return JsonResponse({"taken": len(noted) - unknown, "unknown": unknown})
