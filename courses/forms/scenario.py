"""The form of a scenario: situations, and in each of them rows of choices.

On the page a situation has a number that it keeps while it is moved, and choices lead to numbers;
keys are given when the form is read. No key that a scenario had comes to mean something else.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from courses.forms.questions import rows as row_deeds
from courses.forms.questions.base import KEY, Trouble, field_troubles, names_from
from courses.forms.questions.fields import WIDE, PassageField, PhraseField
from courses.forms.questions.rows import Flat, Placed, Row, Rows, flat_rows, rows_in
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.scenario import (
    Choice,
    Scenario,
    Situation,
    from_settings,
    keys_in,
    to_settings,
)
from courses.services.scenarios import LONGEST_TITLE, plain_line

SITUATIONS, CHOICES = "situations", "choices"  # how their rows are named; choices-3 are those of 3
EVER = "ever_keys"
NUMBER = re.compile(r"[1-9][0-9]{0,3}")
OF_NUMBER = re.compile(rf"{CHOICES}-([0-9]+)-")
Places = Sequence[tuple[str, str]]  # the number of each situation, and what it is called


class NumberField(forms.CharField):
    """The number of a situation on the page; a row that has nothing else is empty."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False

    def clean(self, value: Any) -> str:
        number = str(super().clean(value))
        if not NUMBER.fullmatch(number):
            raise ValidationError(_("This situation has lost its number. Add it anew."))
        return number


class TitleField(forms.CharField):
    """Plain text on one line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs=WIDE)
        super().__init__(max_length=LONGEST_TITLE, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())

    def clean(self, value: Any) -> str:
        return plain_line(super().clean(value))


class SituationRow(Row):
    number = NumberField(label=_("Number"))
    title = TitleField(label=_("Title"))
    text = PassageField(label=_("What happens"), rows=5, help_text=_("In Markdown."))


class Situations(Rows):
    form = SituationRow
    title = _("Situations")
    hint = _("It begins with the first. A situation without choices is an ending.")
    each = _("Situation")
    adds = _("Add a situation")
    least = 0

    def check(self, said: Sequence[Mapping[str, Any]]) -> None:
        if len({row["number"] for row in said}) < len(said):
            raise ValidationError(_("Two situations have the same number. Add one of them anew."))


class ChoiceRow(Row):
    text = PhraseField(label=_("What one may do"))
    consequence = PassageField(label=_("What comes of it"), required=False, rows=2)
    leads_to = forms.ChoiceField(
        label=_("Leads to"),
        widget=forms.Select(attrs=WIDE),
        error_messages={
            "required": _("Choose the situation that it leads to."),
            "invalid_choice": _("That situation is not here. Choose another."),
        },
    )


class Choices(Rows):
    form = ChoiceRow
    title = _("Choices")
    hint = _("Without any, it ends here.")
    each = _("Choice")
    adds = _("Add a choice")
    least = 0

    def __init__(
        self, name: str, *, posted: Mapping[str, str] | None, shown: Flat, places: Places
    ) -> None:
        self.places = places
        super().__init__(name, posted=posted, shown=shown)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["leads_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a situation")), *self.places]


@dataclass(frozen=True, slots=True)
class SituationPlaced:
    """A situation where it stands on the page, with its choices."""

    row: Placed
    choices: Rows | None  # None only where its number is lost


class ScenarioForm(forms.Form):
    """Everything in a scenario but its introduction.

    It is made of what was `posted`, or shows what `flat` made of the settings. `ever` are keys
    that must not be given anew, as `keys_in` lists them: those of earlier editions, say.
    """

    ever_keys = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        posted: Mapping[str, str] | None = None,
        shown: Flat | None = None,
        *,
        ever: Collection[str] = (),
    ) -> None:
        shown = shown or {}
        super().__init__(posted, initial=shown)
        self.ever = ever
        flat = shown if posted is None else posted
        held = rows_in(flat, SITUATIONS)
        numbers = [row.get("number", "") for row in held]
        places = _places(held)
        self.rows: dict[str, Rows] = {
            SITUATIONS: Situations(SITUATIONS, posted=posted, shown=shown)
        }
        for number in numbers:
            if NUMBER.fullmatch(number):
                name = f"{CHOICES}-{number}"
                self.rows[name] = Choices(name, posted=posted, shown=shown, places=places)
        self._want_what_is_meant(numbers)

    def _want_what_is_meant(self, numbers: Sequence[str]) -> None:
        """A situation that has choices, or that one leads to, is not left out for being empty."""
        if not self.is_bound:
            return
        led_to = {row["leads_to"].value() for held in self._all_choices() for row in held.forms}
        for number, row in zip(numbers, self.rows[SITUATIONS].forms, strict=False):
            own = self.rows.get(f"{CHOICES}-{number}")
            is_used = own is not None and any(each.has_changed() for each in own.forms)
            row.empty_permitted = not (is_used or number in led_to)

    def _all_choices(self) -> Iterator[Rows]:
        yield from (rows for name, rows in self.rows.items() if name != SITUATIONS)

    def situations(self) -> list[SituationPlaced]:
        """The situations in order, as the page shows them."""
        return [
            SituationPlaced(placed, self.rows.get(f"{CHOICES}-{placed.form['number'].value()}"))
            for placed in self.rows[SITUATIONS].placed()
        ]

    @property
    def situation_rows(self) -> Rows:
        return self.rows[SITUATIONS]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def focus_on(self, name: str, deed: str, place: int) -> None:
        """Let a row of that name, or a button of it, have the focus when the page comes."""
        if name in self.rows:
            self.rows[name].focus_on(deed, place)

    def troubles(self) -> list[Trouble]:
        """Everything that is wrong, as one meets it on the page."""
        found = _row_troubles(self.situation_rows, "")
        for each in self.situations():
            before = f"{Situations.each} {each.row.number}, "
            found += field_troubles(each.row.form, before)
            for rows in [each.choices] if each.choices else []:
                found += _row_troubles(rows, before)
                for number, row in enumerate(rows.forms, 1):
                    found += field_troubles(row, f"{before}{rows.each} {number}, ")
        return found

    def settings(self) -> dict[str, object]:
        """What the activity's settings hold of it, once the form is valid."""
        taken = {*self.ever, *self.cleaned_data[EVER].split()}
        rows = self.situation_rows.said()
        keys = _Keys(taken, [row["key"] for row in rows])
        given = {row["number"]: keys.of(row["key"], _named(row["title"])) for row in rows}
        return to_settings(
            Scenario(
                tuple(
                    Situation(
                        key=given[row["number"]],
                        title=row["title"],
                        text=row["text"],
                        choices=tuple(self._choices(row["number"], given, taken)),
                    )
                    for row in rows
                )
            )
        )

    def _choices(
        self, number: str, given: Mapping[str, str], taken: Collection[str]
    ) -> Iterator[Choice]:
        own = f"{given[number]}/"
        rows = self.rows[f"{CHOICES}-{number}"].said()
        held = {key.removeprefix(own) for key in taken if key.startswith(own)}
        keys = _Keys(held, [row["key"] for row in rows])
        for row in rows:
            key = keys.of(row["key"], names_from(ascii_lowercase))
            yield Choice(key, row["text"], row["consequence"], given[row["leads_to"]])

    @classmethod
    def flat(cls, settings: Mapping[str, object]) -> Flat:
        """The settings as this form would post them; of a new scenario, what it begins with."""
        scenario = from_settings(settings)
        if not scenario.situations:
            return _blank()
        numbers = {it.key: str(nth) for nth, it in enumerate(scenario.situations, 1)}
        flat = flat_rows(
            SITUATIONS,
            [
                {
                    "key": situation.key,
                    "number": str(nth),
                    "title": situation.title,
                    "text": to_markdown(situation.text),
                }
                for nth, situation in enumerate(scenario.situations, 1)
            ],
        )
        for nth, situation in enumerate(scenario.situations, 1):
            flat |= flat_rows(f"{CHOICES}-{nth}", _flat_choices(situation, numbers))
        return flat | {EVER: " ".join(keys_in(settings))}


