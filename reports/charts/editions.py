"""Numbers in, a picture out: of those who began an edition, how many did each activity.

A column for each activity in the order of the course, numbered as in the table below it: nothing
depends on colour. All is in the units of the drawing, as in reports.charts.questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from reports.queries.editions import ActivityFigures
from reports.wording_questions import grouped, per_cent

TOP, BOTTOM, LEFT, RIGHT_END = 12, 172, 52, 392
MOST_NUMBERS = 12  # below the columns; of more, every so many one
FILLED = 0.7  # of its room, which a column fills


@dataclass(frozen=True, slots=True)
class Column:
    """One activity: how far it reaches, and its number where there is room for it."""

    x: str
    y: str
    width: str
    height: str
    number: str
    number_at: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The whole: a picture, the same in a sentence, and its lines at 0, 50 and 100 per cent."""

    columns: tuple[Column, ...]
    grid: tuple[tuple[str, str], ...]
    said: str


def drop_off(activities: Sequence[ActivityFigures], began: int) -> Columns | None:
    """The picture; None where nobody has begun, or there is nothing to do."""
    if not began or not activities:
        return None
    return Columns(
        columns=tuple(_columns(activities, began)),
        grid=tuple((_place(_height(share)), per_cent(int(share * 100))) for share in (0, 0.5, 1)),
        said=_said(activities, began),
    )


def _columns(activities: Sequence[ActivityFigures], began: int) -> Iterator[Column]:
    step = (RIGHT_END - LEFT) / len(activities)
    apart = -(-len(activities) // MOST_NUMBERS)
    for place, activity in enumerate(activities):
        top = _height(min(1.0, activity.done / began))
        x = LEFT + step * (place + (1 - FILLED) / 2)
        yield Column(
            x=_place(x),
            y=_place(top),
            width=_place(step * FILLED),
            height=_place(BOTTOM - top),
            number="" if place % apart else str(place + 1),
            number_at=_place(x + step * FILLED / 2),
        )


def _said(activities: Sequence[ActivityFigures], began: int) -> str:
    """The first and the last, and where most were lost on the way; in the numbers of the table."""
    words = _("Of %(began)s who began, %(first)s have done activity 1 and %(last)s activity %(n)d.")
    said = words % {
        "began": grouped(began),
        "first": grouped(activities[0].done),
        "last": grouped(activities[-1].done),
        "n": len(activities),
    }
    lost = [before.done - after.done for before, after in pairwise(activities)]
    if not lost or max(lost) <= 0:
        return said
    place = lost.index(max(lost))
    words = _("Most were lost from activity %(before)d to %(after)d: %(lost)s.")
    most = words % {"before": place + 1, "after": place + 2, "lost": grouped(lost[place])}
    return f"{said} {most}"


def _height(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _place(number: float) -> str:
    return f"{number:.1f}"
