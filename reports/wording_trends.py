"""What is to be expected, in sentences: with how little is known of it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.queries.trends import Trend
from reports.wording import grouped


def forecast_headline(trend: Trend) -> str:
    """The answer first: about how many of those who can still be in time will be late."""
    found = trend.forecast
    if not trend.asked:
        return _("Nobody is asked here.")
    if not found.waiting:
        return _("Nobody is waiting who could still be in time.")
    words = {"late": grouped(round(found.late)), "waiting": grouped(found.waiting)}
    if found.is_few:
        said = ngettext(
            "Too few completed lately to tell whether the %(waiting)s who is open will be late.",
            "Too few completed lately to tell how many of the %(waiting)s who are open will be "
            "late.",
            found.waiting,
        )
        return said % words
    said = ngettext(
        "At the present pace, about %(late)s of the %(waiting)s who is open will be late.",
        "At the present pace, about %(late)s of the %(waiting)s who are open will be late.",
        found.waiting,
    )
    return said % words


def interval(trend: Trend) -> str:
    """Between 2 and 9."""
    found = trend.forecast
    if not found.waiting:
        return ""
    words = _("between %(low)s and %(high)s")
    return words % {"low": grouped(found.low), "high": grouped(found.high)}


def pace_words(trend: Trend) -> str:
    """From what it is reckoned."""
    pace = trend.pace
    return ngettext(
        "%(n)s completion in the last four weeks.",
        "%(n)s completions in the last four weeks.",
        pace.completions,
    ) % {"n": grouped(pace.completions)}
