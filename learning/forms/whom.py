"""Of whom something is asked: units that are ticked, lines more exact than that, or a saved
audience."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import INDENT
from accounts.models import Unit
from accounts.models.organisation import SEGMENT
from accounts.rules.audience_lines import FIRST, Lines, lines_of
from accounts.rules.audience_terms import AppointmentTerm, AudienceTerm, in_unit
from accounts.rules.audiences import (
    MOST_TERMS,
    Combine,
    Expression,
    Group,
    as_json,
    inside,
    parse,
    within,
)
from accounts.services.audience_offers import Offers
from learning.forms.audience import AudienceBook

UNITS, EXACTLY, SAVED = "units", "exactly", "saved"


@dataclass(slots=True)
class Branch:
    """A unit that may be ticked, with those below it."""

    unit: Unit
    is_ticked: bool
    below: list["Branch"] = field(default_factory=list)


class Select(forms.Select):
    """Asked for or not as another field says, so that the browser does not insist."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class WhomForm(forms.Form):
    """Who is asked, in one of three ways; what the other two hold is not looked at."""

    whom = forms.ChoiceField(
        label=_("Who is asked"),
        choices=[
            (UNITS, _("Everyone in some units")),
            (EXACTLY, _("More exactly: positions, tags, days of hire, people by name …")),
            (SAVED, _("A saved audience")),
        ],
        widget=forms.RadioSelect,
        initial=UNITS,
        required=False,
    )
    units = forms.MultipleChoiceField(
        label=_("Required of everyone in"),
        help_text=_("A unit brings along everything below it, and whoever joins it later."),
        error_messages={"required": _("Tick at least one unit.")},
    )
    audience = forms.ChoiceField(
        label=_("The saved audience"),
        widget=Select,
        error_messages={"required": _("Choose an audience.")},
    )
    owner = forms.ChoiceField(
        label=_("The unit that it belongs to"),
        required=False,
        error_messages={"invalid_choice": _("Choose a unit that you run.")},
    )

    offers: Offers
    book: AudienceBook

    def offer_whom(self, offers: Offers, lines: Lines = FIRST, turn_to: str = "") -> None:
        """What there is to choose from, and the lines to begin with where nothing was sent."""
        self.offers = offers
        self.book = (
            AudienceBook.of_sent(self.data, offers)
            if self.is_bound and self.way() == EXACTLY
            else AudienceBook(lines, offers, turn_to=turn_to)
        )
        self.whom_choices("units", [(str(unit.uuid), unit.name) for unit in offers.units])
        self.whom_choices("audience", [("", _("Choose an audience")), *offers.audiences])
        units = [(str(unit.uuid), INDENT * unit.depth + unit.name) for unit in offers.units]
        self.whom_choices("owner", units)
        self.fields["owner"].initial = units[0][0] if units else ""
        self.fields["owner"].help_text = (
            _("Its admins may change it.")
            if offers.whole_site
            else _("Nobody else is asked, whatever the rest says.")
        )
        # Until something is sent nobody is told that what they may choose is optional.
        self.fields["units"].required = self.way() == UNITS
        self.fields["audience"].required = not self.is_bound or self.way() == SAVED
        self.fields["owner"].required = not self.is_bound

    def whom_choices(self, name: str, choices: list[Any]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def way(self) -> str:
        """Which of the three was chosen."""
        said = self["whom"].value()
        return said if said in (EXACTLY, SAVED) else UNITS

    def belongs_to(self, unit: Unit) -> None:
        """It has its unit already, and keeps it."""
        self.whom_choices("owner", [(str(unit.uuid), unit.name)])
        self.fields["owner"].initial = str(unit.uuid)
        self.fields["owner"].widget = forms.HiddenInput()

    @property
    def has_one_owner(self) -> bool:
        return self.fields["owner"].widget.is_hidden or len(self.offers.units) < 2

    def branches(self) -> list[Branch]:
        """The units as a tree, each with whether it is ticked."""
        ticked = set(self["units"].value() or [])
        roots: list[Branch] = []
        by_path: dict[str, Branch] = {}
        for unit in self.offers.units:
            branch = Branch(unit, str(unit.uuid) in ticked)
            above = by_path.get(unit.path[:-SEGMENT])
            (above.below if above else roots).append(branch)
            by_path[unit.path] = branch
        return roots

    def clean_units(self) -> list[str]:
        units: list[str] = self.cleaned_data["units"]
        if len(units) > MOST_TERMS:
            raise forms.ValidationError(
                _("Tick at most %(most)d units: one above them brings them all along."),
                code="too_many",
                params={"most": MOST_TERMS},
            )
        return units

    def clean_owner(self) -> str:
        """Where nothing was said, the first of them; there may be none by now."""
        owner: str = self.cleaned_data["owner"] or self.fields["owner"].initial
        if not owner:
            raise forms.ValidationError(_("Choose a unit that you run."), code="required")
        return owner

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.way() == EXACTLY and not self.book.is_valid():
            self.add_error("whom", _("Look at the lines: what is missing is said there."))
        return self.cleaned_data

    def ticked(self) -> list[Unit]:
        """The units that were ticked, without those that another of them brings along."""
        chosen = set(self.cleaned_data.get("units", []))
        widest: list[Unit] = []
        for unit in self.offers.units:  # in the order of the tree: what is above comes first
            if str(unit.uuid) in chosen and not _is_below(unit, widest):
                widest.append(unit)
        return widest

    def owner_path(self) -> str:
        """The path of the unit it belongs to: of ticked ones, the nearest that holds them all."""
        if self.way() != UNITS:
            return Unit.objects.get(uuid=self.cleaned_data["owner"]).path
        paths = [unit.path for unit in self.ticked()]
        first, last = min(paths), max(paths)
        common = 0
        while common < len(first) and first[: common + SEGMENT] == last[: common + SEGMENT]:
            common += SEGMENT
        return first[:common]

    def expression(self, owner: str) -> dict[str, object]:
        """Who was meant, as JSON. Whoever does not run the whole site asks only people of the
        unit that it belongs to, whatever else was sent."""
        if self.way() == UNITS:
            return {"any": [{"unit": str(each.uuid)} for each in self.ticked()]}
        said = (
            {"audience": self.cleaned_data["audience"]}
            if self.way() == SAVED
            else self.book.expression()
        )
        return said if self.offers.whole_site else as_json(within(owner, parse(said)))

    def says_nobody(self) -> bool:
        """Whether no unit is ticked, which is whole, and nobody."""
        return self.way() == UNITS and not self["units"].value()

    def counted(self) -> Expression | None:
        """Who is meant so far; None while that is not whole."""
        self.full_clean()
        if {"whom", "units", "audience", "owner"} & self.errors.keys():
            return None
        return parse(self.expression(self.cleaned_data.get("owner", "")))


def whom_of(expression: Expression, owner: Unit, offers: Offers) -> tuple[dict[str, Any], Lines]:
    """An audience as the form begins with it: the simplest of the three ways that says all of
    it, and its lines."""
    said = expression if offers.whole_site else inside(str(owner.uuid), expression)
    units = _plain_units(said)
    if units is not None and units <= {str(unit.uuid) for unit in offers.units}:
        return {"whom": UNITS, "units": sorted(units)}, lines_of(said)
    if isinstance(said, AudienceTerm):
        return {"whom": SAVED, "audience": said.audience}, lines_of(said)
    return {"whom": EXACTLY}, lines_of(said)


def _plain_units(expression: Expression) -> set[str] | None:
    """The units, where it names nothing but units with those below them, one of which is enough."""
    parts: tuple[Expression, ...] = (expression,)
    if isinstance(expression, Group):
        if expression.combine != Combine.ANY:
            return None
        parts = expression.parts
    units = {each.unit for each in parts if isinstance(each, AppointmentTerm) and each.unit}
    return units if {in_unit(unit) for unit in units} == set(parts) else None


def _is_below(unit: Unit, widest: list[Unit]) -> bool:
    return bool(widest) and unit.path.startswith(widest[-1].path)
