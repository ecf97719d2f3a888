"""How long a stored text takes to read, and how demanding its wording is.

Pure: no database, no clock. Both are estimates of the words alone: what they mean, and to whom,
no formula knows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from courses.rules.richtext_blocks import blocks_of
from courses.rules.richtext_tree import as_read
from courses.rules.syllables import english_syllables, spanish_syllables

# Silent reading of non-fiction by adults, in words a minute: Brysbaert (2019), Journal of Memory
# and Language 109, 104047; its number for Spanish comes from far fewer studies. A language that is
# not here is read as English is.
ENGLISH_PACE = 238
PACE: Mapping[str, int] = {"en": ENGLISH_PACE, "es": 278}
PICTURE_SECONDS = 12  # for each picture, in place of the words that describe it
FEWEST_WORDS = 100  # below, one long sentence would decide
PLACES = Decimal("0.1")

PICTURE = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
WORD = re.compile(r"[^\W_]+(?:[-'’.,·/][^\W_]+)*")  # noqa: RUF001 (an apostrophe as it is printed)
END = re.compile(r"[.!?…]+[)\]\"'”’»]*(?=\s)")  # noqa: RUF001
BEGIN = re.compile(r"[\s(\[\"'“‘«¿¡–—]*(.?)", re.DOTALL)  # noqa: RUF001
LAST_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")
# What ends in a full stop in the middle of a sentence.
ABBREVIATIONS = frozenset(
    {"dr", "dra", "drs", "mr", "mrs", "ms", "prof", "profa", "st", "sr", "sra", "srta", "lic"}
    | {"ud", "uds", "e.g", "i.e", "cf", "al", "approx", "vs", "fig", "vol", "pp", "ed", "eds"}
    | {"ph.d", "m.d", "a.m", "p.m", "resp", "incl", "p.ej", "ej", "pág", "págs", "núm", "art"}
    | {"cap", "ee.uu"}
)


class Scale(StrEnum):
    """What the number of a level counts."""

    SCHOOL_YEARS = "school_years"  # 1 to 30: so many are needed to read it; more is harder
    INFLESZ = "inflesz"  # 0 to 100: ease; less is harder


class Ease(StrEnum):
    """A level in one word."""

    PLAIN = "plain"
    STANDARD = "standard"
    DEMANDING = "demanding"


@dataclass(frozen=True, slots=True)
class Level:
    """How demanding a text is, to one place after the point."""

    number: Decimal
    scale: Scale
    ease: Ease


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas are made of."""

    words: int
    sentences: int
    syllables: int


@dataclass(frozen=True, slots=True)
class Formula:
    """How one language's level is worked out, and from where on it is another word."""

    scale: Scale
    syllables: Callable[[str], int]
    number: Callable[[Counts], Decimal]
    ends: tuple[int, int]  # beyond which no number means anything
    ease: Callable[[Decimal], Ease]


def pace_of(language: str) -> int:
    """Words a minute at which this language is read."""
    return PACE.get(_base(language), ENGLISH_PACE)


def reading_time(html: str, language: str = "en") -> Decimal:
    """Minutes, to a tenth: the words at their language's pace, and 12 seconds for each picture."""
    words = len(WORD.findall(as_read(PICTURE.sub(" ", html))))
    read = Decimal(words) / pace_of(language)
    looked = Decimal(len(PICTURE.findall(html)) * PICTURE_SECONDS) / 60
    return (read + looked).quantize(PLACES)


def reading_level(html: str, language: str) -> Level | None:
    """English by Flesch and Kincaid, Spanish by INFLESZ; None for others, and under 100 words."""
    formula = FORMULAS.get(_base(language))
    counted = counts(html, language) if formula else None
    if formula is None or counted is None or counted.words < FEWEST_WORDS:
        return None
    least, most = formula.ends
    number = min(max(formula.number(counted), Decimal(least)), Decimal(most)).quantize(PLACES)
    return Level(number, formula.scale, formula.ease(number))


def counts(html: str, language: str) -> Counts:
    """Words, sentences and syllables of a stored text; pictures do not count.

    A word is a run of letters and digits; hyphens, apostrophes, points and commas inside it belong
    to it, so that `well-being`, `don't` and `2.5` are one each. `sentences_of` says what ends a
    sentence, courses.rules.syllables what is one; a language without rules counts as English.
    """
    formula = FORMULAS.get(_base(language), FORMULAS["en"])
    sentences = sentences_of(html)
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    return Counts(len(words), len(sentences), sum(formula.syllables(word) for word in words))


def sentences_of(html: str) -> list[str]:
    """A text's sentences, in order: what ends in a full stop, a mark or three dots.

    Paragraphs, headings, items of lists, cells and captions end one too, with or without a mark; a
    line break does not. A full stop ends none after an abbreviation or an initial, none before a
    small letter, and none without a blank after it: 2.5, example.org. What holds no word is none.
    """
    blocks = blocks_of(PICTURE.sub(" ", html))
    sentences = (sentence for block in blocks for sentence in _sentences(block))
    return [sentence for sentence in sentences if WORD.search(sentence)]


def _sentences(block: str) -> list[str]:
    ends = [match.end() for match in END.finditer(block) if _ends_one(block, match)]
    return [block[start:end].strip() for start, end in pairwise([0, *ends, len(block)])]


def _ends_one(block: str, match: re.Match[str]) -> bool:
    following = BEGIN.match(block, match.end())
    if following and following[1].islower():
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    last = LAST_WORD.search(block, 0, match.start())
    if last is None:
        return True
    is_initial = len(last[0]) == 1 and last[0].isupper() and last[0] != "I"
    return not is_initial and last[0].lower() not in ABBREVIATIONS


def flesch_kincaid(counted: Counts) -> Decimal:
    """The school year that reads it: Kincaid, Fishburne, Rogers and Chissom (1975)."""
    words = Decimal(counted.words)
    a_sentence, a_word = words / counted.sentences, counted.syllables / words
    return Decimal("0.39") * a_sentence + Decimal("11.8") * a_word - Decimal("15.59")


def inflesz(counted: Counts) -> Decimal:
    """Szigriszt Pazos (1993), on whose number the INFLESZ scale stands.

    Not Fernández Huerta's (1959), which has been handed on with sentences in a hundred words where
    words in a sentence are meant.
    """
    words = Decimal(counted.words)
    a_sentence, a_word = words / counted.sentences, counted.syllables / words
    return Decimal("206.835") - Decimal("62.3") * a_word - a_sentence


def _ease_of_school_years(number: Decimal) -> Ease:
    """Plain to the eighth year, standard to the twelfth: the last before university."""
    if number <= 8:
        return Ease.PLAIN
    return Ease.STANDARD if number <= 12 else Ease.DEMANDING


def _ease_of_inflesz(number: Decimal) -> Ease:
    """Plain from 65 (`bastante fácil`), demanding under 40 (`muy difícil`: of universities).

    Barrio-Cantalejo et al. (2008), Anales del Sistema Sanitario de Navarra 31(2), 135-152.
    """
    if number >= 65:
        return Ease.PLAIN
    return Ease.STANDARD if number >= 40 else Ease.DEMANDING


FORMULAS: Mapping[str, Formula] = {
    "en": Formula(
        Scale.SCHOOL_YEARS, english_syllables, flesch_kincaid, (1, 30), _ease_of_school_years
    ),
    "es": Formula(Scale.INFLESZ, spanish_syllables, inflesz, (0, 100), _ease_of_inflesz),
}


def _base(language: str) -> str:
    """The language without its region: en-GB is en."""
    return language.lower().partition("-")[0]
