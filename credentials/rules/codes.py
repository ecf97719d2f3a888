"""Codes that verify a certificate. Pure: no database, no clock, no randomness."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
BITS = 100
LENGTH = BITS // 5
LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(number: int) -> str:
    """A number below 2**100 as twenty letters and digits in groups of four: HC7K-Q29M-…

    Raises ValueError for any other number.
    """
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"A code has {BITS} bits.")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def as_typed(text: str) -> str:
    """What somebody typed, as the code they meant: case, blanks, hyphens and look-alikes aside.

    Empty where it cannot be a code.
    """
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(LOOKS_LIKE)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return ""
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))
