"""How long a zip says its list of members is, read before anything reads the list itself.

A list of millions of members is quickly made, and takes gigabytes to read.
"""

import struct
from typing import IO

END, END_64, SIZE = b"PK\x05\x06", b"PK\x06\x07", 22
LOCATOR_64 = 20
LONGEST_COMMENT = 65_535
BYTES_A_MEMBER = 2_000  # far more than names and dates take


class TooManyMembers(ValueError):
    """The list is longer than so many members need."""


def refuse_long_directory(stream: IO[bytes], most: int) -> None:
    """TooManyMembers if the list is longer than `most` members need, or is of the larger form.

    That form (zip64) is for files of 4 GB and for 65,535 members and more. A stream that is no zip
    is let through: whoever opens it will say so.
    """
    size = stream.seek(0, 2)
    stream.seek(max(0, size - SIZE - LONGEST_COMMENT - LOCATOR_64))
    tail = stream.read()
    stream.seek(0)
    for at in _ends(tail):
        if tail[max(0, at - LOCATOR_64) : at].startswith(END_64):
            raise TooManyMembers
        entries, length = struct.unpack("<HL", tail[at + 10 : at + 16])
        if entries > most or length > most * BYTES_A_MEMBER:
            raise TooManyMembers


def _ends(tail: bytes) -> list[int]:
    """Every place where the list's end may be described; readers differ in which they believe."""
    found, at = [], tail.rfind(END)
    while at >= 0:
        if len(tail) - at >= SIZE:
            found.append(at)
        at = tail.rfind(END, 0, at)
    return found
