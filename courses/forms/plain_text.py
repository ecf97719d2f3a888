"""Fields of plain text: what a package could not hold, or nobody could see, does not get in."""

import unicodedata
from typing import Any

from django import forms

BREAKS = {"\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}


def one_line(text: str) -> str:
    """The text on one line: breaks and runs of blanks are one blank, control characters go.

    Of what cannot be seen at all, nothing is left.
    """
    spaced = "".join(" " if each in BREAKS or each == "\t" else each for each in text)
    shown = "".join(each for each in spaced if unicodedata.category(each) not in ("Cc", "Cs"))
    line = " ".join(shown.split())
    return (
        line if any(unicodedata.category(each) not in ("Cf", "Zs", "Mn") for each in line) else ""
    )


def some_lines(text: str) -> str:
    """The text with plain line ends, and none at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(one_line(line) for line in lines).strip("\n")


class LineField(forms.CharField):
    """A title: one line that can be read."""

    def to_python(self, value: Any) -> str:
        return one_line(str(super().to_python(value) or ""))


class LinesField(forms.CharField):
    """A summary: a few lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return some_lines(str(super().to_python(value) or ""))
