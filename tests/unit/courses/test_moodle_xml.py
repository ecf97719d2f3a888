"""Moodle XML, as docs/question-formats.md says it is read."""

import pytest

from courses.interchange.questions_read import UnreadableQuestions
from tests.unit.courses.reading import answer, of_xml, question, texts, weights, xml


def test_a_single_choice_has_one_right_answer_and_shares():
    content = of_xml(
        "multichoice",
        "<single>true</single><defaultgrade>2.5</defaultgrade>"
        + answer(100, "<p>whole</p>", "Yes.")
        + answer(33.33333, "third")
        + answer(-50, "no"),
    )

    assert (content.kind, content.prompt, str(content.points)) == (
        "single",
        "<p>Asked?</p>",
        "2.50",
    )
    assert texts(content) == ["whole", "third", "no"]
    assert weights(content) == {"a": "1.0000", "b": "0.3333", "c": "-0.5000"}
    assert content.choices[0].feedback == "<p>Yes.</p>"
    assert not content.choices[0].fixed


def test_several_choices_are_weighed_and_keep_their_places_where_the_file_says_so():
    content = of_xml(
        "multichoice",
        "<single>false</single><shuffleanswers>0</shuffleanswers>"
        + answer(50, "a")
        + answer(50, "b")
        + answer(-100, "c"),
    )

    assert (content.kind, content.definition) == ("multiple", {"rule": "weights"})
    assert weights(content) == {"a": "0.5000", "b": "0.5000", "c": "-1.0000"}
    assert all(choice.fixed for choice in content.choices)


def test_true_is_told_from_false_by_the_words():
    content = of_xml("truefalse", answer(0, "true", "Look again.") + answer(100, "false"))

    assert weights(content) == {"true": "0", "false": "1"}
    assert texts(content) == ["True", "False"]
    assert content.choices[0].feedback == "<p>Look again.</p>"


def test_a_short_answer_says_whether_case_matters():
    exact = of_xml("shortanswer", "<usecase>1</usecase>" + answer(100, "DNA") + answer(50, "R*A"))

    assert exact.definition == {"case": True, "accents": True}
    assert texts(exact) == ["DNA", "R*A"]


def test_numbers_have_tolerances_and_units_whose_factors_are_the_inverse():
    content = of_xml(
        "numerical",
        answer(100, "1.5", inner="<tolerance>0.1</tolerance>")
        + answer(50, "2")
        + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
        "<unitgradingtype>1</unitgradingtype><unitpenalty>1.0</unitpenalty>",
    )

    assert content.definition == {
        "accepted": {
            "a": {"value": "1.5", "tolerance": "0.1", "relative": False},
            "b": {"value": "2", "tolerance": "0", "relative": False},
        },
        "units": {"m": "1", "cm": "0.01"},
        "unit_required": True,
    }


def test_what_numbers_cannot_keep_is_named():
    (found,) = xml(
        question(
            "numerical",
            answer(100, "3")
            + answer(0, "*", "No.")
            + "<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty>",
        )
    ).found

    assert found.losses == (
        "The feedback for any other number was left out.",
        "What a missing unit takes off was left out.",
    )


def test_matching_has_options_without_a_stem():
    pair = (
        "<subquestion format='html'><text>{}</text><answer><text>{}</text></answer></subquestion>"
    )
    content = of_xml(
        "matching",
        pair.format("Canada", "Ottawa") + pair.format("Italy", "Rome") + pair.format("", "Athens"),
    )

    assert (content.kind, len(content.definition["pairs"])) == ("matching", 2)
    assert texts(content) == ["Canada", "Italy", "Athens", "Ottawa", "Rome"]


def test_an_order_is_that_of_the_fractions_and_its_keys_do_not_give_it_away():
    content = of_xml("ordering", answer(2, "Harrow") + answer(1, "Plough") + answer(3, "Sow"))

    assert (content.kind, texts(content)) == ("ordering", ["Plough", "Harrow", "Sow"])
    keys = [choice.key for choice in content.choices]
    assert keys != sorted(keys)


