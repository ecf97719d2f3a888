"""What is asked for: one course, or hours from a menu of courses, as an admin says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from learning.forms.due_rule import Number
from learning.models import RequirementVersion
from learning.rules.hours import can_be_met
from learning.services.menus import Menu, MenuPart, menu_of

NOTHING_SHORTER = {"renewal_course": None, "renewal_modules": ""}
COURSE, HOURS = "course", "hours"
PARTS = range(1, 7)
AT_ONCE = 3  # so many are seen from the beginning
STEP = Decimal("0.25")


class Name(forms.TextInput):
    """Asked for or not as another field says, so that the browser does not insist."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class PartFields:
    """The fields of one category."""

    number: int
    name: forms.BoundField
    least: forms.BoundField
    most: forms.BoundField
    courses: forms.BoundField

    @property
    def is_said(self) -> bool:
        """Whether anything was said or refused in it."""
        fields = (self.name, self.least, self.most, self.courses)
        return any(field.value() or field.errors for field in fields)


class MenuForm(forms.Form):
    """One course; or so many hours, of courses in up to six categories with their limits."""

    asks = forms.ChoiceField(
        label=_("What is asked"),
        choices=[(COURSE, _("One course")), (HOURS, _("Hours, from a menu of courses"))],
        widget=forms.RadioSelect,
        initial=COURSE,
        required=False,
    )
    hours = forms.DecimalField(
        label=_("How many hours"),
        help_text=_("In one cycle: with a renewal after twelve months, in a year."),
        min_value=STEP,
        max_value=500,
        decimal_places=2,
        widget=Number(attrs={"step": STEP}),
        error_messages={"required": _("Say how many hours are asked.")},
    )

    def offer_menu(self, courses: Iterable[tuple[str, str]]) -> None:
        """The fields of each category, with the courses that may stand in it."""
        offered = list(courses)
        for number in PARTS:
            for name, field in _fields(number, offered).items():
                self.fields[f"menu_{number}_{name}"] = field
        self.fields["course"].required = not self.asks_hours()
        self.fields["hours"].required = self.asks_hours()

    def asks_hours(self) -> bool:
        return bool(self["asks"].value() == HOURS)

    def parts(self) -> list[PartFields]:
        names = ("name", "least", "most", "courses")
        return [PartFields(n, *(self[f"menu_{n}_{name}"] for name in names)) for n in PARTS]

    def parts_at_once(self) -> list[PartFields]:
        return self.parts()[:AT_ONCE]

    def more_parts(self) -> list[PartFields]:
        return self.parts()[AT_ONCE:]

    def more_are_said(self) -> bool:
        return any(part.is_said for part in self.more_parts())

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.asks_hours():
            self._check_parts()
            hours = self.cleaned_data.get("hours")
            if hours and not any(name.startswith("menu_") for name in self.errors):
                self._check_room(hours)
        return self.cleaned_data

    def _check_parts(self) -> None:
        """Each category that is begun has a name and courses, each course one category."""
        begun = [number for number in PARTS if self._is_begun(number)]
        if not begun:
            self.add_error("menu_1_name", _("Give the menu at least one category."))
        placed: dict[str, str] = {}
        for number in begun:
            name, chosen = (self.cleaned_data.get(f"menu_{number}_{it}") for it in NEEDED)
            if not name and not self.has_error(f"menu_{number}_name"):
                self.add_error(f"menu_{number}_name", _("Give the category a name."))
            if not chosen and not self.has_error(f"menu_{number}_courses"):
                self.add_error(f"menu_{number}_courses", _("Choose at least one course."))
            for course in chosen or []:
                if course in placed:
                    self._refuse_twice(number, course, placed[course])
                placed.setdefault(course, name or str(number))

    def _is_begun(self, number: int) -> bool:
        names = [f"menu_{number}_{it}" for it in ("name", "least", "most", "courses")]
        return any(
            self.has_error(name) or self.cleaned_data.get(name) not in (None, "", [])
            for name in names
        )

    def _refuse_twice(self, number: int, course: str, category: str) -> None:
        titles = dict(self.fields[f"menu_{number}_courses"].choices)  # type: ignore[attr-defined]
        words = _("“%(course)s” is in “%(category)s” already: a course stands in one category.")
        error = forms.ValidationError(
            words, code="twice", params={"course": titles[course], "category": category}
        )
        self.add_error(f"menu_{number}_courses", error)

    def _check_room(self, hours: Decimal) -> None:
        parts = self._menu()
        if not can_be_met(hours, Menu(parts).categories):
            words = _("The limits of the categories leave no room for so many hours.")
            self.add_error("hours", forms.ValidationError(words, code="no_room"))

    def what_is_asked(self) -> dict[str, Any]:
        """What was said, as a policy keeps it."""
        if self.asks_hours():
            hours = self.cleaned_data["hours"]
            return {"course": None, "hours": hours, "menu": self._menu(), **NOTHING_SHORTER}
        return {"course": Course.objects.get(key=self.cleaned_data["course"])}

    def _menu(self) -> tuple[MenuPart, ...]:
        given = self.cleaned_data
        begun = [number for number in PARTS if self._is_begun(number)]
        chosen = {key for n in begun for key in given[f"menu_{n}_courses"]}
        ids = dict(Course.objects.filter(key__in=chosen).values_list("key", "pk"))
        return tuple(
            MenuPart(
                name=given[f"menu_{n}_name"],
                courses=tuple(sorted(ids[key] for key in given[f"menu_{n}_courses"])),
                most_hours=given[f"menu_{n}_most"],
                least_count=given[f"menu_{n}_least"] or 0,
            )
            for n in begun
        )


NEEDED = ("name", "courses")


def _fields(number: int, courses: list[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(
            label=_("Name of category %(n)d") % {"n": number},
            max_length=100,
            required=False,
            widget=Name,
        ),
        "least": forms.IntegerField(
            label=_("At least, in number"),
            min_value=0,
            max_value=50,
            required=False,
            widget=Number,
        ),
        "most": forms.DecimalField(
            label=_("At most, in hours"),
            min_value=STEP,
            max_value=500,
            decimal_places=2,
            required=False,
            widget=Number(attrs={"step": STEP}),
        ),
        "courses": forms.MultipleChoiceField(
            label=_("Courses of category %(n)d") % {"n": number},
            choices=courses,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
    }


def what_is_asked_by(version: RequirementVersion) -> dict[str, Any]:
    """The same as the form begins with it."""
    if version.hours is None:
        return {"asks": COURSE, "course": version.course.key if version.course else ""}
    menu = menu_of(version)
    keys = dict(Course.objects.filter(pk__in=menu.category_of).values_list("pk", "key"))
    said: dict[str, Any] = {"asks": HOURS, "hours": version.hours.normalize()}
    for number, part in zip(PARTS, menu.parts, strict=False):
        said |= {
            f"menu_{number}_name": part.name,
            f"menu_{number}_least": part.least_count or None,
            f"menu_{number}_most": part.most_hours and part.most_hours.normalize(),
            f"menu_{number}_courses": [keys[course] for course in part.courses],
        }
    return said


def lists_sent(data: Any) -> dict[str, list[str]]:
    """What was ticked, of the fields that take several; nothing where nothing was sent."""
    names = [f"menu_{number}_courses" for number in PARTS] if "asks" in data else []
    names += ["renewal_modules"] if "renewal" in data else []
    return {name: data.getlist(name) for name in names}
