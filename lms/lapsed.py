"""A session that ended while somebody was typing: what they sent is kept for after the sign-in."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

KEPT = "lapsed-form"  # in the session; signing in keeps it, signing out forgets it
MOST = 200_000  # characters; nobody types that much
NEVER_KEPT = ("/account/", "/operators/")  # passwords are typed there
OURS = "csrfmiddlewaretoken"


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in and back; a form they sent is not lost."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know redirects alone
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if request.method != "POST" or request.path.startswith(NEVER_KEPT):
            return super().handle_no_permission(request, view_func)
        if sent_by_script(request):
            return HttpResponse(status=401)  # the page itself keeps what it holds, and says so
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
        if sum(len(name) + len(text) for name, text in fields) <= MOST:
            kept = [[name, text] for name, text in fields if name != OURS]
            request.session[KEPT] = {"address": request.get_full_path(), "fields": kept}
        return redirect_to_login(reverse("send_again"), self.get_login_url(view_func))


def sent_by_script(request: HttpRequest) -> bool:
    """Whether a page asked in the background; a browser too old to tell sent a form."""
    return (
        "HX-Request" in request.headers
        or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    )


@never_cache
@require_GET
def send_again(request: HttpRequest) -> HttpResponse:
    """What was sent when the session had ended, to be looked at and sent once more.

    Nothing is sent by itself: it may have been typed by somebody else at the same device.
    """
    kept = request.session.get(KEPT)
    if kept is None:
        return redirect("learning:home")
    written = [text for _name, text in kept["fields"] if " " in text.strip()]
    return render(request, "errors/lapsed.html", {**kept, "written": written})
