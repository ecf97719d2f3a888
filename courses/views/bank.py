"""One bank: its questions as they stand now."""

from collections.abc import Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from courses.forms.banks import QuestionFilter
from courses.models import Bank, Question
from courses.services.bank_lists import (
    ORDERS,
    first_words,
    in_order,
    questions_found,
    tags_in,
    tags_named,
)
from courses.services.question_words import KINDS, kind_name
from courses.views.authors import authors_only, bank_in_scope
from courses.views.sorting import address, sorts

PER_PAGE = 50


@authors_only
@require_GET
def bank(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Its questions, found and narrowed by what is in the address."""
    bank = bank_in_scope(request, uuid)
    filters = QuestionFilter(request.GET, tags=tags_in(bank))
    found = questions_found(bank, filters.narrowing())
    sort = request.GET.get("sort", "")
    page = Paginator(in_order(found, sort), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "banks",
        "bank": bank,
        "filters": filters,
        "is_narrowed": any(filters.cleaned_data.values()),
        "page": page,
        "sort": sort,
        "rows": rows(bank, list(page.object_list)),
        "sorts": sorts(request.GET, ORDERS, sort or "prompt"),
        "found": address(request.GET),
        "kinds": list(KINDS.items()),
    }
    return render(request, "courses/banks/bank.html", context)


def rows(bank: Bank, questions: Sequence[Question]) -> list[dict[str, object]]:
    """Each question as the list shows it. One query for all their tags."""
    tags = tags_named(bank, [question.key for question in questions])
    return [
        {
            "question": question,
            "words": first_words(question.prompt) or question.key,
            "kind": kind_name(question.kind),
            "tags": tags.get(question.key, ()),
        }
        for question in questions
    ]
