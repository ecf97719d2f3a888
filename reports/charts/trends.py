"""Numbers in, a picture out: the share who had completed, day by day, against the share due.

Lines are dashed each in its own way and named where they end, today is a line of its own, and what
is expected is drawn as a band with words: nothing depends on colour. All is in the units of the
drawing, as in reports.charts.questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.templatetags.ui import full_date
from reports.queries.trends import Trend, days_between
from reports.rules.pace import still_open
from reports.wording_questions import grouped, per_cent

TOP, BOTTOM, LEFT, RIGHT_END = 24, 168, 46, 306
APART = 15  # between two names of lines, so that both can be read
POINTS = 40  # of a line
ROWS = 9  # of the table


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: what it is (completed, due or expected), its path, its name where it ends."""

    kind: str
    path: str
    name: str
    name_at: str


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the table; `expected` where it is ahead, from … to."""

    day: date
    completed: int | None
    due: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole: lines, a band ahead, today, what stands at the axes; and the same in words."""

    curves: tuple[Curve, ...]
    band: str
    today_at: str
    today: str
    grid: tuple[tuple[str, str], ...]
    axis: tuple[tuple[str, str, str], ...]
    said: str


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a day and a share lie in the drawing."""

    first: date
    last: date

    def x(self, day: date) -> float:
        width = max(1, (self.last - self.first).days)
        return LEFT + (RIGHT_END - LEFT) * (day - self.first).days / width

    def at(self, day: date, share: float) -> str:
        return f"{self.x(day):.1f} {BOTTOM - share * (BOTTOM - TOP):.1f}"


def picture(trend: Trend) -> Picture | None:
    """The picture; None where nobody is asked."""
    if not trend.asked:
        return None
    field, on = _Field(*trend.span), trend.moment.on
    past = days_between(field.first, on, POINTS)
    done = [(day, trend.completed_by(day) / trend.asked) for day in past]
    due = _steps(field, trend)
    names = _apart([done[-1][1], due[-1][1]])
    curves = (
        Curve("completed", _line(field, done), _("completed"), names[0]),
        Curve("due", _line(field, due), _("due by then"), names[1]),
    )
    return Picture(
        curves=curves,
        band=_band(field, trend) if field.last > on else "",
        today_at=f"{field.x(on):.1f}",
        today=_("today") if trend.moment.known is None else _("the day"),
        grid=tuple((_y(share), per_cent(int(share * 100))) for share in (0, 0.5, 1)),
        axis=_axis(field),
        said=said(trend),
    )


def table(trend: Trend) -> list[Row]:
    """The same in numbers, on a few days: what was, and ahead what is to be expected."""
    on = trend.moment.on
    days = sorted({*days_between(*trend.span, ROWS), on})
    return [_row(trend, day) for day in days]


def said(trend: Trend) -> str:
    """What the picture shows, in a sentence."""
    words = _("On %(day)s, %(done)s of %(all)s had completed; %(due)s were due by then.")
    on = trend.moment.on
    return words % {
        "day": full_date(on),
        "done": grouped(trend.completed_by(on)),
        "all": grouped(trend.asked),
        "due": grouped(trend.due_by(on)),
    }


def _row(trend: Trend, day: date) -> Row:
    on, due = trend.moment.on, trend.due_by(day)
    if day <= on:
        return Row(day, trend.completed_by(day), due)
    low, high = _expected(trend, day)
    return Row(day, None, due, low, high)


def _expected(trend: Trend, day: date) -> tuple[int, int]:
    """Completed by a day ahead, from … to: as unsure as the forecast is."""
    unmet = trend.asked - trend.completed
    fewest, most = still_open(trend.pace, unmet, (day - trend.moment.on).days)
    return trend.asked - most, trend.asked - fewest


def _band(field: _Field, trend: Trend) -> str:
    """From today on, between the lowest and the highest that is to be expected."""
    if trend.completed == trend.asked:
        return ""
    days = days_between(trend.moment.on, field.last, POINTS // 2)
    ranges = [(day, *_expected(trend, day)) for day in days]
    upper = [(day, high / trend.asked) for day, _low, high in ranges]
    lower = [(day, low / trend.asked) for day, low, _high in reversed(ranges)]
    return f"{_line(field, [*upper, *lower])}Z"


def _steps(field: _Field, trend: Trend) -> list[tuple[date, float]]:
    """The share due rises on the due days, at once; of very many days, on some of them."""
    days = sorted({one.due_on for one in trend.alike if one.due_on and one.due_on <= field.last})
    days = [day for day in days if day > field.first][:: max(1, len(days) // POINTS)]
    share = trend.due_by(field.first) / trend.asked
    points = [(field.first, share)]
    for day in [*days, field.last]:
        points.append((day, share))
        share = trend.due_by(day) / trend.asked
        points.append((day, share))
    return points


def _line(field: _Field, points: Iterable[tuple[date, float]]) -> str:
    return "M" + "L".join(field.at(day, share) for day, share in points)


def _axis(field: _Field) -> tuple[tuple[str, str, str], ...]:
    """The first and the last day, each set within the drawing."""
    letters = pgettext("a day and its month in short, in Django's letters", "j M Y")
    ends = ((field.first, "start"), (field.last, "end"))
    return tuple((f"{field.x(day):.1f}", anchor, date_format(day, letters)) for day, anchor in ends)


def _apart(shares: list[float]) -> list[str]:
    """Where the names of two lines stand, so far from each other that both can be read."""
    first, second = (BOTTOM - share * (BOTTOM - TOP) for share in shares)
    if abs(first - second) < APART:
        middle, sign = (first + second) / 2, 1 if first >= second else -1
        first, second = middle + sign * APART / 2, middle - sign * APART / 2
    return [f"{place:.1f}" for place in (first, second)]


def _y(share: float) -> str:
    return f"{BOTTOM - share * (BOTTOM - TOP):.1f}"
