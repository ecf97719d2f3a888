"""How many syllables a word has, by its letters: near enough to compare texts, not to hyphenate.

Pure: no database, no clock. A number has one for each digit, and whatever is read has at least one.
"""

import re
import unicodedata

ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
CONSONANT_Y = re.compile(r"(?:(?<=[aeiou])|^)y(?=[aeiou])")
# An e that is written and not spoken: care, cared, cares, league, statement, careful; but not
# table, needed, houses, argue, element.
SILENT = re.compile(
    r"(?:(?<=[gq])(?<!rg)ue|(?<![aeiouyl])e|(?<=[aeiouyl]l)e|(?<![dtaeiouy])(?<![^aeiouyl]l)ed)$"
    r"|(?:(?<=[gq])(?<!rg)ues|(?<![aeioucgsxz])(?<!sh)(?<![^aeiouyl]l)es)$"
    r"|(?<=[dgstv])e(?=ment)|(?<=[aeiouy][^aeiouy])e(?=ful|less|ly$|ty$)"
)
# Two vowels spoken apart: science, being, area, quiet, racism; not patient, social, creature.
APART = re.compile(
    r"(?<![tcsg])i(?=[ao])|(?<=[cst])i(?=at)|i(?=u|et)|(?:(?<![ct])|(?<=sc))i(?=en[ct])|i(?=er$|est$)"
    r"|[aeiouy](?=ing$|ism$)|(?<=cr)e(?=at[eio])|(?<=[dr])e(?=a$|act)|(?<![qg])[ou](?=e[lmt]s?$)"
)
HUMS = re.compile(r"[^aeiouy]?[st]hm$|sms?$")  # rhythm, prism: one more than vowels

SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+|y$")
SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
STRONG, STRESSED_WEAK = "aeoáéó", "íú"


def english_syllables(word: str) -> int:
    """Runs of vowels, y among them but before one; without a silent e; vowels apart count apart."""
    letters = _plain(word)
    letters = CONSONANT_Y.sub("j", letters)
    shorn = SILENT.sub("", letters) or letters
    runs = len(ENGLISH_VOWELS.findall(shorn))
    apart = len(APART.findall(shorn)) if runs else 0
    return max(1, runs + apart + bool(HUMS.search(shorn))) + _digits(word)


def spanish_syllables(word: str) -> int:
    """Each strong vowel is one; a weak one beside it only where it is stressed; a run at least one.

    That is how the language is spelt: pie 1, día 2, leer 2, ahí 2, que 1, muy 1.
    """
    letters = SILENT_U.sub("", unicodedata.normalize("NFC", word.lower()))
    if letters.endswith("y"):
        letters = f"{letters[:-1]}i"
    return max(1, sum(_nuclei(run) for run in SPANISH_VOWELS.findall(letters))) + _digits(word)


def _nuclei(run: str) -> int:
    strong = sum(letter in STRONG for letter in run)
    stressed = sum(letter in STRESSED_WEAK for letter in run)
    return max(1, strong + stressed) if strong else 1


def _digits(word: str) -> int:
    """Beyond the one that every word has."""
    digits = sum(letter.isdigit() for letter in word)
    return digits - 1 if digits and not any(letter.isalpha() for letter in word) else digits


def _plain(word: str) -> str:
    """Small letters without marks: résumé is read as resume, and counted so."""
    parted = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
