"""How demanding a text is, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.rules.reading_level import Ease, Scale, reading_level

EASE: Mapping[Ease, Promise] = {
    Ease.PLAIN: gettext_lazy("plain"),
    Ease.STANDARD: gettext_lazy("standard"),
    Ease.DEMANDING: gettext_lazy("demanding"),
}


def level_words(html: str, language: str) -> str:
    """Its level with the number it stands on; nothing of a short text, or of another language."""
    level = reading_level(html, language)
    if level is None:
        return ""
    if level.scale == Scale.INFLESZ:
        return _("%(ease)s (INFLESZ %(n)s)") % {"ease": EASE[level.ease], "n": level.number}
    return _("%(ease)s (school year %(n)s)") % {"ease": EASE[level.ease], "n": level.number}
