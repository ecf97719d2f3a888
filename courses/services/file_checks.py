"""Files that a course may hold: each is what its name says, and does nothing by itself."""

import hashlib
import warnings
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import webvtt
from django.utils.translation import gettext as _
from PIL import Image

from courses.rules.content import FileRead
from courses.rules.drawings import UnsafeDrawing, drawing_size
from courses.services.office_files import OPEN_DOCUMENT, OPEN_XML, Runs, check_document

TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
    ".pdf": "application/pdf",
    ".docx": f"{OPEN_XML}wordprocessingml.document",
    ".xlsx": f"{OPEN_XML}spreadsheetml.sheet",
    ".pptx": f"{OPEN_XML}presentationml.presentation",
    ".odt": OPEN_DOCUMENT,
    ".txt": "text/plain",
    ".csv": "text/csv",
}
Size = tuple[int | None, int | None]
NO_SIZE: Size = (None, None)
NO_FILMS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"qt  ")
BLOCK = 64 * 1024


class FileRefused(ValueError):
    """A file that a course cannot hold; the message says why, in one sentence."""


class UntimelyCaptions(ValueError):
    """A caption that ends before it begins, or stands after one that begins later."""


BROKEN = (
    OSError,
    ValueError,
    SyntaxError,  # what Pillow calls a broken PNG
    Warning,
    Image.DecompressionBombError,
    webvtt.errors.MalformedFileError,
)


def look_at(path: Path, name: str) -> FileRead:
    """The file, found to be what the ending of its name says; else FileRefused."""
    kind = TYPES.get(path.suffix.lower())
    if kind is None:
        raise FileRefused(
            _("“{name}” is not of a kind that a course can hold: {kinds}.").format(
                name=name, kinds=", ".join(kind[1:] for kind in TYPES)
            )
        )
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        width, height = CHECKS[kind](path)
    except BROKEN as error:
        raise FileRefused(_why(name, error)) from error
    return FileRead(path, digest, kind, path.stat().st_size, width, height)


def _why(name: str, error: BaseException) -> str:
    if isinstance(error, UnsafeDrawing):
        return _("“{name}” is refused: {why}.").format(name=name, why=error)
    if isinstance(error, Runs):
        return _("“{name}” holds macros or controls: save it without them.").format(name=name)
    if isinstance(error, webvtt.errors.MalformedFileError):
        return _("“{name}” is not a WebVTT file: {why}.").format(name=name, why=error)
    if isinstance(error, UntimelyCaptions):
        return _(
            "In “{name}” the caption at {at} ends before it begins, or comes too late."
        ).format(name=name, at=error)
    return _("“{name}” is not what its name says, or is broken.").format(name=name)


def _raster(path: Path, expected: tuple[str, ...]) -> Size:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as image:
            if image.format not in expected:
                raise ValueError(f"it is {image.format}")
            image.verify()
            return image.size


def _picture(*expected: str) -> Callable[[Path], Size]:
    return lambda path: _raster(path, expected)


def _drawing(path: Path) -> Size:
    return drawing_size(path.read_bytes())


def _begins(path: Path, at: int, *signs: bytes) -> Size:
    with path.open("rb") as stream:
        head = stream.read(64)
    if not any(head[at:].startswith(sign) for sign in signs):
        raise ValueError("another kind of file")
    return NO_SIZE


def _mp4(path: Path) -> Size:
    """Photographs of telephones and QuickTime films begin the same way: their brand tells."""
    with path.open("rb") as stream:
        head = stream.read(12)
    if head[4:8] != b"ftyp" or head[8:12] in NO_FILMS:
        raise ValueError("another kind of file")
    return NO_SIZE


def _captions(path: Path) -> Size:
    text = path.read_bytes().decode("utf-8-sig")
    captions = webvtt.from_buffer(BytesIO(text.encode())).captions
    if not captions:
        raise ValueError("no captions")
    before = captions[0].start_time.in_milliseconds()
    for caption in captions:
        start, end = (it.in_milliseconds() for it in (caption.start_time, caption.end_time))
        if start < before or end <= start:
            raise UntimelyCaptions(caption.start)
        before = start
    return NO_SIZE


def _text(path: Path) -> Size:
    """UTF-8, and no signs that text does not have."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        while block := stream.read(BLOCK):
            if "\0" in block:
                raise ValueError("no text")
    return NO_SIZE


def _document(path: Path, kind: str) -> Size:
    check_document(path, kind)
    return NO_SIZE


CHECKS: dict[str, Callable[[Path], Size]] = {
    "image/png": _picture("PNG"),
    "image/jpeg": _picture("JPEG", "MPO"),
    "image/gif": _picture("GIF"),
    "image/webp": _picture("WEBP"),
    "image/svg+xml": _drawing,
    "video/mp4": _mp4,
    "video/webm": lambda path: _begins(path, 0, b"\x1a\x45\xdf\xa3"),
    "audio/mpeg": lambda path: _begins(path, 0, b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "text/vtt": _captions,
    "application/pdf": lambda path: _begins(path, 0, b"%PDF-"),
    **{
        TYPES[ending]: partial(_document, kind=TYPES[ending])
        for ending in (".docx", ".xlsx", ".pptx", ".odt")
    },
    "text/plain": _text,
    "text/csv": _text,
}
