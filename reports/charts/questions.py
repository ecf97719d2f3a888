"""Numbers in, a picture out: how a question's choices were made, and how a quiz was scored.

Every line is labelled where it ends, and dashed in its own way: nothing depends on colour. All is
in the units of the drawing, which are CSS pixels where there is room.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from django.utils.translation import gettext as _

from learning.rules.item_analysis import OPEN, Third
from learning.rules.item_disclosure import Line
from reports.queries.choices import RIGHT
from reports.queries.questions import BANDS, QuestionFigures, QuizFigures
from reports.wording_questions import (
    OUTCOME_WORDS,
    THIRDS,
    either,
    floor_of,
    grouped,
    per_cent,
)

TOP, BOTTOM, LEFT, RIGHT_END = 12, 172, 52, 262
APART = 15  # between two labels, so that both can be read
SOLID = "none"
DASHES = ("7 4", "2 4", "9 3 2 3", "14 5", "4 4 1 4")
BAR = 320  # how long a bar of everything is
STEP = 44  # from one bar to the next
IN_ORDER = (Third.WEAKEST, Third.MIDDLE, Third.STRONGEST)


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the picture: its points from the weakest third to the strongest."""

    label: str
    is_right: bool
    dash: str
    points: tuple[tuple[float, float], ...]
    label_at: float

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Traces:
    """Choices by thirds: a picture, the same in words, and the same as a table."""

    traces: tuple[Trace, ...]
    axis: tuple[tuple[float, str], ...]
    grid: tuple[tuple[float, str], ...]
    said: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture, with what it says above it."""

    label: str
    number: str
    share: str
    is_right: bool
    length: str
    y: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts as bars: a picture, and the same in words."""

    bars: tuple[Bar, ...]
    height: int
    said: str


def labels_of(figures: QuestionFigures) -> dict[str, str]:
    """Choices by their place: A, B, C …; outcomes by their words."""
    words = {key: str(text) for key, text in OUTCOME_WORDS.items()}
    if not is_picked(figures):
        return words
    keys = figures.question.choices
    return {key: letter(place) for place, key in enumerate(keys)} | {OPEN: words[OPEN]}


def is_picked(figures: QuestionFigures) -> bool:
    """Whether its choices were picked from a list; else what is counted is how it came out."""
    return tuple(choice.key for choice in figures.asked.choices) == figures.question.choices


def letter(place: int) -> str:
    """A to Z, then numbers."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def traces_of(figures: QuestionFigures) -> Traces | None:
    """The picture of a question by thirds; None where these are not shown."""
    lines = figures.shown.thirds
    if not lines:
        return None
    labels = labels_of(figures)
    thirds = [third for third in IN_ORDER if third in lines[0].thirds]
    step = (RIGHT_END - LEFT) / (len(thirds) - 1)
    axis = tuple((LEFT + place * step, str(THIRDS[third])) for place, third in enumerate(thirds))
    return Traces(
        traces=tuple(_traces(figures, labels, thirds, [x for x, _word in axis])),
        axis=axis,
        grid=tuple((_height(share), per_cent(int(share * 100))) for share in (0, 0.5, 1)),
        said=_said(lines, labels, thirds),
        columns=tuple(word for _x, word in axis),
        rows=tuple(
            (
                either([labels[key] for key in line.choices]),
                tuple(_counted(*line.thirds[third]) for third in thirds),
            )
            for line in lines
        ),
    )


def _traces(
    figures: QuestionFigures,
    labels: Mapping[str, str],
    thirds: Sequence[Third],
    xs: Sequence[float],
) -> Iterator[Trace]:
    lines = figures.shown.thirds
    ends = _spread([_height(line.share_of(thirds[-1])) for line in lines])
    for line, end, dash in zip(lines, ends, _dashes(figures, lines), strict=True):
        heights = (_height(line.share_of(third)) for third in thirds)
        yield Trace(
            label=", ".join(labels[key] for key in line.choices),
            is_right=is_right(figures, line),
            dash=dash,
            points=tuple(zip(xs, heights, strict=True)),
            label_at=end,
        )


def bars_of(figures: QuestionFigures) -> Bars | None:
    """The picture of a question as a whole; None where no counts are shown."""
    labels = labels_of(figures)
    return _bars(
        figures.shown.lines,
        [either([labels[key] for key in line.choices]) for line in figures.shown.lines],
        [is_right(figures, line) for line in figures.shown.lines],
    )


def scores_of(figures: QuizFigures) -> Bars | None:
    """The picture of all scores; None where no counts are shown."""
    lines = figures.scores.lines
    return _bars(lines, [_band(line) for line in lines], [True] * len(lines))


def is_right(figures: QuestionFigures, line: Line) -> bool:
    """Whether all that a line counts is right."""
    right = figures.question.right or frozenset({RIGHT})
    return set(line.choices) <= right


def _dashes(figures: QuestionFigures, lines: Sequence[Line]) -> list[str]:
    """The first right one is a solid line, every other one is dashed in its own way."""
    right = [line for line in lines if is_right(figures, line)][:1]
    others = cycle(DASHES)
    return [SOLID if line in right else next(others) for line in lines]


def _said(lines: Sequence[Line], labels: Mapping[str, str], thirds: Sequence[Third]) -> str:
    shares = [
        _("%(choices)s: %(first)s, %(last)s")
        % {
            "choices": either([labels[key] for key in line.choices]),
            "first": per_cent(floor_of(line.share_of(thirds[0]))),
            "last": per_cent(floor_of(line.share_of(thirds[-1]))),
        }
        for line in lines
    ]
    words = _("Share who chose each, in the weakest and in the strongest third. %(shares)s.")
    return words % {"shares": "; ".join(shares)}


def _bars(lines: Sequence[Line], labels: Sequence[str], right: Sequence[bool]) -> Bars | None:
    if not lines:
        return None
    shares = [per_cent(floor_of(line.share)) for line in lines]
    bars = tuple(
        Bar(label, grouped(line.count), share, filled, f"{line.share * BAR:.1f}", place * STEP)
        for place, (line, label, share, filled) in enumerate(
            zip(lines, labels, shares, right, strict=True)
        )
    )
    said = [f"{bar.label}: {bar.number}" for bar in bars]
    return Bars(bars, len(bars) * STEP, "; ".join(said))


def _band(line: Line) -> str:
    """0 to 49 %; the last one holds 100 %."""
    bands = [int(key) for key in line.choices if key != OPEN]
    width = 100 // BANDS
    last = 100 if bands[-1] == BANDS - 1 else (bands[-1] + 1) * width - 1
    words = _("%(first)d to %(last)d %%") % {"first": bands[0] * width, "last": last}
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def _counted(count: int, of: int) -> str:
    """39 % (14 of 36)"""
    words = _("%(share)s (%(count)s of %(of)s)")
    return words % {
        "share": per_cent(floor_of(count / of)),
        "count": grouped(count),
        "of": grouped(of),
    }


def _height(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _spread(heights: Sequence[float]) -> list[float]:
    """Where labels stand: at their lines' ends, but far enough from each other, from the top."""
    placed: dict[int, float] = {}
    last = float(TOP - APART)
    for place in sorted(range(len(heights)), key=lambda place: heights[place]):
        last = placed[place] = max(heights[place], last + APART)
    over = max(0.0, last - BOTTOM)
    return [placed[place] - over for place in range(len(heights))]
