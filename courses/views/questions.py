"""One question of a bank: as it is asked, what is right, its numbers, and where it is used."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from courses.services.bank_lists import first_words, tags_named
from courses.services.question_answers import answers, shown
from courses.services.question_history import numbers_of, uses_of
from courses.services.question_preview import look_at
from courses.services.question_words import kind_name
from courses.views.authors import authors_only, bank_in_scope


@authors_only
@require_GET
def question(
    request: SignedInRequest, uuid: UUID, key: str, number: int | None = None
) -> HttpResponse:
    """The newest wording of a question, or the one with a number."""
    bank = bank_in_scope(request, uuid)
    numbers = numbers_of(bank, key)
    shown_here = [each for each in numbers if number in (None, each.row.number)]
    if not shown_here:
        raise Http404
    newest, here = numbers[0], shown_here[0]
    context = {
        "section": "banks",
        "bank": bank,
        "question": here.row,
        "newest": newest.row,
        "words": first_words(here.said.prompt) or key,
        "kind": kind_name(here.said.kind),
        "asked": look_at(here.said),
        "answers": answers(here.said),
        "explanation": shown(here.said.explanation),
        "hints": [shown(hint) for hint in here.said.hints],
        "numbers": numbers,
        "uses": uses_of(bank, key, newest=newest.row.number),
        "tags": tags_named(bank, [key]).get(key, ()),
    }
    return render(request, "courses/banks/question.html", context)
