"""The lines of an audience, a small form each: text in, a term out, or what is wrong with it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import INDENT
from accounts.models import Unit, User
from accounts.rules.audience_lines import What
from accounts.rules.audience_terms import LONGEST
from accounts.rules.audiences import MOST_TERMS
from accounts.services.audience_offers import Offers
from accounts.services.tags import named
from learning.forms.due_rule import Day

MOST_NAMES = 25  # each is looked for by itself
NOT_A_DAY = {"invalid": _("Write a day like 2026-12-31.")}
Term = dict[str, Any]


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=Day(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=NOT_A_DAY,
    )


class LineForm(forms.Form):
    """What the lines have in common: `terms` are what a line asks, as JSON."""

    legend: Any = ""

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers

    def choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def terms(self) -> list[Term]:
        raise NotImplementedError

    def said(self) -> list[str]:
        """Every sentence that says what is wrong here."""
        return [str(each) for found in self.errors.values() for each in found]


class SpanForm(LineForm):
    """Days from the first to the last, both counted; either may be left open."""

    first = day_field(_("First day"))
    last = day_field(_("Last day"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first one."))
        if last == date.max:
            self.add_error("last", _("Choose an earlier day."))
        return self.cleaned_data

    def span(self) -> dict[str, str]:
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        from_on = {"from": first.isoformat()} if first else {}
        return from_on | ({"to": (last + timedelta(days=1)).isoformat()} if last else {})


class AppointmentForm(SpanForm):
    """One appointment that is all of what is said."""

    legend = _("An appointment")
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        error_messages={"invalid_choice": _("Choose a unit from the list.")},
    )
    alone = forms.BooleanField(label=_("Not the units below it"), required=False)
    position = forms.CharField(
        label=_("Position"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"list": "positions"}),
    )
    kind = forms.CharField(
        label=_("Kind"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "kinds"}),
    )
    first = day_field(_("Begun on or after"))
    last = day_field(_("Begun on or before"))
    field_order = ["unit", "alone", "position", "kind", "first", "last"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {unit.pk: unit for unit in (*self.offers.units, *self.offers.named)}
        self.choices("unit", [("", _("Any unit")), *map(_unit_choice, offered.values())])

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if ";" in kind:
            raise ValidationError(_("A kind has no semicolon in it."), code="no_kind")
        return kind

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        if given.get("alone") and not given.get("unit") and not self.has_error("unit"):
            self.add_error("unit", _("Choose the unit that is meant."))
        if not self.errors and not any(given.values()):
            raise ValidationError(
                _("Say a unit, a position, a kind or a day; or remove this line."), code="empty"
            )
        return given

    def terms(self) -> list[Term]:
        given, span = self.cleaned_data, self.span()
        said = {name: given[name] for name in ("unit", "alone", "position", "kind")}
        term = {name: value for name, value in said.items() if value}
        return [term | ({"appointed": span} if span else {})]


class TagForm(LineForm):
    """Whoever carries a tag."""

    legend = _("A tag")
    tag = forms.CharField(
        label=_("Tag"),
        widget=forms.TextInput(attrs={"list": "tags"}),
        error_messages={"required": _("Write a tag, or remove this line.")},
    )

    def clean_tag(self) -> str:
        return named(self.cleaned_data["tag"])

    def terms(self) -> list[Term]:
        return [{"tag": self.cleaned_data["tag"]}]


class HiredForm(SpanForm):
    """Whoever was last hired within these days."""

    legend = _("The day of hire")
    first = day_field(_("Hired on or after"))
    last = day_field(_("Hired on or before"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError(_("Choose a day, or remove this line."), code="empty")
        return self.cleaned_data

    def terms(self) -> list[Term]:
        return [{"hired": self.span()}]


class PeopleForm(LineForm):
    """People by name: those in scope, and those who were named before."""

    legend = _("People by name")
    who = forms.CharField(
        label=_("Who"),
        help_text=_("One to a line: an e-mail address, an HR id, or a name only one person has."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Name somebody, or remove this line.")},
    )

    def clean_who(self) -> list[str]:
        written = [line.strip() for line in self.cleaned_data["who"].splitlines() if line.strip()]
        if len(written) > MOST_TERMS:
            raise ValidationError(
                _("Name at most %(most)d people; give the others a tag, and ask for that."),
                code="too_many",
                params={"most": MOST_TERMS},
            )
        known = people_written(written, self.offers)
        if len({line for line in written if meant(line) not in known}) > MOST_NAMES:
            raise ValidationError(
                _(
                    "More than %(most)d lines are no address and no HR id of anybody here. Write "
                    "one of the two on each line: names are looked for only in short lists."
                ),
                code="too_many_names",
                params={"most": MOST_NAMES},
            )
        return list(dict.fromkeys(self._one(line, known) for line in written))

    def _one(self, line: str, known: dict[str, str]) -> str:
        """The id of the one person that a line names."""
        if found := known.get(meant(line)):
            return found
        fits = list(self.offers.people.search(line).values_list("uuid", flat=True)[:2])
        if len(fits) == 1:
            return str(fits[0])
        said = (
            _("Several people are called “%(name)s”: write an e-mail address.")
            if fits
            else _("There is nobody here with “%(name)s” as name, address or HR id.")
        )
        raise ValidationError(said, code="not_one", params={"name": line})

    def terms(self) -> list[Term]:
        return [{"person": person} for person in self.cleaned_data["who"]]


class SavedForm(LineForm):
    """Everybody in a saved audience."""

    legend = _("A saved audience")
    audience = forms.ChoiceField(
        label=_("Audience"),
        error_messages={
            "required": _("Choose an audience, or remove this line."),
            "invalid_choice": _("Choose an audience from the list."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("audience", [("", _("Choose one")), *self.offers.audiences])

    def terms(self) -> list[Term]:
        return [{"audience": self.cleaned_data["audience"]}]


FORMS: dict[What, type[LineForm]] = {
    What.APPOINTMENT: AppointmentForm,
    What.TAG: TagForm,
    What.HIRED: HiredForm,
    What.PEOPLE: PeopleForm,
    What.AUDIENCE: SavedForm,
}


def meant(line: str) -> str:
    """The address in “Ada Abel <ada@example.org>”; else the whole line. Without case."""
    _, opened, address = line.rpartition("<")
    return (address.rstrip("> ") if opened and line.endswith(">") else line).lower()


def people_written(lines: list[str], offers: Offers) -> dict[str, str]:
    """Those that lines name by address, HR id or id → their ids; one query."""
    wanted = [name for name in map(meant, lines) if name]
    written = Q(email__in=wanted) | Q(hr_id__in=[*lines, *wanted])
    ids = [each for each in wanted if is_id(each)]
    found = offers.people.filter(written | Q(uuid__in=ids)) if wanted else User.objects.none()
    named: dict[str, str] = {}
    for person in found:
        for name in (str(person.uuid), person.hr_id.lower(), person.email.lower()):
            named[name] = str(person.uuid)
    named.pop("", None)  # of those without an HR id
    return named


def as_people_write(who: str, names: dict[str, str]) -> str:
    """Ids as people would write them; what has no name stays as it is."""
    return "\n".join(names.get(line.strip(), line) for line in who.splitlines())


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _unit_choice(unit: Unit) -> tuple[str, str]:
    return str(unit.uuid), INDENT * unit.depth + unit.name