def test_an_essay_is_marked_by_what_it_says_to_those_who_grade():
    plain = of_xml("essay", "<defaultgrade>5</defaultgrade><maxwordlimit>500</maxwordlimit>")
    told = of_xml("essay", "<graderinfo format='html'><text>Names the harm.</text></graderinfo>")

    assert plain.definition == {"rubric": {"whole": "5"}, "words": 500}
    assert texts(told) == ["Names the harm."]


def test_a_description_is_a_stimulus_without_points():
    content = of_xml("description", "<defaultgrade>1.0</defaultgrade>")

    assert (content.kind, content.points, content.choices) == ("stimulus", 0, ())


def test_a_cloze_has_typed_gaps_and_menus():
    content = of_xml(
        "cloze",
        "<generalfeedback><text>Well.</text></generalfeedback>",
        text=r"<p>The {2:SHORTANSWER:=heart#Yes.~%50%c&amp;ur} of "
        r"{:MC:a lion~=a fish \} x#No &#35; 1} is {1:NM:=3}.</p>",
    )

    assert content.kind == "cloze"
    assert content.prompt == "<p>The [[1]] of [[2]] is [[3]].</p>"
    assert content.definition == {
        "gaps": {
            "1": {
                "kind": "typed",
                "weight": "2",
                "choices": ["1-a", "1-b"],
                "case": False,
                "accents": True,
            },
            "2": {"kind": "menu", "weight": "1", "choices": ["2-a", "2-b"]},
            "3": {
                "kind": "typed",
                "weight": "1",
                "choices": ["3-a"],
                "case": False,
                "accents": True,
            },
        }
    }
    assert texts(content) == ["heart", "c&amp;ur", "a lion", "a fish } x", "3"]
    assert weights(content) == {
        "1-a": "1.0000",
        "1-b": "0.5000",
        "2-a": "0.0000",
        "2-b": "1.0000",
        "3-a": "1.0000",
    }
    assert content.choices[3].feedback == "<p>No # 1</p>"
    assert content.points == 4


def test_tags_categories_hints_and_ids_come_along():
    body = (
        '<question type="category"><category><text>$course$/top/Heart</text></category></question>'
        + question(
            "shortanswer",
            answer(100, "a")
            + "<idnumber>Q-7</idnumber><tags><tag><text>ecg</text></tag></tags>"
            + "<hint format='html'><text>Think.</text></hint><hint><text></text></hint>",
        )
    )

    (found,) = xml(body).found

    assert (found.line, found.identity, found.name) == (3, "Q-7", "Its name")
    assert found.content.tags == ("Heart", "ecg")
    assert found.content.hints == ("<p>Think.</p>",)


