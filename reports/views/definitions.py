"""What every figure and column means."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from reports.queries.completion import DEFINITION
from reports.queries.definitions import DEFINITIONS
from reports.views.asked import paths_of_reporter


@require_GET
def definitions(request: SignedInRequest) -> HttpResponse:
    """The registry that stands beside the queries, in its order; each entry has its address."""
    paths_of_reporter(request.user, now=timezone.now())
    by_part = groupby(DEFINITIONS.items(), key=lambda item: item[1].part)
    context = {
        "section": "reports",
        "parts": [(part.value, list(items)) for part, items in by_part],
        "definition": DEFINITION,
    }
    return render(request, "reports/definitions.html", context)
