"""One question of every kind, as it is stored."""

from decimal import Decimal

from courses.rules.content import ChoiceContent, QuestionContent


def choice(key, text, weight="0", feedback="", fixed=False):
    return ChoiceContent(key, text, feedback, Decimal(weight), fixed)


def question(kind, *choices, **said):
    said.setdefault("prompt", f"<p>What is asked by a {kind}?</p>\n<p>And <em>then</em> some.</p>")
    said.setdefault("explanation", "<p>Because <strong>so</strong>.</p>")
    return QuestionContent(key=f"a-{kind}".replace("_", "-"), kind=kind, choices=choices, **said)


SINGLE = question(
    "single",
    choice("a", "Listen &amp; wait", "1", "<p>Yes.</p>"),
    choice("b", "Report <em>him</em>", "0.5", "<p>Partly.</p>"),
    choice("c", "None of these", fixed=True, feedback="<p>No.</p>"),
    hints=("<p>Who was harmed?</p>", "<ul><li>One</li><li>Two</li></ul>"),
    stimulus="ward-seven",
)
MULTIPLE = question(
    "multiple",
    choice("a", "One", "1"),
    choice("b", "Two", "1"),
    choice("c", "Three"),
    definition={"rule": "right_minus_wrong"},
)
WEIGHTED = question(
    "multiple",
    choice("a", "One", "0.5"),
    choice("b", "Two", "0.5"),
    choice("c", "Three", "-0.3333"),
    definition={"rule": "weights"},
)
TRUE_FALSE = question(
    "true_false",
    choice("true", "True", "0", "<p>No.</p>"),
    choice("false", "False", "1", "<p>Yes.</p>"),
)
MATCHING = question(
    "matching",
    choice("a", "Bowel sounds"),
    choice("1", "Abdomen"),
    choice("b", "Rales", feedback="<p>Listen.</p>"),
    choice("2", "Chest"),
    choice("c", "Crackles"),
    choice("3", "Knee"),
    definition={"pairs": {"a": "1", "b": "2", "c": "2"}},
)
ORDERING = question(
    "ordering",
    choice("b", "First"),
    choice("a", "Second", feedback="<p>After.</p>"),
    choice("c", "Third"),
)
SHORT_TEXT = question(
    "short_text",
    choice("a", "restorative *", "1", "<p>Yes.</p>"),
    choice("b", "mercy &lt; justice", "0.25"),
    definition={"case": True, "accents": False},
)
NUMERIC = question(
    "numeric",
    choice("a", "", "1", "<p>Yes.</p>"),
    choice("b", "the old value", "0.5"),
    definition={
        "accepted": {
            "a": {"value": "4.5", "tolerance": "0.1", "relative": False},
            "b": {"value": "-3", "tolerance": "0.05", "relative": True},
        },
        "units": {"mg": "1", "g": "1000"},
        "unit_required": True,
    },
)
CLOZE = question(
    "cloze",
    choice("1-a", "harm", "1", "<p>Yes.</p>"),
    choice("1-b", "damage*", "0.5"),
    choice("2-a", "punished"),
    choice("2-b", "met", "1", "<p>Yes.</p>"),
    prompt="<p>Who did [[1]] has <em>needs</em> to be [[2]].</p>",
    definition={
        "gaps": {
            "1": {
                "kind": "typed",
                "weight": "2",
                "choices": ["1-a", "1-b"],
                "case": True,
                "accents": False,
            },
            "2": {"kind": "menu", "weight": "1", "choices": ["2-a", "2-b"]},
        }
    },
)
LIKERT = question(
    "likert",
    choice("a", "Not at all"),
    choice("b", "Somewhat"),
    choice("c", "Very much"),
    points=Decimal(0),
)
ESSAY = question(
    "essay",
    choice("a", "Names who was harmed"),
    choice("b", "Names what they need"),
    definition={"rubric": {"a": "2", "b": "1.5"}, "words": 200},
)
STIMULUS = question(
    "stimulus",
    explanation="",
    prompt="<p>Ward seven.</p>\n<p>At night.</p>",
    points=Decimal(0),
)

ALL = [
    SINGLE,
    MULTIPLE,
    WEIGHTED,
    TRUE_FALSE,
    MATCHING,
    ORDERING,
    SHORT_TEXT,
    NUMERIC,
    CLOZE,
    LIKERT,
    ESSAY,
    STIMULUS,
]
