"""What a table over time says in sentences: of which days it is, and how it began."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.templatetags.ui import full_date
from reports.queries.completion import Cell
from reports.rules.period_ends import By
from reports.wording import grouped


def days_words(by: By, days: Sequence[date], last: date) -> str:
    """The ends of the months from 30 November 2025 to 31 October 2026, and 24 November 2026."""
    if not days:
        return full_date(last)
    if by == By.QUARTERS:
        words = _("the ends of the quarters from %(first)s to %(end)s, and %(last)s")
    else:
        words = _("the ends of the months from %(first)s to %(end)s, and %(last)s")
    said = {"first": full_date(days[0]), "end": full_date(days[-1]), "last": full_date(last)}
    return words % said


def beginning(totals: Iterable[tuple[date, Cell | None]]) -> str:
    """On 30 November 2025 it was 12 of 55: the first day on which somebody was asked."""
    for day, cell in totals:
        if cell and cell.people:
            words = ngettext(
                "On %(day)s, %(compliant)s of %(people)s was.",
                "On %(day)s, %(compliant)s of %(people)s were.",
                cell.compliant,
            )
            return words % {
                "day": full_date(day),
                "compliant": grouped(cell.compliant),
                "people": grouped(cell.people),
            }
    return ""
