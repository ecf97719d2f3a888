"""One question of a bank: as it is asked, what is right, its numbers, and where it is used."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from courses.services.bank_lists import first_words, tags_named
from courses.services.question_answers import answers, shown
from courses.services.question_history import Number, numbers_of, uses_of
from courses.services.question_words import kind_name
from courses.views.authors import authors_only, bank_in_scope
from courses.views.question_look import look_at


@authors_only
@require_GET
def question(
    request: SignedInRequest, uuid: UUID, key: str, number: int | None = None
) -> HttpResponse:
    """The newest wording of a question, or the one with a number."""
    bank = bank_in_scope(request, uuid)
    numbers = numbers_of(bank, key)
    here = next((each for each in numbers if number in (None, each.row.number)), None)
    if here is None:
        raise Http404
    context = {
        "section": "banks",
        "bank": bank,
        "question": here.row,
        "newest": numbers[0].row,
        "numbers": numbers,
        "uses": uses_of(bank, key, newest=numbers[0].row.number),
        "tags": tags_named(bank, [key]).get(key, ()),
        **said_by(here),
        **look_at(bank, here.said),
    }
    return render(request, "courses/banks/question.html", context)


def said_by(number: Number) -> dict[str, object]:
    """What a wording says: to its learner, and to its trainers alone."""
    said = number.said
    return {
        "words": first_words(said.prompt) or said.key,
        "kind": kind_name(said.kind),
        "answers": answers(said),
        "explanation": shown(said.explanation),
        "hints": [shown(hint) for hint in said.hints],
    }
