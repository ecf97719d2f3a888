"""One bank: its questions as they stand now."""

from collections.abc import Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
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

PER_PAGE = 50


@authors_only
@require_GET
def bank(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Its questions, found and narrowed by what is in the address."""
    bank = bank_in_scope(request, uuid)
    filters = QuestionFilter(request.GET, tags=tags_in(bank))
    found = questions_found(bank, filters.narrowing())
    sort = request.GET.get("sort", "prompt")
    page = Paginator(in_order(found, sort), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "banks",
        "bank": bank,
        "filters": filters,
        "is_narrowed": any(filters.cleaned_data.values()),
        "page": page,
        "rows": rows(bank, list(page.object_list)),
        "sorts": sorts(request.GET, sort),
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


def sorts(query: QueryDict, sort: str) -> dict[str, dict[str, str]]:
    """For each column where its heading leads, and which way it is sorted, if it is."""
    found = {}
    for name, fields in ORDERS.items():
        turned = f"-{name}" if sort == name else name
        falls = fields[0].startswith("-") != sort.startswith("-")
        is_sorted = sort.removeprefix("-") == name
        direction = ("descending" if falls else "ascending") if is_sorted else ""
        found[name] = {"url": f"?{address(query, sort=turned)}", "direction": direction}
    return found


def address(query: QueryDict, **changed: str) -> str:
    """The filters as they stand in the address, from the first page."""
    kept = query.copy()
    kept.pop("page", None)
    for name, value in changed.items():
        kept[name] = value
    return kept.urlencode()
