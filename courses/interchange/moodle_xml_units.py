"""Units of a number: Moodle has what the right number is multiplied by, we its inverse."""

from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from courses.interchange.question_numbers import a_number
from courses.interchange.questions_read import Refused
from courses.rules.content_hash import plain

DIGITS = 12  # of a factor: as many as anyone means
MORE = 25  # of its inverse, so that the factor comes back


def factor(multiplier: str) -> str:
    """What a number in this unit is multiplied by to be compared."""
    return _inverse(multiplier, DIGITS)


def multiplier(factor: str) -> str:
    return _inverse(factor, MORE)


def _inverse(text: str, digits: int) -> str:
    number = Decimal(a_number(text))
    if not number > 0:
        raise Refused(_("A unit is multiplied by a number above 0."))
    with localcontext() as context:
        context.prec = digits
        return plain(+(1 / number))
