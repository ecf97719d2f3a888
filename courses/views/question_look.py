"""A question of a bank as a learner meets it, though nobody is asked it."""

from courses.models import Bank, QuestionKind
from courses.rules.content import QuestionContent
from courses.services.bank_lists import case_of
from courses.services.quizzes import asked_alone
from courses.views.question_places import Held
from courses.views.questions_shown import CaseShown, QuestionShown, questions_shown


def look_at(bank: Bank, said: QuestionContent) -> dict[str, QuestionShown | CaseShown | None]:
    """The question for the learner's template, with its hints, and with its case in this bank.

    Nothing of a question that is stored in a way that nobody could be asked it.
    """
    try:
        asked = asked_alone(said, case_of(bank, said))
        held = Held(number=1, points=asked.points, seed=said.key, hinted=True)
        [shown] = questions_shown([(asked, held)])
    except ValueError:  # a number that is none, a rule that is none: the checks name it
        return {"asked": None, "case": None}
    if said.kind == QuestionKind.STIMULUS:
        return {"asked": None, "case": CaseShown(asked.prompt, asked.more, 1, 1)}
    return {"asked": shown, "case": None}
