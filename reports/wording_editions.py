"""What an edition's page says in words: times, and what publishing it did."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from courses.models import Effect

EFFECTS: dict[str, str | Promise] = {
    Effect.MINOR: _lazy(
        "Minor: those in progress on the edition before moved to it, and kept everything."
    ),
    Effect.CARRY_OVER: _lazy(
        "Carry over: those in progress moved to it; what changed is to be looked at again."
    ),
    Effect.NEW_LEARNERS: _lazy(
        "New learners only: those in progress stayed on the edition that they had begun."
    ),
}


def effect_words(effect: str) -> str:
    """What it did to those in progress; nothing where it was not stated."""
    return str(EFFECTS.get(effect, ""))


def time_words(time: timedelta | None) -> str:
    """To the nearest minute: under a minute, 1 minute, 12 minutes; nothing where none is told."""
    if time is None:
        return ""
    minutes = round(time / timedelta(minutes=1))
    if time < timedelta(minutes=1):
        return _("under a minute")
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
