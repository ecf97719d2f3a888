"""Reading time and level, against texts whose words and syllables were counted by hand."""

from decimal import Decimal

import pytest

from courses.rules.reading_level import (
    Counts,
    Ease,
    Level,
    Scale,
    counts,
    flesch_kincaid,
    inflesz,
    reading_level,
    reading_time,
    sentences_of,
)
from courses.rules.syllables import english_syllables, spanish_syllables

# 10 words, 15 syllables; 9 and 28; 7 and 15; 7 and 25.
HEARD = "The resident listened while her patient told the whole story. "
OWED = "Restorative practice in academic medicine depends on institutional responsibility. "
CONTADO = "La paciente contó despacio toda la historia. "
DEBIDO = "La responsabilidad institucional determina las prácticas restaurativas. "


def passage(sentence, times):
    return f"<p>{sentence * times}</p>"


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        (passage(HEARD, 10), "en", Counts(100, 10, 150)),
        (passage(OWED, 12), "en-GB", Counts(108, 12, 336)),
        (passage(CONTADO, 15), "es", Counts(105, 15, 225)),
        (passage(DEBIDO, 15), "es-MX", Counts(105, 15, 375)),
        ("", "en", Counts(0, 0, 0)),
    ],
)
def test_words_sentences_and_syllables_are_counted(html, language, expected):
    assert counts(html, language) == expected


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        # 0.39 * 10 + 11.8 * 1.5 - 15.59
        (passage(HEARD, 10), "en", Level(Decimal("6.0"), Scale.SCHOOL_YEARS, Ease.PLAIN)),
        # 0.39 * 9 + 11.8 * 28/9 - 15.59
        (passage(OWED, 12), "en", Level(Decimal("24.6"), Scale.SCHOOL_YEARS, Ease.DEMANDING)),
        # 206.835 - 62.3 * 15/7 - 7
        (passage(CONTADO, 15), "es", Level(Decimal("66.3"), Scale.INFLESZ, Ease.PLAIN)),
        # 206.835 - 62.3 * 25/7 - 7 is below the scale
        (passage(DEBIDO, 15), "es", Level(Decimal("0.0"), Scale.INFLESZ, Ease.DEMANDING)),
    ],
)
def test_a_level_is_a_number_on_its_languages_scale_and_a_word(html, language, expected):
    assert reading_level(html, language) == expected


def test_the_formulas_give_what_is_published_of_them():
    """One sentence of one-syllable words has the least there is, -3.40; and the sentence “The
    Australian platypus is seemingly a hybrid of a mammal and reptilian creature”, with 13 words and
    24 syllables, 11.3 (Wikipedia, Flesch-Kincaid readability tests)."""
    assert flesch_kincaid(Counts(1, 1, 1)) == Decimal("-3.40")
    assert flesch_kincaid(Counts(13, 1, 24)).quantize(Decimal("0.1")) == Decimal("11.3")
    assert inflesz(Counts(1, 1, 1)) == Decimal("143.535")


@pytest.mark.parametrize("language", ["de", "zh-Hans", "", "eng"])
def test_other_languages_have_no_level(language):
    assert reading_level(passage(HEARD, 20), language) is None


def test_below_a_hundred_words_there_is_no_level():
    assert reading_level(passage(HEARD, 9), "en") is None
    assert reading_level(passage(HEARD, 9) + "<p>" + "word " * 10 + "</p>", "en") is not None


@pytest.mark.parametrize(
    ("html", "sentences"),
    [
        ("<h2>Before you read on</h2><p>It hurts.</p>", ["Before you read on", "It hurts."]),
        ("<ul><li>Ask<ul><li>Listen</li></ul></li></ul>", ["Ask", "Listen"]),
        ("<p>One line<br>and another.</p>", ["One line and another."]),
        (
            "<p>Give 2.5 mg, e.g. See example.org now.</p>",
            ["Give 2.5 mg, e.g. See example.org now."],
        ),
        ("<p>Ask Dr. Ruiz. She knows.</p>", ["Ask Dr. Ruiz.", "She knows."]),
        ("<p>J. K. Okafor asked. So did I. Then he left.</p>", 3),
        (
            "<p>“Why?” she asked. He said… Nothing.</p>",
            ["“Why?” she asked.", "He said…", "Nothing."],
        ),
        ("<p>¿Qué pasó? ¿Y tú? Véase la pág. 4 de EE.UU. Fin.</p>", 3),
        ('<figure><img src="/assets/a/b.svg" alt="A circle. And a piece."></figure><p>Yes.</p>', 1),
        ("<p>— * —</p>", []),
    ],
)
def test_sentences_end_where_one_would_end_them(html, sentences):
    found = sentences_of(html)

    assert (len(found) if isinstance(sentences, int) else found) == sentences


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("the care cared cares asked rules whole league judge 7", 1),
        ("table circles handled needed houses patient being prism statement social quiet", 2),
        ("medicine idea science's area element management creation 100", 3),
        ("community education society rhythmically apologise", 4),
    ],
)
def test_an_english_word_has_about_as_many_syllables_as_one_says(words, number):
    assert {english_syllables(word) for word in words.split()} == {number}


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("pie muy y que quién rey yo ley huir", 1),
        ("día leer ahí agua ciudad país guerra guía", 2),
        ("ahora prohíbe médico historia pingüino caída héroe", 3),
        ("comunidad responsable", 4),
        ("restaurativa universidad aeropuerto", 5),
    ],
)
def test_a_spanish_word_has_the_syllables_that_its_spelling_says(words, number):
    assert {spanish_syllables(word) for word in words.split()} == {number}


def test_reading_takes_its_time_by_words_and_pictures():
    picture = '<figure><img src="/assets/a/b.svg" alt="Many words that nobody reads"></figure>'
    words = f"<p>{'word ' * 476}</p>"

    assert reading_time("") == Decimal("0.0")
    assert reading_time(words) == Decimal("2.0")
    assert reading_time(words, "es") == Decimal("1.7")  # 476 / 278
    assert reading_time(words, "de") == Decimal("2.0")
    assert reading_time(words + picture) == Decimal("2.2")
