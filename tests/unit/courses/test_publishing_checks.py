"""The publishing checks, each by an example of what it finds and of what it lets pass."""

from dataclasses import replace
from decimal import Decimal

import pytest

from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    EditionContent,
    FileContent,
    ModuleContent,
    QuestionContent,
    Source,
)
from courses.rules.findings import Code, Finding, Severity
from courses.rules.publishing_checks import errors, findings
from courses.services.check_mending import mending
from courses.services.check_words import WORDS, say

PAGE = ActivityContent("page", "page", "A page", "<p>Words.</p>", criterion="viewed")
CHOICES = (
    ChoiceContent("a", "A", "<p>Yes.</p>", Decimal(1)),
    ChoiceContent("b", "B", "<p>No.</p>"),
)
QUESTION = QuestionContent("first", "single", "<p>What?</p>", choices=CHOICES)
QUIZ = ActivityContent(
    "quiz",
    "quiz",
    "A quiz",
    criterion="quiz_passed",
    pass_mark=Decimal("0.8"),
    questions=(QUESTION,),
)
VIDEO = ActivityContent(
    "video",
    "video",
    "A video",
    "<p>What is said.</p>",
    criterion="viewed",
    settings={"src": "https://example.org/a.mp4", "captions": "/assets/a/a.vtt"},
)
ZEHR = Source(("Zehr, H.",), "A book", "2015")
ASSET = f"/assets/{'a' * 64}/a.png"
FILES = (FileContent("figures/a.png", "a" * 64),)


def an_edition(*activities, **fields):
    modules = (ModuleContent("one", "Module one", activities=activities),)
    return EditionContent(
        **{
            "language": "en",
            "title": "A course",
            "modules": modules,
            "sources": {"z": ZEHR},
            "files": FILES,
        }
        | fields
    )


def codes(*activities, **fields):
    return [finding.code for finding in findings(an_edition(*activities, **fields))]


def with_body(body):
    return codes(replace(PAGE, body=body))


def test_a_sound_course_has_no_findings():
    assert codes(PAGE, QUIZ, VIDEO) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f'<figure><img src="{ASSET}" alt=""></figure>', [Code.NO_ALTERNATIVE]),
        (f'<figure><img src="{ASSET}" alt="A seat"></figure>', []),
        ("<h3>Deep</h3>", [Code.SKIPPED_HEADING]),
        ("<h2>One</h2>\n<h3>Two</h3>\n<h2>Three</h2>", []),
        ('<aside class="callout"><h3>Try</h3><p>It.</p></aside>', []),
        (f'<p><a href="https://a.b"><img src="{ASSET}" alt="A seat"></a></p>', []),
        (f'<p><a href="https://a.b"><img src="{ASSET}" alt=""></a></p>',
         [Code.LINK_WITHOUT_WORDS, Code.NO_ALTERNATIVE]),
        ('<p><a href="https://a.b">Click here</a></p>', [Code.LINK_SAYS_LITTLE]),
        ('<p><a href="#activity-page">the page</a></p>', []),
        ('<p><a href="#activity-gone">the page</a></p>', [Code.BROKEN_LINK]),
        ('<p><a href="#below">below</a></p>', [Code.BROKEN_LINK]),
        ('<p><a class="citation" href="#source-z"></a></p>', []),
        ('<p><a class="citation" href="#source-y"></a></p>', [Code.BROKEN_LINK]),
        ("", [Code.NOTHING_SAID]),
    ],
)  # fmt: skip
def test_what_is_found_in_a_text(body, found):
    assert with_body(body) == found


def test_a_text_is_looked_at_wherever_it_stands():
    picture = f'<figure><img src="{ASSET}" alt=""></figure>'
    bad = replace(
        QUESTION,
        prompt=picture,
        explanation=picture,
        choices=(replace(CHOICES[0], feedback=picture), CHOICES[1]),
    )

    found = findings(an_edition(replace(QUIZ, questions=(bad,))))

    assert [(it.code, it.activity, it.question) for it in found] == [
        (Code.NO_ALTERNATIVE, "quiz", "first")
    ] * 3


@pytest.mark.parametrize(
    ("activity", "found"),
    [
        (replace(VIDEO, settings={"src": "https://a.b"}), [Code.NO_CAPTIONS]),
        (replace(VIDEO, settings={}), [Code.NO_FILM, Code.NO_CAPTIONS]),
        (replace(VIDEO, body=""), [Code.NO_TRANSCRIPT]),
        (replace(PAGE, title=""), [Code.NO_TITLE]),
        (replace(QUIZ, questions=()), [Code.NO_QUESTIONS]),
        (replace(QUIZ, pass_mark=None), [Code.NO_PASS_PATH]),
        (replace(QUIZ, pass_mark=None, criterion="quiz_submitted"), []),
    ],
)
def test_what_is_found_in_an_activity(activity, found):
    assert codes(activity) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (replace(QUESTION, points=Decimal(0)), [Code.NO_PASS_PATH]),
        (replace(QUESTION, choices=CHOICES[1:]), [Code.FEW_CHOICES, Code.NO_RIGHT_ANSWER]),
        (replace(QUESTION, choices=tuple(replace(it, weight=Decimal(0)) for it in CHOICES)),
         [Code.NO_RIGHT_ANSWER]),
        (replace(QUESTION, kind="true_false"), [Code.UNKNOWN_KEY]),
        (replace(QUESTION, kind="multiple", definition={"rule": "luck"}), [Code.UNKNOWN_RULE]),
        (replace(QUESTION, choices=(CHOICES[0], replace(CHOICES[1], feedback=""))),
         [Code.NO_FEEDBACK]),
    ],
)  # fmt: skip
def test_what_is_found_in_a_question(question, found):
    assert sorted(codes(replace(QUIZ, questions=(question,)))) == sorted(found)


