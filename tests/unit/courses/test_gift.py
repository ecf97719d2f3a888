"""GIFT, as docs/question-formats.md says it is read."""

import pytest

from tests.unit.courses.reading import gift, one, refusal, texts, weights


def test_one_right_choice_makes_a_single_and_a_wrong_one_may_carry_a_share():
    question = one("Pick one. {=whole ~%50%half#Nearly. ~%-25%worse ~none}")

    assert question.kind == "single"
    assert weights(question) == {"a": "1.0000", "b": "0.5000", "c": "-0.2500", "d": "0.0000"}
    assert [choice.feedback for choice in question.choices] == ["", "<p>Nearly.</p>", "", ""]


def test_without_a_right_choice_it_is_a_multiple_by_weights_and_thirds_make_up_the_whole():
    question = one("Pick. {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")

    assert question.kind == "multiple"
    assert question.definition == {"rule": "weights"}
    assert weights(question) == {"a": "0.3334", "b": "0.3333", "c": "0.3333", "d": "-1.0000"}


def test_where_text_follows_the_answers_a_blank_stands_for_them():
    assert one("Two plus two is {=four =4}, always.").prompt == (
        "<p>Two plus two is _____, always.</p>"
    )


def test_a_blank_in_markdown_is_no_rule():
    assert one("[markdown]Two and two:\n{=4}\nmakes it.").prompt == (
        "<p>Two and two: _____ makes it.</p>"
    )


def test_escaped_signs_are_only_signs():
    question = one(r"::a\:\:b:: 1 \= 1 \{x\} \~ \# \\ \n end {=y \= z}")

    assert question.prompt == "<p>1 = 1 {x} ~ # \\<br>end</p>"
    assert texts(question) == ["y = z"]


def test_a_title_is_told_from_the_text():
    (found,) = gift("::Kanji origins:: Where from? {=China}").found

    assert (found.identity, found.name, found.content.prompt) == (
        "Kanji origins",
        "Kanji origins",
        "<p>Where from?</p>",
    )


def test_without_a_title_the_first_words_name_it():
    (found,) = gift("Grant is buried in <i>Grant's</i> tomb.{F}").found

    assert (found.identity, found.name) == ("", "Grant is buried in Grant's tomb.")


@pytest.mark.parametrize("written", ["T", "TRUE", "true", " t "])
def test_true_has_several_spellings(written):
    assert weights(one(f"The sun rises in the east. {{{written}}}")) == {"true": "1", "false": "0"}


def test_true_and_false_are_said_in_the_language_of_the_bank():
    assert texts(one("Sale el sol. {T}", language="es")) == ["Verdadero", "Falso"]


def test_feedback_is_for_true_then_for_false():
    true, false = one("It is. {TRUE#Yes.#No.}").choices

    assert (true.feedback, false.feedback) == ("<p>Yes.</p>", "<p>No.</p>")


def test_where_moodle_wrote_it_feedback_is_for_the_wrong_answer_first():
    true, false = one("// question: 7  name: It is\n::It is::It is. {TRUE#No.#Yes.}").choices

    assert (true.feedback, false.feedback) == ("<p>Yes.</p>", "<p>No.</p>")


def test_numbers_have_a_tolerance_or_are_a_range_and_several_may_be_accepted():
    question = one("When? {#=1822:0#Yes. =%50%1800..1850 =-3.5e2}")

    assert question.kind == "numeric"
    assert question.definition == {
        "accepted": {
            "a": {"value": "1822", "tolerance": "0", "relative": False},
            "b": {"value": "1825", "tolerance": "25", "relative": False},
            "c": {"value": "-3.5e2", "tolerance": "0", "relative": False},
        },
        "units": {},
        "unit_required": False,
    }
    assert weights(question) == {"a": "1.0000", "b": "0.5000", "c": "1.0000"}


def test_feedback_for_any_other_number_is_named_as_left_out():
    (found,) = gift("A number? {#3:2~#Completely wrong}").found

    assert found.losses == ("The feedback for any other number was left out.",)


def test_what_is_accepted_is_plain_text_even_in_html():
    question = one("[html]<p>Which tag?</p> {=<b> =%50%strong}")

    assert texts(question) == ["&lt;b&gt;", "strong"]
    assert question.definition == {"case": False, "accents": True}


def test_matching_gives_no_pair_away_by_the_order_or_keys_of_its_options():
    question = one("Match. {=Canada -> Ottawa =Italy->Rome =Japan -> Tokyo = -> Athens}")

    pairs = question.definition["pairs"]
    texts_of = {choice.key: choice.text for choice in question.choices}
    assert [(texts_of[stem], texts_of[option]) for stem, option in pairs.items()] == [
        ("Canada", "Ottawa"),
        ("Italy", "Rome"),
        ("Japan", "Tokyo"),
    ]
    assert texts(question)[3:] == ["Athens", "Ottawa", "Rome", "Tokyo"]
    assert {key[:2] for key in pairs.values()} == {"o-"}


