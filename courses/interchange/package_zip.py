"""A course package as a zip: unpacked with suspicion, and written so that the bytes never vary."""

import errno
import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from courses.interchange.package_export import export_course
from courses.interchange.zip_directory import TooManyMembers, refuse_long_directory
from courses.interchange.zip_names import BadName, name_of
from courses.models import Course
from courses.services.file_checks import TYPES

MOST_MEMBERS = 2_000
LARGEST = 300 * 1024 * 1024  # bytes, unpacked
# Text shrinks to a twentieth; what grows more than two hundredfold was made to.
BOMB_FROM, BOMB_RATIO = 5 * 1024 * 1024, 200
BLOCK = 64 * 1024
NAMED = 5  # how many files a sentence names
ENCRYPTED = 0x1 | 0x40 | 0x2000
HOLDS = {*TYPES, ".md", ".toml"}
RUBBISH = re.compile(r"(?:__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)", re.I)
BESIDE = re.compile(r"(?:README|LICEN[CS]E|NOTICE|COPYING|AUTHORS|CONTRIBUTORS|CHANGELOG)", re.I)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
EPOCH = (1980, 1, 1, 0, 0, 0)
PACKED_ALREADY = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4", ".webm", ".mp3"}


class ZipRefused(ValueError):
    """A zip that is not taken; the message says why, in one sentence."""


def unpacked(stream: IO[bytes], folder: Path) -> None:
    """The package of a zip, put into an empty folder; ZipRefused, if there is anything wrong.

    Nothing is written anywhere else, whatever the zip says; when it is refused the folder may hold
    a part of it, and is to be thrown away. A folder that holds everything is left out, and so is
    what archivers and file managers leave behind.
    """
    size = stream.seek(0, 2)
    try:
        refuse_long_directory(stream, MOST_MEMBERS)
        with zipfile.ZipFile(stream) as archive:
            members = _members(archive)
            _Unpacking(archive, folder, packed=size).all(members)
    except BadName as error:
        raise ZipRefused(str(error)) from error
    except TooManyMembers as error:
        raise _too_many() from error
    except ZipRefused:
        raise
    except BROKEN as error:
        raise ZipRefused(_("This is not a zip, or it is damaged.")) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a full disk, say, is not the zip's fault
            raise
        raise ZipRefused(_("This is not a zip, or it is damaged.")) from error


def _too_many() -> ZipRefused:
    return ZipRefused(_("The zip holds more than {most} files.").format(most=f"{MOST_MEMBERS:,}"))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files to be unpacked, by the name that each will have."""
    listed = archive.infolist()
    if len(listed) > MOST_MEMBERS:
        raise _too_many()
    named = [(name_of(member), member) for member in listed]
    for name, member in named:
        _refuse_unplain(name, member)
    files = {name: member for name, member in named if not name.endswith("/")}
    kept = [name for name, _member in named if name in files and not _is_rubbish(name)]
    _refuse_same(kept)
    kept = [name for name in kept if not _lies_beside(name)]
    _refuse_kinds(kept)
    tops = {name.partition("/")[0] for name in kept}
    strip = len(tops) == 1 and all("/" in name for name in kept)
    return {name.partition("/")[2] if strip else name: files[name] for name in kept}


def _refuse_unplain(name: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & ENCRYPTED:
        raise ZipRefused(_("The zip is encrypted: pack it again without a password."))
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ZipRefused(
            _("“{name}” is a link or a device: put the file itself there.").format(name=name)
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ZipRefused(
            _("“{name}” is packed in a way that is not read here: pack it as a plain zip.").format(
                name=name
            )
        )


def _is_rubbish(name: str) -> bool:
    return any(RUBBISH.fullmatch(part) for part in name.split("/"))


def _lies_beside(name: str) -> bool:
    """A README, a licence: no part of the course, and left alone."""
    path = PurePosixPath(name)
    return path.suffix.lower() in ("", ".md", ".txt", ".rst") and bool(BESIDE.fullmatch(path.stem))


def _refuse_same(names: list[str]) -> None:
    """Two files of one name, or a file where others have a folder, whatever the case."""
    seen: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", name.casefold())
        if folded in seen:
            raise ZipRefused(_("The zip holds “{name}” twice.").format(name=name))
        seen[folded] = name
    for folded in seen:
        for parent in PurePosixPath(folded).parents:
            if str(parent) in seen:
                raise ZipRefused(_("The zip holds “{name}” twice.").format(name=seen[str(parent)]))


def _refuse_kinds(names: list[str]) -> None:
    other = [name for name in names if PurePosixPath(name).suffix.lower() not in HOLDS]
    if other:
        named = ", ".join(f"“{name}”" for name in other[:NAMED])
        more = len(other) - NAMED
        named += " " + _("and {more} more").format(more=more) if more > 0 else ""
        raise ZipRefused(_("A course cannot hold files of this kind: {names}.").format(names=named))


class _Unpacking:
    """Writes members and counts what comes out, whatever their headers say."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path, *, packed: int) -> None:
        self.archive = archive
        self.folder = folder
        self.packed = packed
        self.written = 0

    def all(self, members: dict[str, zipfile.ZipInfo]) -> None:
        for name, member in members.items():
            path = self.folder.joinpath(*name.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as out:
                for block in self._blocks(member):
                    out.write(block)

    def _blocks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        with self.archive.open(member) as source:
            while block := source.read(BLOCK):
                self.written += len(block)
                self._refuse_growth()
                yield block

    def _refuse_growth(self) -> None:
        if self.written > LARGEST:
            most = LARGEST // 1024 // 1024
            raise ZipRefused(
                _("The zip holds more than {most} MB when it is unpacked.").format(most=most)
            )
        if self.written > max(BOMB_FROM, BOMB_RATIO * self.packed):
            raise ZipRefused(_("The zip grows out of all proportion when it is unpacked."))


def zipped(course: Course, *, number: int | None = None, draft: bool = False) -> IO[bytes]:
    """The package of an edition (the newest, edition `number`, or the draft), in a temporary file.

    At its beginning, and gone when it is closed. The same content gives the same bytes.
    """
    with ExitStack() as open_files:
        out = open_files.enter_context(tempfile.TemporaryFile())
        with tempfile.TemporaryDirectory(prefix="concord-") as place:
            folder = Path(place) / course.key
            export_course(course, folder, number=number, draft=draft)
            with zipfile.ZipFile(out, "w") as archive:
                for path in sorted(it for it in folder.rglob("*") if it.is_file()):
                    _add(archive, path, path.relative_to(folder.parent).as_posix())
        out.seek(0)
        open_files.pop_all()
    return out


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    member = zipfile.ZipInfo(name, EPOCH)
    member.create_system = 3
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    packed = path.suffix.lower() in PACKED_ALREADY
    member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    member.file_size = path.stat().st_size  # so that it knows whether it will be a large one
    with path.open("rb") as source, archive.open(member, "w") as target:
        while block := source.read(BLOCK):
            target.write(block)