@pytest.mark.parametrize(
    ("form", "text", "stored"),
    [
        ("html", "a\n<i>b</i>", "<p>a <em>b</em></p>"),
        ("moodle_auto_format", "a\n<i>b</i> < c", "<p>a<br><em>b</em> &lt; c</p>"),
        ("plain_text", "a\n<i>b</i>", "<p>a<br>&lt;i&gt;b&lt;/i&gt;</p>"),
        ("markdown", "a\n*b* <i>c</i>", "<p>a <em>b</em> &lt;i&gt;c&lt;/i&gt;</p>"),
    ],
)
def test_each_format_is_read_as_it_is_meant(form, text, stored):
    body = question("essay", "", text=text).replace('format="html"', f'format="{form}"', 1)

    assert xml(body).found[0].content.prompt == stored


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (question("ddmarker", ""), "Questions of the type “ddmarker” are not taken."),
        (question("essay", "", text=""), "It asks nothing: its text is missing."),
        (question("multichoice", answer(100, "a")), "It has fewer than two choices."),
        (
            question("multichoice", answer(100, "a") + answer(100, "b")),
            "Several of its choices are right, and only one can be chosen.",
        ),
        (
            question("multichoice", answer(90, "a") + answer(0, "b")),
            "It has no right answer that earns the full score.",
        ),
        (
            question("multichoice", answer("all", "a") + answer(0, "b")),
            "“all” is not a share from -100 to 100 %.",
        ),
        (
            question("truefalse", answer(100, "true") + answer(100, "false")),
            "Neither true nor false is right, or both are.",
        ),
        (question("numerical", answer(100, "3,5")), "“3,5” is not a number."),
        (question("numerical", answer(100, "*")), "It accepts any number."),
        (
            question("cloze", "", text="{1:MULTIRESPONSE:=a~b}"),
            "Gaps of the type “MULTIRESPONSE” are not taken.",
        ),
        (
            question("cloze", "", text="{1:NUMERICAL:=5:0.1}"),
            "A gap takes a number with a tolerance, which a gap here cannot.",
        ),
        (question("cloze", "", text="{1:SA:=5"), "A gap in its text is never closed by a }."),
        (question("cloze", "", text="no gaps"), "It has no gaps."),
        (
            question("cloze", "", text="[[1]] {1:SA:=5}"),
            "Its text holds [[1]] or the like, which here is the mark of a gap.",
        ),
        (
            question("essay", "", text='<img src="https://x.org/a.png">'),
            "It shows a picture that the file does not hold, “https://x.org/a.png”: embed it.",
        ),
        (
            question("essay", "", text='<img src="@@PLUGINFILE@@/a%20b.png">'),
            "It shows “a b.png”, which is not in the file.",
        ),
        (
            question(
                "essay",
                "",
                text='<img src="@@PLUGINFILE@@/a.png">',
                more='<file name="a.png" encoding="base64">!!</file>',
            ),
            "The file “a.png” is not readable: it is not base64.",
        ),
        (
            question("essay", "").replace("Asked?", "<b>Asked?</b>"),
            "Markup in its text stands as it is: it must be escaped, or in CDATA.",
        ),
        (
            question("essay", "<a/>" * 2_001),
            "It has more parts than a question can have.",
        ),
        (
            question("essay", "<a>" * 5_000 + "</a>" * 5_000),
            "It has more parts than a question can have.",
        ),
        (question("essay", "", text="x" * 100_001), "It is longer than 100,000 characters."),
    ],
)
def test_what_cannot_be_taken_is_named_and_keeps_no_other_out(body, reason):
    finds = xml(f"\n{body}\n{question('essay', '')}")

    assert [(it.line, it.question, it.reason) for it in finds.skipped] == [(4, "Its name", reason)]
    assert len(finds.found) == 1


def test_xml_that_breaks_off_keeps_what_came_before():
    good = question("essay", "")

    finds = xml(f"{good}\n{question('essay', '<a></b>')}\n{good}")

    assert len(finds.found) == 1
    assert [(it.line, it.question, it.reason) for it in finds.skipped] == [
        (
            4,
            "Its name",
            "The XML is broken at line 4, and nothing after it could be read: mismatched tag.",
        )
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "<quiz",
            "The XML is broken at line 1, and nothing after it could be read: unclosed token.",
        ),
        ("<html></html>", "This is XML, but no file of questions: it begins with <html>."),
        ("<!DOCTYPE quiz><quiz></quiz>", "document type"),
        ('<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "document type"),
        ('<!DOCTYPE q SYSTEM "http://x.org/q.dtd"><quiz></quiz>', "document type"),
        ('<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "document type"),
    ],
)
def test_what_is_no_file_of_questions_or_asks_for_more_is_refused(text, said):
    from courses.interchange.moodle_xml import read_moodle_xml

    with pytest.raises(UnreadableQuestions, match=said):
        read_moodle_xml(text, language="en", keep=None)


def test_an_entity_that_nobody_declared_breaks_the_file_where_it_stands():
    finds = xml(question("essay", "") + "\n" + question("essay", "&boom;"))

    assert len(finds.found) == 1
    assert "undefined entity" in finds.skipped[0].reason
