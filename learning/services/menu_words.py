"""Menus and balances in words, in the language now active."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.models import Course, Edition
from learning.models import RequirementVersion
from learning.rules.hours import Balance
from learning.services.dates import today
from learning.services.hours import Hours
from learning.services.menus import Menu, MenuPart, menu_of


@dataclass(frozen=True, slots=True)
class Dish:
    """A course on a menu: by its key and title, and whether it can still be started."""

    key: str
    title: str
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a menu in words, with its courses by title."""

    name: str
    limits: str
    dishes: tuple[Dish, ...]


def number(hours: Decimal) -> str:
    """As it is written: 6, 2.5, 0.75."""
    return number_format(Decimal(format(hours.normalize(), "f")))


def hours_words(hours: Decimal) -> str:
    many = 1 if hours == 1 else 2  # half an hour is 0.5 hours
    return ngettext("%(n)s hour", "%(n)s hours", many) % {"n": number(hours)}


def limits_words(part: MenuPart) -> str:
    """What holds of a part: at least 1, at most 2 hours; nothing where nothing does."""
    said = []
    if part.least_count:
        said.append(_("at least %(n)d") % {"n": part.least_count})
    if part.most_hours is not None:
        said.append(_("at most %(time)s") % {"time": hours_words(part.most_hours)})
    return ", ".join(said)


def dishes(courses: Iterable[int]) -> dict[int, Dish]:
    """Courses by their ids, named by their newest edition; two queries."""
    language = get_language() or ""
    rows = list(Course.objects.filter(pk__in=list(courses)).with_newest(language))
    newest = [row.newest_id for row in rows]  # type: ignore[attr-defined]
    titles = dict(Edition.objects.filter(pk__in=newest).values_list("pk", "title"))
    return {
        row.pk: Dish(
            row.key,
            titles.get(row.newest_id, row.key),  # type: ignore[attr-defined]
            row.retired_at is None,
        )
        for row in rows
    }


def sections(menu: Menu, dishes_known: dict[int, Dish] | None = None) -> list[Section]:
    """A menu, part by part."""
    known = dishes(menu.category_of) if dishes_known is None else dishes_known
    return [
        Section(part.name, limits_words(part), tuple(known[course] for course in part.courses))
        for part in menu.parts
    ]


def menu_words(hours: Decimal, menu: Menu) -> str:
    """A whole menu as a few sentences."""
    said = [_("%(time)s from a menu.") % {"time": hours_words(hours)}]
    for each in sections(menu):
        titles = ", ".join(dish.title for dish in each.dishes)
        name = f"{each.name} ({each.limits})" if each.limits else each.name
        said.append(_("%(name)s: %(courses)s.") % {"name": name, "courses": titles})
    return " ".join(said)


def menu_of_version(version: RequirementVersion) -> list[Section]:
    """The menu of a version that asks for hours, else nothing."""
    return sections(menu_of(version)) if version.hours is not None else []


def so_far(stands: Balance) -> str:
    """2.5 of 6 hours."""
    return _("%(done)s of %(time)s") % {
        "done": number(stands.counted),
        "time": hours_words(stands.needed),
    }


def still_missing(hours: Hours) -> str:
    """3.5 hours, and 1 of “Workshops”; nothing where nothing is."""
    said = []
    if hours.balance.missing_hours:
        said.append(hours_words(hours.balance.missing_hours))
    for share in hours.balance.shares:
        if share.missing_count:
            name = hours.menu.named(share.category.key)
            words = ngettext("one of “%(name)s”", "%(n)d of “%(name)s”", share.missing_count)
            said.append(words % {"n": share.missing_count, "name": name})
    return str(get_text_list(said, _("and")))


def part_of(hours: Hours, course: int) -> str:
    """The part of the menu that a course stands in, and what holds of it."""
    part = next(part for part in hours.menu.parts if course in part.courses)
    limits = limits_words(part)
    return f"{part.name} ({limits})" if limits else part.name


def hours_shown(hours: Hours) -> dict[str, object]:
    """Everything of a balance in words: by category, what counted when, and the whole menu."""
    known = dishes({*hours.menu.category_of, *(found.course for found, _ in hours.entries)})
    return {
        "so_far": so_far(hours.balance),
        "missing": still_missing(hours),
        "rows": [
            {
                "name": part.name,
                "number": share.number,
                "counted": number(share.counted),
                "limits": limits_words(part),
                "is_full": share.is_full,
            }
            for share, part in zip(hours.balance.shares, hours.menu.parts, strict=True)
        ],
        "entries": [
            {
                "on": today(found.at),
                "dish": known[found.course],
                "category": hours.menu.named(part.earned.category),
                "earned": hours_words(found.hours),
                "counted": hours_words(part.hours),
            }
            for found, part in hours.entries
        ],
        "menu": sections(hours.menu, known),
    }


def standing_words(hours: Hours) -> str:
    """2.5 of 6 hours. Still missing: 3.5 hours and one of “Workshops”."""
    if missing := still_missing(hours):
        return _("%(done)s. Still missing: %(missing)s.") % {
            "done": so_far(hours.balance),
            "missing": missing,
        }
    return f"{so_far(hours.balance)}."
