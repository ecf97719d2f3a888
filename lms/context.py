"""What every template may say: whose site this is."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.rules.time_zones import place_name


def institution(request: HttpRequest) -> dict[str, object]:
    """The institution's names, whom to ask, where days end if not here, and the request's id."""
    elsewhere = timezone.get_current_timezone_name() != settings.INSTITUTION_TIME_ZONE
    return {
        "institution_name": settings.INSTITUTION_NAME,
        "institution_office": settings.INSTITUTION_OFFICE,
        "support_email": settings.SUPPORT_EMAIL,
        "due_zone": place_name(settings.INSTITUTION_TIME_ZONE) if elsewhere else "",
        "demo": settings.DEMO,
        "request_id": getattr(request, "request_id", ""),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
