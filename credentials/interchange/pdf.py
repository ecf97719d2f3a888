"""The certificate as a tagged PDF (PDF/UA-1), set by typst."""

from functools import cache
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from credentials.models import Certificate
from credentials.services.wording import full_date, hours_words, verify_address

SOURCE = Path(__file__).with_name("certificate.typ")


def certificate_pdf(certificate: Certificate, *, revoked: bool = False) -> bytes:
    """One landscape letter sheet that says what the certificate's page says.

    Everything typed by people is handed over as data, never as source. A name that the
    fonts cannot set (PDF/UA refuses a missing glyph) is set without the standard's claim.
    """
    with translation.override(certificate.language):
        words = as_words(certificate, revoked=revoked)
    try:
        return _compiled(words, "ua-1")
    except typst.TypstError:
        return _compiled(words, None)


def as_words(certificate: Certificate, *, revoked: bool) -> dict[str, str]:
    """The text of the sheet, in the certificate's language."""
    valid_until = certificate.valid_until
    return {
        "language": certificate.language.split("-")[0],
        "document_title": _("Certificate: %(title)s") % {"title": certificate.title},
        "institution": certificate.institution,
        "office": certificate.office,
        "certify": _("This is to certify that"),
        "name": certificate.name,
        "completed": _("has completed, with all its required activities,"),
        "title": certificate.title,
        "study": hours_words(certificate),
        "completed_label": _("Completed"),
        "completed_on": full_date(certificate.completed_on),
        "valid_label": _("Valid until") if valid_until else "",
        "valid_until": full_date(valid_until) if valid_until else "",
        "verify_label": _("To verify"),
        "verify_address": verify_address(),
        "verify_link": f"{settings.SITE_URL}/verify/{certificate.code}/",
        "code": certificate.code,
        "revoked": _("This certificate has been revoked.") if revoked else "",
    }


@cache
def _source() -> bytes:
    return SOURCE.read_bytes()


def _compiled(words: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    pdf = typst.compile(
        _source(), sys_inputs=words, pdf_standards=standard, ignore_system_fonts=False
    )
    assert isinstance(pdf, bytes)  # no output path was given
    return pdf
