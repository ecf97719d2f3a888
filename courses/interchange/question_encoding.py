"""The text in the bytes of a file of questions: UTF-8 as a rule, but not always."""

import codecs
import re

from django.utils.translation import gettext as _

from courses.interchange.questions_read import UnreadableQuestions

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
KNOWN = re.compile(r"(utf_?8|utf_?16(_?[lb]e)?|(us_?)?ascii|iso_?8859_?\d+|(windows|cp)_?125\d)$")


def text_of_file(data: bytes) -> str:
    """What the file says, with plain line ends.

    A byte order mark or an XML declaration names the encoding; without one it is UTF-8, and what is
    not UTF-8 is CP1252, which is what older Windows programs write.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _plain_lines(_decoded(data[len(bom) :], encoding))
    if b"\0" in data:
        raise UnreadableQuestions(_("This is no text, but another kind of file."))
    encoding = _declared(data)
    try:
        return _plain_lines(data.decode(encoding))
    except UnicodeDecodeError:
        return _plain_lines(_cp1252(data))


def _declared(data: bytes) -> str:
    found = DECLARED.match(data)
    name = found[1].decode("ascii") if found else "utf-8"
    if not KNOWN.match(name.lower().replace("-", "_")):
        raise UnreadableQuestions(_("The encoding “{name}” is not known.").format(name=name))
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise UnreadableQuestions(
            _("The encoding “{name}” is not known.").format(name=name)
        ) from None


def _decoded(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace")


def _cp1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
