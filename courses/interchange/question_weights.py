"""Shares of a score as other systems write them, in per cent, and as they are held: four places."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from courses.interchange.questions_read import Refused
from courses.rules.content_hash import plain
from courses.rules.scores import rounded

ONE, LEAST = Decimal(1), Decimal("0.0001")
SHORT = Decimal("0.006")  # how far short of the whole rounded shares are still meant to be it
# Fractions that Moodle knows and four places cannot hold.
THIRDS = {
    rounded(Decimal(text) / 100): text
    for text in ("83.33333", "66.66667", "33.33333", "16.66667", "14.28571", "11.11111")
}


def share(percent: str) -> Decimal:
    """The share that so many per cent are; Refused for what is none from -100 to 100."""
    try:
        number = Decimal(percent.strip()) / 100
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not -1 <= number <= 1:
        raise Refused(_("“{percent}” is not a share from -100 to 100 %.").format(percent=percent))
    return number


def held_shares(shares: Sequence[Decimal]) -> list[Decimal]:
    """Rounded to four places, such that shares meant to make up the whole (three thirds) do."""
    held = [rounded(each) for each in shares]
    whole = [nth for nth, each in enumerate(shares) if each > 0]
    total = sum((shares[nth] for nth in whole), Decimal(0))
    if whole and ONE - SHORT < total < ONE + LEAST:
        missing = ONE - sum((held[nth] for nth in whole), Decimal(0))
        each, more = divmod(int(abs(missing) / LEAST), len(whole))
        for place, nth in enumerate(whole):
            held[nth] += (LEAST * (each + (place < more))).copy_sign(missing)
    return held


def percents(shares: Sequence[Decimal]) -> list[str]:
    """How the shares are written: as Moodle knows them where that reads the same, else exactly."""
    exact = [plain(each * 100) for each in shares]
    known = [_known(each) or text for each, text in zip(shares, exact, strict=True)]
    return known if held_shares([share(text) for text in known]) == list(shares) else exact


def percent(weight: Decimal) -> str:
    """How one share is written, where it need not add up with others."""
    text = THIRDS.get(abs(weight))
    if text is None:
        return plain(weight * 100)
    return f"-{text}" if weight < 0 else text


def _known(weight: Decimal) -> str:
    for near in (weight, weight - LEAST, weight + LEAST):
        if found := THIRDS.get(abs(near)):
            return f"-{found}" if weight < 0 else found
    return ""
