"""Numbers as other systems write them: kept as written where they are numbers at all."""

import re
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from courses.interchange.questions_read import Refused
from courses.rules.content_hash import plain

# Bounded, so that no number costs more than it is worth. A comma may be for thousands: no number.
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?")


def a_number(text: str) -> str:
    """The number as it is written, without blanks; Refused for what is none."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        raise Refused(_("“{text}” is not a number.").format(text=text[:40]))
    return text


def between(low: str, high: str) -> tuple[str, str]:
    """The middle of a range, and how far it reaches from there."""
    with localcontext() as context:
        context.prec = 200
        least, most = Decimal(a_number(low)), Decimal(a_number(high))
        if least > most:
            raise Refused(_("A range begins with its lower number."))
        return plain((least + most) / 2), plain((most - least) / 2)
