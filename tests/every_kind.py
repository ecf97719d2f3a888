"""A question of every kind, each with something that must not be seen before its time."""

from decimal import Decimal

from django.utils.safestring import mark_safe

from courses.models import Activity
from courses.rules.content import ChoiceContent, QuestionContent
from courses.services.question_rows import question_row, write_questions
from courses.services.quizzes import Case, ChoiceAsked, QuestionAsked

ONE, HALF, NONE = Decimal(1), Decimal("0.5"), Decimal(0)


def choice(key, text=None, weight=NONE, feedback="", *, fixed=False):
    told = f"<p>{feedback or f'Told of {key}.'}</p>"
    return ChoiceContent(key, f"Choice {key}" if text is None else text, told, weight, fixed)


def question(key, kind, prompt, *choices, points=ONE, stimulus="", hints=(), **definition):
    return QuestionContent(
        key=key,
        kind=kind,
        prompt=f"<p>{prompt}</p>",
        explanation=f"<p>Explained: {key}.</p>",
        points=points,
        definition=definition,
        choices=choices,
        stimulus=stimulus,
        hints=hints,
    )


CASE = question(
    "ward",
    "stimulus",
    "On ward 7 a joke is told at handoff, and one resident does not laugh.",
    points=NONE,
)
SINGLE = question(
    "single",
    "single",
    "Which question comes first?",
    choice("rule", "Which rule was broken?"),
    choice("effect", "What was it like for you?", ONE),
    choice("half", "What was it like, and what did he mean?", HALF),
    choice("none", "None of the above", fixed=True),
    stimulus="ward",
)
MULTIPLE = question(
    "multiple",
    "multiple",
    "Which of these belong in the opening of a circle?",
    choice("why", "A word on why we are here", ONE),
    choice("fault", "A decision about who was at fault"),
    choice("agree", "Agreements about speaking and listening", ONE),
    points=Decimal(2),
    stimulus="ward",
    rule="right_minus_wrong",
)
TRUE_FALSE = question(
    "true_false",
    "true_false",
    "A circle needs a keeper.",
    choice("true", "True", ONE),
    choice("false", "False"),
)
MATCHING = question(
    "matching",
    "matching",
    "Match each question with the person it is for.",
    choice("need", "“What do you need, to feel safe here again?”"),
    choice("thinking", "“What were you thinking at the time?”"),
    choice("part", "“What part did we play in this?”"),
    choice("need-whom", "The person who was <em>harmed</em>"),
    choice("thinking-whom", "The person who did harm"),
    choice("part-whom", "The team around them"),
    choice("nobody", "None of these", fixed=True),
    points=Decimal(3),
    pairs={"need": "need-whom", "thinking": "thinking-whom", "part": "part-whom"},
)
ORDERING = question(
    "ordering",
    "ordering",
    "Put the steps of a circle in order.",
    choice("step-1", "Opening"),
    choice("step-2", "Agreements"),
    choice("step-3", "Rounds of the talking piece"),
    choice("step-4", "Closing"),
)
SHORT_TEXT = question(
    "short_text",
    "short_text",
    "What does the one who holds the piece do?",
    choice("speaks", "speak*", ONE),
    choice("talks", "talk*", HALF),
    case=False,
    accents=False,
)
NUMERIC = question(
    "numeric",
    "numeric",
    "Nine people speak for two minutes each. How long is one round?",
    choice("exact", "", ONE),
    choice("rough", "", HALF),
    accepted={
        "exact": {"value": "18", "tolerance": "0.5"},
        "rough": {"value": "18", "tolerance": "0.2", "relative": True},
    },
    units={"min": "1", "h": "60"},
    unit_required=True,
)
CLOZE = question(
    "cloze",
    "cloze",
    "Ask first what [[1]] was done, then who [[2]] to mend it.",
    choice("harm", "harm*", ONE),
    choice("owes", "is obliged", ONE),
    choice("wants", "would like"),
    gaps={
        "1": {"kind": "typed", "choices": ["harm"], "weight": "2"},
        "2": {"kind": "menu", "choices": ["wants", "owes"]},
    },
)
LIKERT = question(
    "likert",
    "likert",
    "I can say so when a joke hurts.",
    *(choice(f"p{nth}", text) for nth, text in enumerate(["Never", "Sometimes", "Always"])),
    points=NONE,
)
ESSAY = question(
    "essay",
    "essay",
    "Tell of a time when you were asked what you needed.",
    choice("concrete", "It tells of one moment"),
    choice("honest", "It says what was hard"),
    rubric={"concrete": "4", "honest": "6"},
    words=200,
)
EVERY_KIND = (
    *(CASE, SINGLE, MULTIPLE, TRUE_FALSE, MATCHING, ORDERING),
    *(SHORT_TEXT, NUMERIC, CLOZE, LIKERT, ESSAY),
)


# Of each kind: a response that is right in full, and one that is not.
RIGHT = {
    "single": {"choice": "effect"},
    "multiple": {"choices": ["why", "agree"]},
    "true_false": {"value": True},
    "matching": MATCHING.definition,
    "ordering": {"order": ["step-1", "step-2", "step-3", "step-4"]},
    "short_text": {"text": "Speaks"},
    "numeric": {"value": "0,3", "unit": "h"},
    "cloze": {"gaps": {"1": "harm", "2": "owes"}},
    "likert": {"choice": "p1"},
    "essay": {"text": "Once, on a Tuesday."},
}
WRONG = {
    "single": {"choice": "rule"},
    "multiple": {"choices": ["fault"]},
    "true_false": {"value": False},
    "matching": {"pairs": {"need": "part-whom", "part": "need-whom"}},
    "ordering": {"order": ["step-2", "step-3", "step-4", "step-1"]},
    "short_text": {"text": "listens"},
    "numeric": {"value": "17", "unit": "h"},
    "cloze": {"gaps": {"1": "why", "2": "wants"}},
    "likert": {"choice": "p2"},
    "essay": {"text": "No."},
}


def as_asked(said: QuestionContent, *, about: QuestionContent | None = None) -> QuestionAsked:
    """The question as a quiz would ask it, without a database: names are upside-down keys."""
    veiled = said.kind in ("matching", "ordering")
    choices = tuple(
        ChoiceAsked(
            it.key,
            it.key[::-1] if veiled else it.key,
            mark_safe(it.text),
            mark_safe(it.feedback),
            it.fixed,
        )
        for it in said.choices
    )
    prompt = said.prompt.removeprefix("<p>").removesuffix("</p>")
    return QuestionAsked(
        id=1,
        key=said.key,
        kind=said.kind,
        prompt=mark_safe(prompt),
        more=mark_safe(""),
        explanation=mark_safe(said.explanation),
        points=said.points,
        definition=said.marking_definition(),
        choices=choices,
        hints=tuple(mark_safe(hint) for hint in said.hints),
        case=about and Case(about.key, mark_safe(about.prompt), mark_safe("")),
    )


def ask(activity: Activity, *questions: QuestionContent) -> None:
    """Let a quiz ask these questions besides its own."""
    first = activity.questions.count() + 1
    write_questions(
        (question_row(said, activity=activity, position=nth), said)
        for nth, said in enumerate(questions, first)
    )
