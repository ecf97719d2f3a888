"""What every request passes through: its id, the permissions policy, the person's own zone."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

Handler = Callable[[HttpRequest], HttpResponse]

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")
GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


def request_id(get_response: Handler) -> Handler:
    """Give the request an id (a proxy's own, if it sent a sane one), in logs and in the reply."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if GIVEN_ID.match(given) else uuid4().hex  # type: ignore[attr-defined]
        token = current_request_id.set(request.request_id)  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


class Packed(GZipMiddleware):
    """Compress replies, but for files that can be fetched in parts.

    A part of a compressed file is no part of the file; and a weak ETag, which compressing makes
    of it, is none that a browser resumes a download by.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


def permissions_policy(get_response: Handler) -> Handler:
    """Tell the browser which of its powers no page here needs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware


def text_only(get_response: Handler) -> Handler:
    """Refuse an address with a NUL in it: no page has one, and PostgreSQL holds none in a text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        return get_response(request)

    return middleware


def persons_own(get_response: Handler) -> Handler:
    """Show times in the person's own zone and words in their language, where they chose one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            return get_response(request)
        if person.language and person.language != translation.get_language():
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language()
        if not person.time_zone:
            return get_response(request)
        with timezone.override(ZoneInfo(person.time_zone)):
            return get_response(request)

    return middleware
