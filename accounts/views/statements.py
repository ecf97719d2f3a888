"""Pages for everyone: help, and the statements on privacy and accessibility."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How it works, and who answers when it does not."""
    return render(request, "accounts/help.html")


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and who can see it."""
    return render(request, "accounts/privacy.html")


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we hold ourselves to, and what is not good enough yet."""
    return render(request, "accounts/accessibility.html")
