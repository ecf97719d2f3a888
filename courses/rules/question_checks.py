"""What stands between a quiz and its learners: its questions, and what it draws (DOMAIN 9).

Pure: no database, no clock.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from courses.rules.content import ActivityContent, DrawContent, QuestionContent
from courses.rules.findings import Code, Finding, at_activity, at_question
from courses.rules.marking import KINDS, scored
from courses.rules.marking import faults as marking_faults
from courses.rules.marking.cloze import gaps_marked, gaps_of

TextFindings = Callable[[str], Iterable[tuple[Code, str]]]  # what is wrong in one rich text

STIMULUS, TRUE_FALSE, CLOZE = "stimulus", "true_false", "cloze"
CHOSEN = frozenset(["single", "multiple", TRUE_FALSE])  # kinds whose choices want feedback


def quiz_findings(activity: ActivityContent, in_text: TextFindings) -> Iterator[Finding]:
    """Everything found in a quiz's questions and draws; nothing in what is no quiz."""
    if activity.kind == "quiz":
        yield from _quiz(activity)
    groups = [activity.questions, *(draw.questions for draw in activity.draws)]
    for group in groups:
        for question in group:
            yield from _question(question, activity, in_text)
            yield from _company(question, group, activity)
    yield from _keys(groups, activity)
    for draw in activity.draws:
        if len(_asked(draw.questions)) < draw.count:
            yield at_activity(Code.DRAW_OF_FEW, activity, draw.bank)


def _quiz(activity: ActivityContent) -> Iterator[Finding]:
    """Somebody must be able to pass: there are points to be had, and a mark to reach."""
    points = [question.points for question in _asked(activity.questions)]
    points += [_worth(draw) for draw in activity.draws if _asked(draw.questions)]
    if not points:
        yield at_activity(Code.NO_QUESTIONS, activity)
    elif activity.criterion == "quiz_passed" and (activity.pass_mark is None or not any(points)):
        yield at_activity(Code.NO_PASS_PATH, activity)


def _worth(draw: DrawContent) -> Decimal:
    """The points of each question drawn; none where nothing there can be right or wrong."""
    return draw.points if any(map(_scores, draw.questions)) else Decimal(0)


def _asked(questions: Iterable[QuestionContent]) -> list[QuestionContent]:
    """Those that want a response: all but the cases."""
    return [question for question in questions if question.kind != STIMULUS]


def _scores(question: QuestionContent) -> bool:
    return question.kind not in KINDS or scored(question.kind)


def _question(
    question: QuestionContent, activity: ActivityContent, in_text: TextFindings
) -> Iterator[Finding]:
    texts = [question.prompt, question.explanation, *question.hints]
    for choice in question.choices:
        texts += [choice.text, choice.feedback]
    for text in texts:
        for code, detail in in_text(text):
            yield at_question(code, activity, question, detail)
    for code in _faults(question):
        yield at_question(code, activity, question)
    if question.kind in CHOSEN and not all(choice.feedback for choice in question.choices):
        yield at_question(Code.NO_FEEDBACK, activity, question)
    if question.hints and (activity.pass_mark is not None or activity.criterion == "quiz_passed"):
        yield at_question(Code.HINTS_UNSEEN, activity, question)


def _faults(question: QuestionContent) -> Iterator[Code]:
    """Why it could not be marked, or be asked as it is written."""
    keys = sorted(choice.key for choice in question.choices)
    if question.kind == TRUE_FALSE and keys != ["false", "true"]:
        yield Code.UNKNOWN_KEY
    elif question.kind in KINDS:
        definition = question.marking_definition()
        for fault in marking_faults(question.kind, definition):
            yield Code(f"question_{fault}")
        if question.kind == CLOZE and sorted(gaps_marked(question.prompt)) != sorted(
            gaps_of(definition)
        ):
            yield Code.GAPS_UNMARKED
    if question.points and not _scores(question):
        yield Code.POINTS_UNSCORED


def _company(
    question: QuestionContent, group: Sequence[QuestionContent], activity: ActivityContent
) -> Iterator[Finding]:
    """A case and what is about it must come together: from the quiz itself, or by the same draw."""
    cases = {each.key for each in group if each.kind == STIMULUS}
    if question.kind == STIMULUS and not any(each.stimulus == question.key for each in group):
        yield at_question(Code.STIMULUS_UNUSED, activity, question)
    if question.stimulus and (question.kind == STIMULUS or question.stimulus not in cases):
        yield at_question(Code.NO_STIMULUS, activity, question, question.stimulus)


def _keys(
    groups: Iterable[Sequence[QuestionContent]], activity: ActivityContent
) -> Iterator[Finding]:
    """Whatever is drawn, no two questions of an attempt have the same key."""
    asked = [question for group in groups for question in _asked(group)]
    times = Counter(question.key for question in asked)
    first = {question.key: question for question in reversed(asked)}
    for key, number in times.items():
        if number > 1:
            yield at_question(Code.KEY_OF_TWO, activity, first[key])
