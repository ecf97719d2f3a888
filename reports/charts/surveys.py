"""Numbers in, a picture out: how the options of a survey's item were chosen."""

from reports.charts.questions import BAR, STEP, Bar, Bars
from reports.queries.surveys import ItemFigures
from reports.wording_questions import floor_of, grouped, per_cent


def bars_of(figures: ItemFigures) -> Bars | None:
    """A bar for each option that is told; None where none is."""
    told = [(option, option.count) for option in figures.options if option.count is not None]
    if not told:
        return None
    bars = tuple(
        Bar(
            label=option.text,
            number=grouped(count),
            share=per_cent(floor_of(count / option.of)),
            is_right=True,
            length=f"{count / option.of * BAR:.1f}",
            y=place * STEP,
        )
        for place, (option, count) in enumerate(told)
    )
    said = [f"{bar.label}: {bar.number}" for bar in bars]
    return Bars(bars, len(bars) * STEP, "; ".join(said))
