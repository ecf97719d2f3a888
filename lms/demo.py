"""The demo's inbox: every mail that the demo sent, for whoever tries it out. 404 without DEMO."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from itertools import islice
from pathlib import Path

from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

BETWEEN = b"-" * 79 + b"\n"  # what Django's file backend writes after each message
MOST = 200
# The mail's own page may style itself and nothing else; its links open over the whole window.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Delivered:
    """One mail as it was sent."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


def only_in_the_demo(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@login_not_required
@require_GET
@only_in_the_demo
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, of everyone or of whoever's address is asked for."""
    to = request.GET.get("to", "").strip()
    found = (mail for mail in delivered() if to.lower() in mail.to.lower())
    return render(request, "demo/inbox.html", {"mails": list(islice(found, MOST)), "to": to})


@login_not_required
@csp_update({"frame-src": ["'self'"]})
@require_GET
@only_in_the_demo
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text and as it looks."""
    return render(request, "demo/mail.html", {"mail": find(name)})


@login_not_required
@csp(MAIL_POLICY)
@xframe_options_sameorigin
@require_GET
@only_in_the_demo
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail's own page, for the frame in `mail`."""
    found = find(name)
    if not found.html:
        raise Http404
    return HttpResponse(found.html.replace("<head>", '<head><base target="_top">', 1))


def find(name: str) -> Delivered:
    for mail in delivered():
        if mail.name == name:
            return mail
    raise Http404


def delivered() -> Iterator[Delivered]:
    """The mails in the folder, newest first."""
    if not settings.MAIL_DIR.is_dir():
        return
    for path in sorted(settings.MAIL_DIR.glob("*.log"), key=written_at, reverse=True):
        messages = path.read_bytes().split(BETWEEN)
        for place, raw in reversed(list(enumerate(messages))):
            if raw.strip():
                yield opened(path, place, raw)


def written_at(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


def opened(path: Path, place: int, raw: bytes) -> Delivered:
    message = message_from_bytes(raw.lstrip(), policy=policy.default)
    return Delivered(
        name=f"{path.stem}-{place}",
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=sent_at(message["Date"], else_at=path.stat().st_mtime),
        text=body(message, "plain"),
        html=body(message, "html"),
    )


def sent_at(date: str | None, *, else_at: float) -> datetime:
    """The header's moment; without an offset, or with Django's -0000, it is in UTC."""
    if not date:
        return datetime.fromtimestamp(else_at, UTC)
    at = parsedate_to_datetime(date)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
