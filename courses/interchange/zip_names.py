"""The names in a zip, as whoever packed it meant them, or why they cannot be taken."""

import struct
import unicodedata
import zipfile
import zlib

from django.utils.translation import gettext as _

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # Info-ZIP's extra field, which WinRAR writes too
WINDOWS = (0, 10, 11)  # systems whose archivers use the code page of the old command line
LONGEST_PART, LONGEST = 200, 500


class BadName(ValueError):
    """A name that is refused; the message says why, in one sentence."""


def name_of(member: zipfile.ZipInfo) -> str:
    """The member's name in one form of Unicode (NFC), checked to lie within the folder."""
    name = unicodedata.normalize("NFC", _decoded(member))
    _refuse_outside(name)
    return name


def _decoded(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & UTF8_FLAG:
        return member.orig_filename
    raw = member.orig_filename.encode("cp437")  # as zipfile read it
    if told := _unicode_path(member.extra, raw):
        return told
    try:
        return raw.decode("utf-8")  # ASCII, or macOS, which does not say so; nothing else looks so
    except UnicodeDecodeError:
        return _by_code_page(raw, on_windows=member.create_system in WINDOWS)


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in the extra field made for it, if that is of this very name; else nothing."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        held, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == UNICODE_PATH and len(held) > 5 and held[0] == 1:
            if struct.unpack("<L", held[1:5])[0] != zlib.crc32(raw):
                return ""
            try:
                return held[5:].decode("utf-8")
            except UnicodeDecodeError:
                return ""
    return ""


def _by_code_page(raw: bytes, *, on_windows: bool) -> str:
    """Windows packs in cp437, which is what a zip is in unless it says otherwise.

    Where those letters make no name, another code page is taken if it is the only one that does.
    """
    first = _in_letters(raw, "cp437") if on_windows else None
    if first:
        return first
    readings = {_in_letters(raw, page) for page in ("cp437", "cp850", "cp1252")} - {None}
    if len(readings) == 1:
        return str(readings.pop())
    shown = raw.decode("ascii", "replace").replace("\N{REPLACEMENT CHARACTER}", "?")
    raise BadName(
        _("The zip does not say which letters “{name}” is written in: pack it again.").format(
            name=shown
        )
    )


def _in_letters(raw: bytes, page: str) -> str | None:
    """The name in this code page, if what is not ASCII in it are Latin letters."""
    try:
        name = raw.decode(page)
    except UnicodeDecodeError:
        return None
    strange = [sign for sign in name if not sign.isascii()]
    latin = all(unicodedata.name(sign, "").startswith("LATIN ") for sign in strange)
    return name if latin else None


def _refuse_outside(name: str) -> None:
    """Whatever is no plain name below a folder is refused, on whichever system it would matter."""
    shown = name.encode("unicode_escape").decode("ascii") if not name.isprintable() else name
    if len(name) > LONGEST:
        raise BadName(_("“{name}…” is too long a name.").format(name=shown[:40]))
    if not name.isprintable() or "\\" in name or ":" in name:
        raise BadName(
            _("“{name}” has signs in its name that it cannot have: \\ or : or ones unseen.").format(
                name=shown[:80]
            )
        )
    parts = name.removesuffix("/").split("/")
    if any(part.strip(". ") == "" for part in parts):  # "", ".", "..", " ": absolute ones too
        raise BadName(_("“{name}” is outside the course's folder.").format(name=name))
    if any(len(part.encode()) > LONGEST_PART for part in parts):
        raise BadName(_("“{name}…” is too long a name.").format(name=name[:40]))
