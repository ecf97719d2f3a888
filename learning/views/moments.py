"""Instants in words, on the person's own clock."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def clock(at: datetime) -> str:
    """10:42."""
    return date_format(localtime(at), pgettext("a time of day, in Django's letters", "H:i"))


def moment(at: datetime, now: datetime) -> str:
    """10:42 on the day that it is now; else with its day in full."""
    local = localtime(at)
    if local.date() == localtime(now).date():
        return pgettext("a time today, as in: until 10:42", "%(time)s") % {"time": clock(at)}
    day = date_format(local, pgettext("a date in full, in Django's letters", "j F Y"))
    return _("%(day)s, %(time)s") % {"day": day, "time": clock(at)}
