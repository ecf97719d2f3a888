"""Questions written in GIFT, as Moodle writes them; what else Concord knows stands in comments."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.gift import read_gift
from courses.interchange.markdown_dialect import Picture
from courses.interchange.question_extras import in_brackets
from courses.interchange.question_text import files_of
from courses.interchange.question_weights import percent, percents
from courses.interchange.question_writing import (
    ONE,
    Plan,
    Written,
    is_marked_as_a_whole,
    no_feedback_for_parts,
    number_of,
    pairs_of,
    pattern_of,
    planned,
    says_the_usual,
    shares_of,
    write_all,
)
from courses.interchange.questions_read import Finds, Refused, name_of
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.content_hash import plain

NOTHING = Decimal(0)
ESCAPE = str.maketrans({sign: f"\\{sign}" for sign in "\\#=~{}:"} | {"\n": "\\n"})


def write_gift(questions: Sequence[QuestionContent], *, language: str) -> Written:
    """A file of the questions that GIFT can hold, and a list of the others."""

    def write(question: QuestionContent) -> str:
        return _question(question, language)

    def read(piece: str) -> Finds:
        return read_gift(piece, language=language, keep=_no_files)

    pieces, keys, lacking = write_all(questions, write, read)
    return Written("\n".join(pieces), tuple(keys), tuple(lacking))


def _no_files(name: str, data: bytes) -> Picture:
    raise Refused(name)


def _question(question: QuestionContent, language: str) -> str:
    if question.kind not in ANSWERS:
        raise Refused(_("GIFT has no {kind} questions.").format(kind=question.kind))
    if question.hints:
        raise Refused(_("GIFT has no hints."))
    if files_of(question):
        raise Refused(_("GIFT has no pictures and no other files."))
    plan = planned(question, language)
    answers = list(ANSWERS[question.kind](plan, language))
    title = escaped(name_of("", question.prompt) or question.key)
    return "\n".join([*_comments(plan), f"::{title}::[html]{escaped(question.prompt)}"]) + (
        _braces(answers, question.explanation)
        if question.kind != "stimulus"
        else _no_explanation(question)
    )


def _braces(answers: list[str], explanation: str) -> str:
    told = [f"####{escaped(explanation)}"] if explanation else []
    lines = "".join(f"\t{line}\n" for line in [*answers, *told])
    return f"{{\n{lines}}}\n" if lines else "{}\n"


def _no_explanation(question: QuestionContent) -> str:
    if question.explanation:
        raise Refused(_("GIFT has no explanation of a case."))
    return "\n"


def _comments(plan: Plan) -> Iterator[str]:
    """The comment that Moodle writes, and what GIFT has no place for."""
    question = plan.question
    yield f"// question: 0  name: {question.key}"
    yield f"// {in_brackets('id', question.key)}"
    for tag in sorted(question.tags):
        yield f"// {in_brackets('tag', tag)}"
    usual = Decimal(question.kind != "stimulus")
    points = {} if question.points == usual else {"points": plain(question.points)}
    for name, text in {**points, **plan.extras}.items():
        yield f"// {in_brackets(name, text)}"


def escaped(text: str) -> str:
    return text.translate(ESCAPE)


def _said(text: str) -> str:
    """A text after a sign: what looks like a format is none."""
    return f"[html]{escaped(text)}" if text.startswith("[") else escaped(text)


def _looks_weighed(text: str) -> bool:
    """What looks like a share is none where one stands before it."""
    return text.startswith("%")


def _answer(sign: str, weight: str, text: str, feedback: str) -> str:
    stated = f"%{weight}%" if weight else ""
    told = f"#{_said(feedback)}" if feedback else ""
    return f"{sign}{stated}{_said(text)}{told}"


def _weighed(choices: Sequence[ChoiceContent], texts: Sequence[str]) -> Iterator[str]:
    """What is right with =, the others with ~; a share is left out where it is the usual one."""
    for choice, text in zip(choices, texts, strict=True):
        is_usual = choice.weight in (ONE, NOTHING) and not _looks_weighed(text)
        stated = "" if is_usual else percent(choice.weight)
        yield _answer("=" if choice.weight == ONE else "~", stated, text, choice.feedback)


def _single(plan: Plan, language: str) -> Iterator[str]:
    yield from _weighed(plan.choices, [choice.text for choice in plan.choices])


def _multiple(plan: Plan, language: str) -> Iterator[str]:
    shares = percents(shares_of(plan.question))
    for choice, stated in zip(plan.choices, shares, strict=True):
        yield _answer("~", stated, choice.text, choice.feedback)


def _truth(plan: Plan, language: str) -> Iterator[str]:
    """The feedback of the wrong answer comes first, as Moodle has it."""
    right = plan.choices[0].weight == ONE
    wrong, told = (plan.choices[1], plan.choices[0]) if right else plan.choices[:2]
    feedback = [_said(wrong.feedback), _said(told.feedback)]
    while feedback and not feedback[-1]:
        feedback.pop()
    yield "#".join(["TRUE" if right else "FALSE", *feedback])


def _short_text(plan: Plan, language: str) -> Iterator[str]:
    for choice in plan.choices:
        text = pattern_of(choice)
        if "->" in text:
            raise Refused(_("GIFT takes “->” in an accepted text for a pair."))
        is_usual = choice.weight == ONE and not _looks_weighed(text)
        stated = "" if is_usual else percent(choice.weight)
        yield _answer("=", stated, text, choice.feedback)


def _numeric(plan: Plan, language: str) -> Iterator[str]:
    if plan.question.definition.get("units"):
        raise Refused(_("GIFT has no units."))
    yield "#"
    for choice in plan.choices:
        number = number_of(plan.question, choice)
        told = f"#{_said(choice.feedback)}" if choice.feedback else ""
        yield f"=%{percent(choice.weight)}%{number.value}:{number.tolerance}{told}"


def _matching(plan: Plan, language: str) -> Iterator[str]:
    no_feedback_for_parts(plan.question)
    for stem, option in pairs_of(plan):
        yield f"={_said(stem)} -> {escaped(option)}"


def _essay(plan: Plan, language: str) -> Iterator[str]:
    question = plan.question
    no_feedback_for_parts(question)
    if not (is_marked_as_a_whole(question) and says_the_usual(question, language)):
        raise Refused(_("GIFT has no rubric."))
    yield from ()


def _stimulus(plan: Plan, language: str) -> Iterator[str]:
    yield from ()


ANSWERS: dict[str, Callable[[Plan, str], Iterator[str]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _truth,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "essay": _essay,
    "stimulus": _stimulus,
}