def test_a_true_false_question_needs_exactly_one_right_answer():
    choices = (
        ChoiceContent("true", "True", "<p>.</p>"),
        ChoiceContent("false", "False", "<p>.</p>"),
    )
    right = (replace(choices[0], weight=Decimal(1)), choices[1])
    both = tuple(replace(choice, weight=Decimal(1)) for choice in choices)

    def found(held):
        question = replace(QUESTION, kind="true_false", choices=held)
        return codes(replace(QUIZ, questions=(question,)))

    assert [found(it) for it in (right, both, choices)] == [
        [],
        [Code.NO_RIGHT_ANSWER],
        [Code.NO_RIGHT_ANSWER],
    ]


@pytest.mark.parametrize(
    "activity",
    [
        replace(PAGE, body=f'<figure><img src="{ASSET}" alt="A seat"></figure>'),
        replace(PAGE, body=f'<p><a href="{ASSET}">A seat</a></p>'),
        replace(VIDEO, settings={**VIDEO.settings, "src": ASSET}),
        replace(VIDEO, settings={**VIDEO.settings, "captions": ASSET}),
    ],
)
def test_a_file_that_the_course_does_not_have_is_named(activity):
    [finding] = findings(an_edition(activity, files=()))

    assert (finding.code, finding.activity) == (Code.FILE_ELSEWHERE, activity.key)
    assert finding.severity == Severity.ERROR
    assert say(finding).endswith(
        "The picture or file a.png is not among this course's files: put it in anew."
    )
    assert codes(activity) == []


def test_a_file_that_a_question_is_missing_is_named_with_it():
    prompt = f'<figure><img src="{ASSET}" alt="A seat"></figure>'
    quiz = replace(QUIZ, questions=(replace(QUESTION, prompt=prompt),))

    [finding] = findings(an_edition(quiz, files=(FileContent("figures/b.png", "a" * 64),)))

    assert (finding.code, finding.question) == (Code.FILE_ELSEWHERE, "first")


def test_what_is_found_in_the_course_as_a_whole():
    assert codes(replace(PAGE, required=False)) == [Code.NOTHING_REQUIRED]
    assert codes() == [Code.NOTHING_REQUIRED, Code.EMPTY_MODULE]
    assert codes(PAGE, completion_rule={"at_least": 1, "of": ["page", "gone"]}) == [
        Code.RULE_WITHOUT_ACTIVITY
    ]


def against(original, **changes):
    spanish = replace(original, language="es", **changes)
    return [finding.code for finding in findings(spanish, original)]


def test_a_translation_is_held_against_its_original():
    original = an_edition(PAGE, QUIZ, summary="All of it.")

    def translated(*activities):
        return (replace(original.modules[0], activities=activities),)

    other = replace(QUIZ, questions=(replace(QUESTION, points=Decimal(2)),))
    unsaid = replace(QUIZ, questions=(replace(QUESTION, choices=tuple(
        replace(choice, feedback="") for choice in CHOICES)),))  # fmt: skip

    assert against(original) == []
    assert against(original, title="") == [Code.UNTRANSLATED]
    assert against(original, summary="") == [Code.UNTRANSLATED]
    assert against(original, hours=Decimal(3)) == [Code.OTHER_THAN_ORIGINAL]
    assert against(original, modules=translated(PAGE)) == [Code.UNTRANSLATED]
    assert against(original, modules=translated(QUIZ, PAGE)) == [Code.OTHER_THAN_ORIGINAL]
    assert against(original, modules=translated(PAGE, QUIZ, VIDEO)) == [Code.NOT_IN_ORIGINAL]
    assert against(original, modules=translated(PAGE, other)) == [Code.OTHER_THAN_ORIGINAL]
    assert against(original, modules=translated(PAGE, unsaid)) == [
        Code.NO_FEEDBACK,
        Code.UNTRANSLATED,
    ]


def test_errors_leave_warnings_out():
    found = findings(an_edition(replace(PAGE, body='<p><a href="https://a.b">here</a></p>')))

    assert [it.severity for it in found] == [Severity.WARNING]
    assert errors(found) == []


def test_every_finding_says_how_it_is_mended():
    of_questions = {code for code in Code if code.startswith("question_")} | {
        Code.NO_STIMULUS,
        Code.STIMULUS_UNUSED,
        Code.POINTS_UNSCORED,
        Code.GAPS_UNMARKED,
        Code.KEY_OF_TWO,
    }
    assert {code for code in Code if not mending(Finding(code, "check"))} == of_questions
    assert all(mending(Finding(code, "check", question="q1")) for code in of_questions)


def test_every_finding_has_its_words():
    assert WORDS.keys() == set(Code)
    [finding] = findings(an_edition(replace(PAGE, body="<h3>Deep</h3>")))
    assert say(finding) == (
        "A page: The heading “Deep” skips a level: put a second-level heading before it."
    )
