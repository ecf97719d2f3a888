"""Menus that hours are earned from: made with a version, frozen with it, kept in the process.

A menu is keyed by its version and when that was recorded, and nothing is kept of what is tried and
undone, so that none is ever out of date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain, count, groupby

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models import Course
from courses.services.kept import Kept
from learning.models import MenuCategory, MenuItem, RequirementVersion
from learning.rules.hours import Category, can_be_met

Known = tuple[int, datetime]  # a version's id, and when it was recorded


@dataclass(frozen=True, slots=True)
class MenuPart:
    """A category as an admin says it: its courses by their ids, in order."""

    name: str
    courses: tuple[int, ...]
    most_hours: Decimal | None = None
    least_count: int = 0


@dataclass(frozen=True)
class Menu:
    """The parts of a menu, with the categories that the rule knows, in one order."""

    parts: tuple[MenuPart, ...] = ()

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        keys = _keys([part.name for part in self.parts])
        return tuple(
            Category(key, part.most_hours, part.least_count)
            for key, part in zip(keys, self.parts, strict=True)
        )

    @cached_property
    def category_of(self) -> dict[int, str]:
        """The key of each course's category."""
        return {
            course: category.key
            for category, part in zip(self.categories, self.parts, strict=True)
            for course in part.courses
        }

    def named(self, key: str) -> str:
        """What the category with this key is called."""
        known = zip(self.categories, self.parts, strict=True)
        return next(part.name for category, part in known if category.key == key)


_kept: Kept[Known, Menu] = Kept(most=512)


def menu_of(version: RequirementVersion) -> Menu:
    """The menu of one version; no query where it is kept."""
    return menus([(version.pk, version.recorded_at)])[version.pk]


def menus(versions: Iterable[Known]) -> dict[int, Menu]:
    """Menus by version id: one query for all that are not kept, none where all are."""
    asked = dict(versions)
    found = {known[0]: held for known in asked.items() if (held := _kept.get(known)) is not None}
    unread = [pk for pk in asked if pk not in found]
    for pk, menu in _read(unread).items() if unread else ():
        found[pk] = _kept.put((pk, asked[pk]), menu)
    return found


def _read(versions: Sequence[int]) -> dict[int, Menu]:
    rows = MenuItem.objects.filter(version__in=versions).select_related("category")
    held: dict[int, list[MenuPart]] = {pk: [] for pk in versions}
    in_order = rows.order_by("version", "category__position", "course")
    for category, items in groupby(in_order, key=lambda row: row.category):
        courses = tuple(item.course_id for item in items)
        part = MenuPart(category.name, courses, category.most_hours, category.least_count)
        held[category.version_id].append(part)
    return {pk: Menu(tuple(parts)) for pk, parts in held.items()}


def make_menu(version: RequirementVersion, parts: Sequence[MenuPart]) -> None:
    """Write down a new version's menu; two statements."""
    made = MenuCategory.objects.bulk_create(
        MenuCategory(
            version=version,
            key=category.key,
            name=part.name,
            position=place,
            most_hours=part.most_hours,
            least_count=part.least_count,
        )
        for place, (category, part) in enumerate(
            zip(Menu(tuple(parts)).categories, parts, strict=True), start=1
        )
    )
    MenuItem.objects.bulk_create(
        MenuItem(version=version, category=category, course_id=course)
        for category, part in zip(made, parts, strict=True)
        for course in part.courses
    )


def check_menu(hours: Decimal, parts: Sequence[MenuPart], *, kept: Iterable[int] = ()) -> None:
    """Refuse a menu that nobody could follow; courses `kept` may be retired by now."""
    courses = [course for part in parts for course in part.courses]
    if not parts or any(not part.courses or not part.name.strip() for part in parts):
        raise ValidationError(
            _("Give the menu a category, and each category a name and a course."),
            code="menu_empty",
        )
    if len(set(courses)) < len(courses):
        raise ValidationError(_("A course stands in one category only."), code="menu_course_twice")
    if hours <= 0 or not can_be_met(hours, Menu(tuple(parts)).categories):
        raise ValidationError(
            _("Its limits leave no room for so many hours."), code="menu_too_narrow"
        )
    new = set(courses) - set(kept)
    if Course.objects.offered().filter(pk__in=new).count() < len(new):
        raise ValidationError(
            _("Choose courses that are published and not retired."), code="menu_not_offered"
        )


def _keys(names: Sequence[str]) -> list[str]:
    """The names as keys, each once."""
    taken: list[str] = []
    for name in names:
        stem = slugify(name)[:56].strip("-") or "category"
        choices = chain([stem], (f"{stem}-{number}" for number in count(2)))
        taken.append(next(key for key in choices if key not in taken))
    return taken
