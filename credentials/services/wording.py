"""What a certificate says, in words: the page and the PDF say the same."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from credentials.models import Certificate

MOST_LETTERS = Certificate._meta.get_field("title").max_length or 0


def hours_words(certificate: Certificate) -> str:
    """How long the study was and which edition it was: `0.5 hours of study, edition 2.`"""
    hours = certificate.hours
    words = ngettext("%(hours)s hour of study", "%(hours)s hours of study", 1 if hours == 1 else 2)
    study = words % {"hours": plain(hours)}
    return _("%(study)s, edition %(edition)s.") % {"study": study, "edition": certificate.edition}


def titled(title: str, modules: str) -> str:
    """A course by its title; of a renewal by some of its modules, how many they were."""
    if not modules:
        return title
    number = len(modules.split())
    words = ngettext(
        "%(title)s (renewal: %(n)d module)", "%(title)s (renewal: %(n)d modules)", number
    )
    room = MOST_LETTERS - len(words % {"title": "", "n": number})
    return words % {"title": title[:room], "n": number}


def verify_address() -> str:
    """Where anyone may check a code, as it would be typed."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.netloc}{parts.path}/verify"


def full_date(day: date) -> str:
    """A day in full: 24 November 2026."""
    return date_format(day, pgettext("date format", "j F Y"))


def plain(hours: Decimal) -> str:
    """Hours without idle noughts, in the reader's language: 0.5, 10."""
    return number_format(f"{hours.normalize():f}")
