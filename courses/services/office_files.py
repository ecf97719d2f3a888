"""Documents of office programs: what their names say, and without anything that runs."""

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
# The type of a document and of the part that it begins with.
MAIN_PARTS = {
    f"{OPEN_XML}wordprocessingml.document": f"{OPEN_XML}wordprocessingml.document.main+xml",
    f"{OPEN_XML}spreadsheetml.sheet": f"{OPEN_XML}spreadsheetml.sheet.main+xml",
    f"{OPEN_XML}presentationml.presentation": f"{OPEN_XML}presentationml.presentation.main+xml",
}
RUNS = re.compile(r"macro|vbaproject|activex", re.I)  # in a part's type, or its name
RUNS_IN_OPEN_DOCUMENT = re.compile(r"(Basic|Scripts)/", re.I)
MOST_PARTS = 10_000
LARGEST_LIST = 4 * 1024 * 1024  # bytes of the list of parts; hundreds of slides need one
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)


class Runs(ValueError):
    """A document that holds macros or controls."""


def check_document(path: Path, kind: str) -> None:
    """ValueError unless it is a document of this type; Runs if it holds what could run."""
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            _check(archive, kind)
    except (*BROKEN, ParseError, DefusedXmlException, UnicodeDecodeError) as error:
        raise ValueError("not a document") from error


def _check(archive: zipfile.ZipFile, kind: str) -> None:
    names = archive.namelist()
    if len(names) > MOST_PARTS:
        raise ValueError("too many parts")
    if kind == OPEN_DOCUMENT:
        if _held(archive, "mimetype").decode("ascii").strip() != kind:
            raise ValueError("another kind of file")
        if any(RUNS_IN_OPEN_DOCUMENT.match(name) for name in names):
            raise Runs
        return
    types = [part.get("ContentType", "") for part in fromstring(_held(archive))]
    if any(RUNS.search(said) for said in (*types, *names)):
        raise Runs
    if MAIN_PARTS[kind] not in types:
        raise ValueError("another kind of file")


def _held(archive: zipfile.ZipFile, name: str = "[Content_Types].xml") -> bytes:
    try:
        with archive.open(name) as part:
            held = part.read(LARGEST_LIST + 1)
    except KeyError as error:
        raise ValueError("another kind of file") from error
    if len(held) > LARGEST_LIST:
        raise ValueError("too long a list of parts")
    return held
