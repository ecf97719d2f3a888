"""Rows of a question's form: choices, accepted answers, criteria, hints; as many as are needed.

Rows are added, taken away and moved by buttons that send the whole form and get it back so
changed: it works without script.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import get_default_renderer
from django.utils.functional import Promise

MOST = 100
DEED = re.compile(r"(add|remove|up|down):([a-z]+(?:-[0-9A-Za-z]+)?)(?:/([0-9]{1,3}))?")

Flat = dict[str, str]  # a form as it would be posted


class Row(forms.Form):
    """One row; `key` is the choice's, empty for one that is new."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    use_required_attribute = False  # a row that is left empty is left out


@dataclass(frozen=True, slots=True)
class Placed:
    """A row where it stands on the page, and which of its buttons has the focus, if one has."""

    form: Row
    place: str  # choices/2: by this the buttons name it
    number: int
    is_first: bool
    is_last: bool
    focus: str  # up, down


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of one part of a question, in order. Empty ones are left out."""

    form: type[Row]
    title: ClassVar[Promise]
    hint: ClassVar[Promise | str] = ""
    each: ClassVar[Promise]  # what one is called: Choice
    adds: ClassVar[Promise | str]  # the button that adds one; none where they are just these
    least: ClassVar[int] = 2  # as many are offered at first
    is_fixed: ClassVar[bool] = False  # just these rows, in any case

    extra = min_num = 0
    max_num = absolute_max = MOST
    can_order = can_delete = can_delete_extra = validate_min = edit_only = False
    validate_max = True

    def __init__(self, name: str, *, posted: Mapping[str, str] | None, shown: Flat) -> None:
        self.renderer = get_default_renderer()
        self.focus = ("", -1)
        initial = None if posted is not None else rows_in(shown, name) or [{}] * self.least
        super().__init__(posted, prefix=name, initial=initial)

    def initial_form_count(self) -> int:
        """None: whatever was posted is read afresh, and what is empty is left out."""
        return 0 if self.is_bound else super().initial_form_count()

    def focus_on(self, deed: str, place: int) -> None:
        """Let a button of that row have the focus when the page comes, or else its first field."""
        self.focus = (deed, place)
        if not deed and place < len(self.forms):
            field = self.forms[place].visible_fields()[0].field
            field.widget.attrs["autofocus"] = True

    @property
    def is_being_changed(self) -> bool:
        """Whether the last thing done to the form was done to these rows."""
        return self.focus[1] >= 0

    def placed(self) -> list[Placed]:
        """The rows in order."""
        last = len(self.forms) - 1
        return [
            Placed(
                form=row,
                place=f"{self.prefix}/{nth}",
                number=nth + 1,
                is_first=nth == 0,
                is_last=nth == last,
                focus=self.focus[0] if self.focus[1] == nth else "",
            )
            for nth, row in enumerate(self.forms)
        ]

    def said(self) -> list[dict[str, Any]]:
        """What the rows say that say anything, once they are valid."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data]

    def clean(self) -> None:
        """Look at them together, where each is in order by itself."""
        if not any(self.errors):
            self.check(self.said())

    def check(self, said: Sequence[Mapping[str, Any]]) -> None:
        """Raise ValidationError for what is wrong with the rows together."""


def rows_in(flat: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows of that name, each as its fields."""
    total = flat.get(f"{name}-TOTAL_FORMS", "")
    most = min(int(total), MOST) if is_count(total) else 0
    found: list[dict[str, str]] = [{} for _row in range(most)]
    for field, value in flat.items():
        prefix, _dash, rest = field.partition(f"{name}-")
        number, _dash, part = rest.partition("-")
        if not prefix and is_count(number) and part and int(number) < len(found):
            found[int(number)][part] = value
    return found


def is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def flat_rows(name: str, rows: Sequence[Mapping[str, str]]) -> Flat:
    """These rows as they would be posted; a value that is empty is not ticked."""
    flat = {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        flat |= {f"{name}-{number}-{part}": value for part, value in row.items() if value}
    return flat


def rearranged(flat: Flat, deed: str) -> Flat:
    """The form with a row more or less, or moved: `add:choices`, `remove:choices/2`, `up:…`."""
    found = DEED.fullmatch(deed)
    if not found:
        return flat
    name, place = found[2], int(found[3] or 0)
    rows = rows_in(flat, name)
    if found[1] == "add":
        rows += [{}] if len(rows) < MOST else []
    elif place < len(rows):
        row = rows.pop(place)
        if found[1] != "remove":
            rows.insert(max(0, place + (1 if found[1] == "down" else -1)), row)
    kept = {field: value for field, value in flat.items() if not field.startswith(f"{name}-")}
    return kept | flat_rows(name, rows)


def focus_after(flat: Flat, deed: str) -> tuple[str, str, int]:
    """Where the focus should be then: in which rows, on which button (or none), in which row."""
    found = DEED.fullmatch(deed)
    if not found:
        return "", "", 0
    name, place, last = found[2], int(found[3] or 0), len(rows_in(flat, found[2])) - 1
    if found[1] == "add":
        return name, "", last
    if found[1] == "remove":
        return name, "", min(place, last)
    place = min(max(place + (1 if found[1] == "down" else -1), 0), last)
    return name, {0: "down", last: "up"}.get(place, found[1]), place