def rearranged(flat: Flat, deed: str) -> Flat:
    """The form with a situation or a choice more or less, or moved; a new one has its number."""
    flat = row_deeds.rearranged(flat, deed)
    rows = rows_in(flat, SITUATIONS)
    used = [int(number) for number in _numbers_in(flat)]
    for row in rows:
        if not NUMBER.fullmatch(row.get("number", "")):
            used.append(max(used, default=0) + 1)
            row["number"] = str(used[-1])
            flat |= flat_rows(f"{CHOICES}-{row['number']}", [{}, {}])
    there = {row["number"] for row in rows}
    kept = {
        name: value
        for name, value in flat.items()
        if not (found := OF_NUMBER.match(name)) or found[1] in there
    }
    return kept | flat_rows(SITUATIONS, rows)


def _numbers_in(flat: Flat) -> Iterator[str]:
    """Every number that a situation has, or that is still spoken of."""
    for name, value in flat.items():
        if found := OF_NUMBER.match(name):
            yield found[1]
        if name.endswith(("-number", "-leads_to")) and NUMBER.fullmatch(value):
            yield value


def _blank() -> Flat:
    """A beginning with two choices, and one situation more."""
    flat = flat_rows(SITUATIONS, [{"number": "1"}, {"number": "2"}])
    return flat | flat_rows(f"{CHOICES}-1", [{}, {}]) | flat_rows(f"{CHOICES}-2", [])


def _flat_choices(situation: Situation, numbers: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "key": choice.key,
            "text": to_markdown_line(choice.text),
            "consequence": to_markdown(choice.consequence),
            "leads_to": numbers.get(choice.leads_to, ""),
        }
        for choice in situation.choices
    ]


def _places(held: Iterable[Mapping[str, str]]) -> Places:
    return [
        (row.get("number", ""), f"{nth}. {row.get('title') or Situations.each}")
        for nth, row in enumerate(held, 1)
    ]


def _row_troubles(rows: Rows, before: str) -> list[Trouble]:
    return [
        Trouble(str(rows.prefix), f"{before}{rows.title}", str(words))
        for words in rows.non_form_errors()
    ]


def _named(title: str) -> Iterator[str]:
    """What a situation of this title may be called: `in-the-corridor`, `in-the-corridor2`, …"""
    return names_from([slugify(title)[:50].strip("-_") or "situation"])


class _Keys:
    """Gives each row the key that it came with, or one that none ever had."""

    def __init__(self, ever: Collection[str], came: Iterable[str]) -> None:
        self.taken = {*ever, *came}
        self.given: set[str] = set()

    def of(self, came: str, names: Iterator[str]) -> str:
        free = re.fullmatch(KEY, came) and came not in self.given
        key = came if free else next(name for name in names if name not in self.taken)
        self.taken.add(key)
        self.given.add(key)
        return key
