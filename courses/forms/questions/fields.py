"""What is typed about a question: rich text as Markdown, shares in per cent, numbers, tags."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms.banks import TAG_LENGTH
from courses.interchange.markdown_dialect import Picture
from courses.interchange.markdown_reader import pictures_named, to_passage, to_phrase, troubles
from courses.models import Asset
from courses.rules.content_hash import plain
from courses.rules.marking.numeric import number, to_decimal

PICTURE = re.compile(r"/assets/([0-9a-f]{64})/[A-Za-z0-9][A-Za-z0-9._-]*")
MOST_CHARACTERS = 20_000
HUNDRED = Decimal(100)
STEP = Decimal("0.0001")
WIDE = {"data-wide": True}  # takes the whole width of its row


def kept_picture(address: str) -> Picture | None:
    """The picture that is kept at this address; the editor names it as rich text does."""
    found = PICTURE.fullmatch(address)
    asset = Asset.objects.with_hashes([found[1]]).first() if found else None
    return Picture(address, asset.width, asset.height) if asset else None


class RichTextField(forms.CharField):
    """Markdown as course packages are written in; becomes rich text as it is stored."""

    read: Callable[[str, Callable[[str], Picture | None]], str]

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_CHARACTERS, **options)

    def to_python(self, value: Any) -> str:
        written = str(super().to_python(value) or "")
        return written.replace("\r\n", "\n").replace("\r", "\n")

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        found = [
            self._at(written, trouble.line, trouble.message)
            for trouble in troubles(written, sources=None)
        ]
        found += [
            self._at(written, line, _("There is no picture at “{name}”.").format(name=name))
            for name, line in pictures_named(written)
            if kept_picture(name) is None
        ]
        if found:
            raise forms.ValidationError([forms.ValidationError(each) for each in found])
        return type(self).read(written, kept_picture)

    @staticmethod
    def _at(written: str, line: int, message: str) -> str:
        if "\n" not in written:
            return message
        return _("Line {line}: {message}").format(line=line + 1, message=message)


class PassageField(RichTextField):
    """Paragraphs, lists, quotations, tables: a prompt, feedback, an explanation."""

    read = staticmethod(to_passage)

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, **WIDE}), **options)


class PhraseField(RichTextField):
    """One run of text: a choice."""

    read = staticmethod(to_phrase)

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs=WIDE), **options)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split("\n"))


class ShareField(forms.DecimalField):
    """Typed in per cent, with at most two places; becomes the share, 1 for everything."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(
            min_value=least,
            max_value=100,
            decimal_places=2,
            required=False,
            **options,
        )

    def clean(self, value: Any) -> Decimal | None:
        given = super().clean(value)
        return None if given is None else (given / HUNDRED).quantize(STEP)


def per_cent(share: Decimal) -> str:
    """A share as ShareField reads it."""
    return plain(share * HUNDRED)


class NumberField(forms.CharField):
    """A number with a point or a comma before its fraction; becomes an exact decimal."""

    default_error_messages = {
        "not_a_number": gettext_lazy("Write a number, such as 4.5 or 4,5."),
        "negative": gettext_lazy("Write a number that is not below 0."),
    }

    def __init__(self, *, negative: bool = True, **options: Any) -> None:
        self.negative = negative
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=250, widget=widget, **options)

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        if number(written) is None:
            raise forms.ValidationError(self.error_messages["not_a_number"], code="not_a_number")
        found = to_decimal(written)
        if found < 0 and not self.negative:
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        return found


class TagsField(forms.CharField):
    """Words with commas between them; become tags, each once."""

    def clean(self, value: Any) -> tuple[str, ...]:
        names = [" ".join(name.split()) for name in super().clean(value).split(",")]
        for name in names:
            if len(name) > TAG_LENGTH:
                raise forms.ValidationError(
                    _("“{tag}” is longer than {most} characters.").format(
                        tag=name, most=TAG_LENGTH
                    ),
                    code="too_long",
                )
        return tuple(sorted({name for name in names if name}))
