"""What a report says in sentences: its answer first, then what follows from it."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, ngettext_lazy

from learning.rules.standing import Standing
from reports.queries.completion import COMPLIANT, Cell

FIGURES: dict[str, str | Promise] = {
    COMPLIANT: _lazy("Compliant"),
    Standing.WAIVED: _lazy("Waived"),
    Standing.WITHDRAWN: _lazy("Withdrawn"),
    Standing.COMPLETED_ON_TIME: _lazy("Completed on time"),
    Standing.COMPLETED_LATE: _lazy("Completed late"),
    Standing.EXPIRED: _lazy("Expired"),
    Standing.OVERDUE: _lazy("Overdue"),
    Standing.IN_PROGRESS: _lazy("In progress"),
    Standing.DUE_SOON: _lazy("Due soon"),
    Standing.NOT_STARTED: _lazy("Not started"),
    Standing.SCHEDULED: _lazy("Scheduled"),
}
STAND = {  # who: 41 people, or 41 assignments
    "": ngettext_lazy("%(who)s is counted.", "%(who)s are counted.", "n"),
    COMPLIANT: ngettext_lazy("%(who)s is compliant.", "%(who)s are compliant.", "n"),
    Standing.WAIVED: ngettext_lazy("%(who)s is waived.", "%(who)s are waived.", "n"),
    Standing.WITHDRAWN: ngettext_lazy("%(who)s is withdrawn.", "%(who)s are withdrawn.", "n"),
    Standing.COMPLETED_ON_TIME: ngettext_lazy(
        "%(who)s was completed on time.", "%(who)s were completed on time.", "n"
    ),
    Standing.COMPLETED_LATE: ngettext_lazy(
        "%(who)s was completed late.", "%(who)s were completed late.", "n"
    ),
    Standing.EXPIRED: ngettext_lazy("%(who)s has expired.", "%(who)s have expired.", "n"),
    Standing.OVERDUE: ngettext_lazy("%(who)s is overdue.", "%(who)s are overdue.", "n"),
    Standing.IN_PROGRESS: ngettext_lazy("%(who)s is in progress.", "%(who)s are in progress.", "n"),
    Standing.DUE_SOON: ngettext_lazy("%(who)s is due soon.", "%(who)s are due soon.", "n"),
    Standing.NOT_STARTED: ngettext_lazy(
        "%(who)s has not started.", "%(who)s have not started.", "n"
    ),
    Standing.SCHEDULED: ngettext_lazy("%(who)s is scheduled.", "%(who)s are scheduled.", "n"),
}


def grouped(number: int) -> str:
    """1,342"""
    return number_format(number, force_grouping=True)


def counted(number: int, *, of_people: bool) -> str:
    """41 people; where several requirements are counted together, 41 assignments."""
    if of_people:
        words = ngettext("%(number)s person", "%(number)s people", number)
    else:
        words = ngettext("%(number)s assignment", "%(number)s assignments", number)
    return words % {"number": grouped(number)}


def headline(totals: Sequence[Cell]) -> str:
    """Of 60 people, 41 are compliant with Repair."""
    everybody = sum(cell.people for cell in totals)
    compliant = sum(cell.compliant for cell in totals)
    whole = counted(everybody, of_people=len(totals) == 1)
    if len(totals) == 1:
        words = ngettext(
            "Of %(whole)s, %(compliant)s is compliant with %(title)s.",
            "Of %(whole)s, %(compliant)s are compliant with %(title)s.",
            compliant,
        )
    else:
        words = ngettext(
            "Of %(whole)s, %(compliant)s is compliant.",
            "Of %(whole)s, %(compliant)s are compliant.",
            compliant,
        )
    title = totals[0].requirement.title
    return words % {"whole": whole, "compliant": grouped(compliant), "title": title}


def what_follows(totals: Sequence[Cell], parts: Sequence[Cell]) -> str:
    """41 are overdue, 17 of them in Emergency Medicine: the part with the most of them."""
    overdue = sum(cell.overdue for cell in totals)
    if not overdue:
        return _("Nobody is overdue.")
    worst = max(parts, key=lambda cell: cell.overdue, default=None)
    if len(totals) > 1 or worst is None or worst.unit is None or not worst.overdue:
        words = ngettext("%(overdue)s is overdue.", "%(overdue)s are overdue.", overdue)
        return words % {"overdue": grouped(overdue)}
    unit = worst.unit.name
    if worst.overdue == overdue:
        words = ngettext(
            "%(overdue)s is overdue, in %(unit)s.",
            "%(overdue)s are overdue, all of them in %(unit)s.",
            overdue,
        )
    else:
        words = ngettext(
            "%(overdue)s is overdue, %(worst)s of them in %(unit)s.",
            "%(overdue)s are overdue, %(worst)s of them in %(unit)s.",
            overdue,
        )
    return words % {"overdue": grouped(overdue), "worst": grouped(worst.overdue), "unit": unit}


def behind_headline(number: int, figure: str, *, of_people: bool) -> str:
    """41 people are overdue."""
    words = STAND[figure] % {"n": number, "who": counted(number, of_people=of_people)}
    return str(words)
