"""Rows of the home page: one course each, kept as rendered.

Most people see the same rows: of one requirement, due on one day, for the same reason. What is
anybody's own has no place in them.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from learning.services.agenda import Item
from learning.services.hours import Hours
from learning.services.menu_words import so_far, still_missing


@dataclass(frozen=True, slots=True)
class Row:
    """Everything that a row of the ledger says, and nothing else; `today` is the institution's."""

    course_key: str
    title: str
    summary: str
    minutes: int
    modules: int
    standing: str
    due_on: date | None
    opens_on: date | None
    waived_on: date | None
    whys: tuple[str, ...]
    next_title: str
    may_start: bool
    today: date


def row(item: Item, today: date) -> SafeString:
    """The item as a row, in the language now active."""
    asked = item.asked
    if item.hours is not None:
        return _hours(item, item.hours, today)
    return _rendered(
        Row(
            course_key=item.course_key,
            title=item.title,
            summary=item.summary,
            minutes=item.minutes,
            modules=item.modules,
            standing=str(item.standing or ""),
            due_on=asked.due_on if asked else None,
            opens_on=asked.opens_on if asked else None,
            waived_on=asked.waived_on if asked else None,
            whys=item.whys,
            next_title=item.place.next.title if item.place else "",
            may_start=item.may_start,
            today=today,
        ),
        get_language(),
    )


def _hours(item: Item, hours: Hours, today: date) -> SafeString:
    """Hours that are asked for: the balance is the person's own, so it is not kept."""
    shown = {
        "item": item,
        "today": today,
        "so_far": so_far(hours.balance),
        "missing": still_missing(hours),
    }
    return render_to_string("learning/home_hours.html", shown)


@lru_cache(maxsize=2048)
def _rendered(shown: Row, language: str | None) -> SafeString:
    return render_to_string("learning/home_item.html", {"row": shown})
