"""A question of a bank as a learner meets it, though nobody is asked it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from courses.models import Bank, QuestionKind
from courses.rules.content import QuestionContent
from courses.services.bank_lists import case_of
from courses.services.question_answers import answers, shown
from courses.services.quizzes import asked_alone
from courses.views.question_places import Held
from courses.views.questions_shown import CaseShown, QuestionShown, questions_shown

PAGE = "courses/banks/editor.html"


def render_editor(
    request: SignedInRequest, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page on which a question is written; the part of it alone that htmx asks for."""
    alone = part and "HX-Request" in request.headers
    return render(request, f"{PAGE}#{part}" if alone else PAGE, context, status=status)


def wording(said: QuestionContent) -> dict[str, object]:
    """What somebody else saved of a question, for reading beside one's own."""
    return {
        "their_prompt": shown(said.prompt),
        "their_answers": answers(said),
        "their_explanation": shown(said.explanation),
        "their_hints": [shown(hint) for hint in said.hints],
    }


def look_at(bank: Bank, said: QuestionContent) -> dict[str, QuestionShown | CaseShown | None]:
    """The question for the learner's template, with its hints, and with its case in this bank."""
    return look_at_one(said, case_of(bank, said))


def look_at_one(
    said: QuestionContent, case: QuestionContent | None
) -> dict[str, QuestionShown | CaseShown | None]:
    """The same, with the case that it is about.

    Nothing of a question that is stored in a way that nobody could be asked it.
    """
    try:
        asked = asked_alone(said, case)
        held = Held(number=1, points=asked.points, seed=said.key, hinted=True)
        [shown] = questions_shown([(asked, held)])
    except ValueError:  # a number that is none, a rule that is none: the checks name it
        return {"asked": None, "case": None}
    if said.kind == QuestionKind.STIMULUS:
        return {"asked": None, "case": CaseShown(asked.prompt, asked.more, 1, 1)}
    return {"asked": shown, "case": None}
