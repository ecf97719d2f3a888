"""Whatever is written, it has a reading time; and longer sentences never make it easier."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.reading_level import Scale, counts, reading_level, reading_time
from courses.rules.syllables import english_syllables, spanish_syllables

languages = st.sampled_from(["en", "es", "en-GB", "de", ""])
texts = st.text() | st.text(alphabet="aeiouyáíqug.!? <>/pli\"'=", max_size=300)
words = st.text(alphabet="aeiouymnrst", min_size=2, max_size=12)
sentences = st.lists(
    st.lists(words, min_size=8, max_size=30).map(lambda said: " ".join(said).capitalize()),
    min_size=14,
    max_size=25,
)


@given(html=texts, language=languages)
def test_any_text_whatever_can_be_measured(html, language):
    counted = counts(html, language)

    assert 0 <= counted.sentences <= counted.words <= counted.syllables
    assert reading_time(html, language) >= 0
    reading_level(html, language)


@given(said=sentences, joined=st.integers(min_value=1, max_value=13), language=languages)
def test_two_sentences_made_one_are_never_easier(said, joined, language):
    """The same words, one full stop less."""
    apart = reading_level(paragraph(said), language)
    merged = [
        *said[: joined - 1],
        f"{said[joined - 1]} {said[joined].lower()}",
        *said[joined + 1 :],
    ]
    together = reading_level(paragraph(merged), language)

    if apart is None or together is None:
        assert apart == together
    elif apart.scale == Scale.SCHOOL_YEARS:
        assert together.number >= apart.number
    else:
        assert together.number <= apart.number


@given(html=texts, more=texts)
def test_more_to_read_never_takes_less_time(html, more):
    whole = f"<p>{escape(html)}</p>"

    assert reading_time(f"{whole}<p>{escape(more)}</p>") >= reading_time(whole)


@given(word=st.text())
def test_every_word_has_a_syllable(word):
    assert english_syllables(word) >= 1
    assert spanish_syllables(word) >= 1


def paragraph(said):
    return f"<p>{'. '.join(said)}.</p>"
