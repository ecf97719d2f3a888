"""The catalogue: every course that is offered."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from courses.services.catalogue import editions_offered
from courses.services.outlines import outlines

PER_PAGE = 24


@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    """Courses by title, found by their words."""
    words = request.GET.get("q", "").strip()
    editions = editions_offered(get_language() or settings.LANGUAGE_CODE, words=words)
    page = Paginator(editions, PER_PAGE).get_page(request.GET.get("page"))
    known = outlines((each.pk, each.content_hash) for each in page)
    context = {
        "section": "courses",
        "page": page,
        "courses": [(each.course.key, known[each.pk]) for each in page],
        "words": words,
    }
    return render(request, "courses/catalogue.html", context)
