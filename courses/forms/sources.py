"""The works that a course cites: written as blocks of lines, one work a block."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.rules.content import Source

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
FIELDS = ("authors", "title", "year", "venue", "doi", "url")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")


class SourcesForm(forms.Form):
    """One text of blocks: a first line with the key in brackets, then `field: value` lines."""

    works = forms.CharField(
        label=gettext_lazy("Works that the course cites"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One after the other, with an empty line between them: [zehr2015], then authors, "
            "title, year, venue, doi and url, each on a line of its own with a colon."
        ),
    )

    def __init__(self, posted: Any, *, held: Mapping[str, Any]) -> None:
        super().__init__(posted, initial={"works": written(held)})

    def clean_works(self) -> dict[str, Any]:
        """Citation key → the work; the first line that cannot be read is named."""
        found: dict[str, dict[str, str]] = {}
        key = ""
        for number, line in enumerate(self.cleaned_data["works"].splitlines(), 1):
            words = line.strip()
            if words.startswith("[") and words.endswith("]"):
                key = _key(words[1:-1].strip(), found, number)
                found[key] = {}
            elif words:
                name, value = _part(words, number)
                if not key:
                    raise _at(number, _("A work begins with its key in brackets: [zehr2015]."))
                found[key][name] = value
        return {key: _work(key, parts) for key, parts in sorted(found.items())}

    def sources(self) -> dict[str, Any]:
        works: dict[str, Any] = self.cleaned_data["works"]
        return works


def _at(line: int, words: str) -> forms.ValidationError:
    return forms.ValidationError(
        _("Line %(line)d: %(words)s") % {"line": line, "words": words}, code="unreadable"
    )


def _key(key: str, found: Mapping[str, Any], line: int) -> str:
    if not KEY.fullmatch(key):
        raise _at(line, _("A key has letters, digits, - and _ only."))
    if key in found:
        raise _at(line, _("Two works have this key."))
    return key


def _part(words: str, line: int) -> tuple[str, str]:
    name, colon, value = words.partition(":")
    name = name.strip().lower()
    if not colon or name not in FIELDS:
        raise _at(line, _("Begin the line with one of: authors, title, year, venue, doi, url."))
    value = value.strip()
    if name == "doi" and not DOI.fullmatch(value):
        raise _at(line, _("A DOI begins with 10., without the address before it."))
    if name == "url" and not value.startswith(("https://", "http://")):
        raise _at(line, _("An address begins with https://."))
    return name, value


def _work(key: str, parts: Mapping[str, str]) -> dict[str, object]:
    if not parts.get("title") or not parts.get("authors"):
        raise forms.ValidationError(
            _("The work “%(key)s” needs authors and a title.") % {"key": key}, code="unfinished"
        )
    authors = tuple(it.strip() for it in parts["authors"].split(";") if it.strip())
    rest = {name: parts.get(name, "") for name in FIELDS if name != "authors"}
    return Source(authors=authors, **rest).as_json()


def written(works: Mapping[str, Any]) -> str:
    """The works as this form's text has them."""
    blocks = []
    for key, work in sorted(works.items()):
        source = Source.from_json(work)
        lines = [f"[{key}]", f"authors: {'; '.join(source.authors)}"]
        lines += [f"{name}: {value}" for name in FIELDS[1:] if (value := getattr(source, name))]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
