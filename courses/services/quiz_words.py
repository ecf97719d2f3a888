"""What the settings of a quiz are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AT_EXPIRY_WORDS: Mapping[str, Promise] = {
    "submit": _("What is saved is handed in"),
    "grace": _("It may still be handed in, unchanged"),
    "discard": _("The attempt does not count"),
}
KEEP_WORDS: Mapping[str, Promise] = {
    "highest": _("The highest"),
    "last": _("The last"),
    "first": _("The first"),
    "average": _("The average"),
}
FEEDBACK_WORDS: Mapping[str, Promise] = {
    "at_once": _("Everything, as soon as it is handed in"),
    "practice": _("Everything, and each response as it is saved"),
    "without_answers": _("What was right and the score, never the right answers"),
    "score_only": _("The score"),
    "after_close": _("The score; everything once the quiz is closed"),
    "nothing": _("That it was handed in"),
}
