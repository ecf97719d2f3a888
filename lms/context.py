"""What every template may say: whose site this is."""

from django.conf import settings
from django.http import HttpRequest


def institution(request: HttpRequest) -> dict[str, object]:
    """The institution's names, whom to ask, and the request's id."""
    return {
        "institution_name": settings.INSTITUTION_NAME,
        "institution_office": settings.INSTITUTION_OFFICE,
        "support_email": settings.SUPPORT_EMAIL,
        "demo": settings.DEMO,
        "request_id": getattr(request, "request_id", ""),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
