"""The form of a survey: what becomes of names, and rows of items with their options."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.forms.activities import ActivityForm, Around
from courses.forms.plain_text import LineField, LinesField
from courses.forms.questions import focus_after, rearranged
from courses.forms.questions.base import names_from
from courses.forms.questions.fields import WIDE
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.forms.rich_text import RichTextField
from courses.rules.content import ActivityContent
from courses.rules.survey import (
    ITEMS,
    PRIVACY,
    Asks,
    Item,
    Privacy,
    Survey,
    from_settings,
    keyed,
    to_settings,
)
from courses.services.surveys import LONGEST

PRIVACY_WORDS = {
    Privacy.ANONYMOUS: _("Anonymous: nobody can tell whose a response is"),
    Privacy.CONFIDENTIAL: _("Confidential: known to the system, shown to nobody"),
    Privacy.IDENTIFIED: _("Identified: who runs the course reads it with the name"),
}
ASKS_WORDS = {
    Asks.SINGLE: _("One option"),
    Asks.MULTIPLE: _("Any number of options"),
    Asks.COMMENT: _("Words of their own"),
}


class ItemRow(Row):
    prompt = LineField(
        label=_("What it asks"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs=WIDE),
        error_messages={"required": _("Say what it asks.")},
    )
    asks = forms.ChoiceField(label=_("Answered with"), choices=list(ASKS_WORDS.items()))
    options = LinesField(
        label=_("Options"),
        required=False,
        help_text=_("One on a line, in the order in which they are shown."),
        widget=forms.Textarea(attrs={"rows": 5, **WIDE}),
    )

    def has_changed(self) -> bool:
        """A row that only has its kind chosen says nothing yet."""
        return bool({"prompt", "options"} & {*self.changed_data})

    def clean_options(self) -> list[str]:
        lines = [line for line in self.cleaned_data["options"].split("\n") if line]
        if any(len(line) > LONGEST for line in lines):
            words = _("An option is at most %(most)d characters long.")
            raise ValidationError(words, params={"most": LONGEST})
        if len({*lines}) < len(lines):
            raise ValidationError(_("Two of these options say the same."))
        return lines

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        lines = told.get("options")
        if lines is None or "asks" not in told:
            return told
        if told["asks"] == Asks.COMMENT and lines:
            self.add_error("options", _("Words of their own need no options: leave this empty."))
        if told["asks"] != Asks.COMMENT and len(lines) < 2:
            self.add_error("options", _("Give two options at least, one on a line."))
        return told


class Items(Rows):
    form = ItemRow
    title = _("Items")
    hint = _("People may leave any of them open.")
    each = _("Item")
    adds = _("Add an item")
    least = 1


class SurveyActivityForm(ActivityForm):
    """Its introduction, what becomes of names, and its items: they are kept only as a whole."""

    settings_fields = (PRIVACY,)

    body = RichTextField(label=_("Introduction"), required=False, whole=False)
    privacy = forms.ChoiceField(
        label=_("Responses are"),
        choices=list(PRIVACY_WORDS.items()),
        help_text=_("Said before the first item; fixed once somebody has answered."),
    )

    def __init__(self, held: ActivityContent, around: Around, posted: Any = None) -> None:
        super().__init__(held, around, posted)
        self.survey = from_settings(held.settings)
        shown = flat_items(self.survey)
        self.rows = Items(ITEMS, posted=posted or None, shown=shown)

    def flat(self, held: ActivityContent) -> dict[str, Any]:
        return {**super().flat(held), PRIVACY: from_settings(held.settings).privacy.value}

    def rearrange(self, posted: dict[str, str], deed: str) -> None:
        """Show the items with a row more or less, or moved."""
        flat = rearranged(posted, deed)
        self.rows = Items(ITEMS, posted=None, shown=flat)
        _name, button, place = focus_after(flat, deed)
        self.rows.focus_on(button, place)

    def is_valid(self) -> bool:
        """Both by themselves; what is wrong with the items is said above the form too."""
        valid = [super().is_valid(), not self.is_bound or self.rows.is_valid()]
        if not valid[1] and not self.non_field_errors():
            for words in troubles(self.rows):
                self.add_error(None, words)
        return all(valid)

    def own_settings(self, told: Mapping[str, Any]) -> dict[str, Any]:
        own = super().own_settings(told)
        privacy = Privacy(told[PRIVACY])
        if not (self.is_bound and self.rows.is_valid()):
            return {**own, PRIVACY: privacy.value}
        items = items_said(self.rows.said(), self.survey, self.around.ever)
        return {**own, **to_settings(Survey(privacy, items))}


def items_said(
    rows: Sequence[Mapping[str, Any]], held: Survey, ever: Collection[str]
) -> tuple[Item, ...]:
    """The rows as items; each keeps the key that it came with, or has one that none ever had."""
    known, taken = held.by_key(), {*ever, *held.by_key()}
    names = (name for name in names_from(["item"]) if name not in taken)
    items: list[Item] = []
    for row in rows:
        is_known = row["key"] in known and row["key"] not in {item.key for item in items}
        key = row["key"] if is_known else next(names)
        options = keyed(row["options"], known[key].options if is_known else ())
        items.append(Item(key, Asks(row["asks"]), row["prompt"], options))
    return tuple(items)


def flat_items(survey: Survey) -> Flat:
    """The items as they would be posted; of a new survey none."""
    rows = [
        {
            "key": item.key,
            "prompt": item.prompt,
            "asks": item.asks.value,
            "options": "\n".join(option.text for option in item.options),
        }
        for item in survey.items
    ]
    return flat_rows(ITEMS, rows) if rows else {}


def troubles(rows: Rows) -> list[str]:
    """Everything that is wrong in the rows, each with its place."""
    found = [str(words) for words in rows.non_form_errors()]
    for number, row in enumerate(rows.forms, 1):
        place = f"{rows.each} {number}"
        found += [f"{place}, {field.label}: {words}" for field in row for words in field.errors]
    return found