def test_an_essay_has_a_rubric_of_one_criterion():
    question = one("Write. {####Say why.}")

    assert question.kind == "essay"
    assert question.definition == {"rubric": {"whole": "1"}}
    assert texts(question) == ["The response as a whole"]
    assert question.explanation == "<p>Say why.</p>"


def test_a_text_without_answers_is_a_stimulus_without_points():
    question = one("A patient arrives.\nShe is calm.")

    assert (question.kind, question.points) == ("stimulus", 0)
    assert question.prompt == "<p>A patient arrives. She is calm.</p>"


def test_categories_and_tags_become_tags():
    text = "$CATEGORY: $course$/top/Heart/ECG and//or echo\n\n// [tag:fred] [tag:a\\]b]\nQ? {=a}"

    assert one(text).tags == ("ECG and/or echo", "Heart", "a]b", "fred")


def test_an_id_in_a_comment_is_the_identity():
    (found,) = gift("// [id:393]\n::A title::Q? {=a}").found

    assert (found.identity, found.line) == ("393", 2)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a<b and c>d", "<p>a&lt;b and c&gt;d</p>"),
        ("see <b>this</b> & that", "<p>see <strong>this</strong> &amp; that</p>"),
        ("[plain]<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[html]<p onclick\\=x>a</p><script>1</script>", "<p>a</p>"),
        ("[markdown]a *b* <script>", "<p>a <em>b</em> &lt;script&gt;</p>"),
        ("[markdown]see [@nobody]", "<p>see [@nobody]</p>"),
        ("[odd]a", "<p>[odd]a</p>"),
    ],
)
def test_each_format_is_read_as_it_is_meant(written, stored):
    assert one(f"{written} {{=a}}").prompt == stored


def test_line_ends_and_marks_of_windows_change_nothing():
    plain = "// c\nQ one? {\n=a\n~b\n}\n\nQ two? {T}\n"

    windows = gift("\ufeff" + plain.replace("\n", "\r\n"))

    assert windows.found == gift(plain).found
    assert [found.line for found in windows.found] == [2, 7]


def test_a_blank_line_between_braces_is_forgiven():
    assert texts(one("Q? {\n=a\n\n~b\n}")) == ["a", "b"]


def test_braces_that_never_close_reach_no_further_than_the_next_question():
    finds = gift("One? {=a ~b\n\nTwo? {=c ~d}\n\n::Three:: {=a\n\n::Four:: x {T}")

    assert [found.line for found in finds.found] == [3, 7]
    assert [(it.line, it.reason) for it in finds.skipped] == [
        (1, "The { that opens its answers is never closed by a }."),
        (5, "The { that opens its answers is never closed by a }."),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Q? =a}", "A } stands before the { that should open its answers."),
        ("Q? {=a} and {=b}", "It has more than one pair of braces; write \\{ and \\} for signs."),
        ("Q? {a}", "None of its answers begins with = or ~."),
        ("Q? {a ~b}", "Its first choice begins neither with = nor with ~."),
        ("{=a}", "It asks nothing: its text is missing."),
        ("Q? {=a =b ~c}", "Several of its choices are right, and only one can be chosen."),
        ("Q? {~a ~b}", "It has no right answer that earns the full score."),
        ("Q? {~%50%a ~%30%b}", "It has no right answer that earns the full score."),
        ("Q? {=a}".replace("a", ""), "One of its answers says nothing."),
        ("Q? {=a ~}", "One of its answers says nothing."),
        ("Q? {=a -> b =c}", "Some of its answers have a -> and others none."),
        ("Q? {#many}", "“many” is not a number."),
        ("Q? {#1,000}", "“1,000” is not a number."),
        ("Q? {#5..1}", "A range begins with its lower number."),
        ("Q? {~%150%a ~b}", "“150” is not a share from -100 to 100 %."),
        ("Q? {=a " + "~b" * 100 + "}", "It has more than 100 answers."),
        ('[html]<img src\\="https\\://x.org/a.png"> {=a}', None),
        ("[markdown]![a](https\\://x.org/a.png) {=a}", None),
        ("x" * 100_001 + "{=a}", "It is longer than 100,000 characters."),
    ],
)
def test_what_cannot_be_taken_is_named_with_the_reason(text, reason):
    line, _name, said = refusal(f"// a comment\n\n{text}")

    assert line == 3
    assert said == (
        reason or "It shows a picture that the file does not hold, “https://x.org/a.png”: embed it."
    )


def test_one_that_cannot_be_taken_keeps_no_other_out():
    finds = gift("Good? {T}\n\n::Bad:: {~a}\n\nGood too? {F}")

    assert [found.line for found in finds.found] == [1, 5]
    assert [(it.line, it.question) for it in finds.skipped] == [(3, "Bad")]
