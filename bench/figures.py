"""Figures: a value beside its control, and whether the aim is met."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ratio = value ÷ control; the aim in words, and whether it is met."""

    name: str
    value: float
    unit: str
    control: float | None
    ratio: float | None
    aim: str
    met: bool


def beside(
    name: str,
    pairs: list[tuple[float, float]],
    *,
    unit: str,
    aim: str,
    met: Callable[[float], bool],
) -> Figure:
    """A figure from rounds of (value, control): medians, and the median of the rounds' ratios."""
    ratio = median(value / control for value, control in pairs)
    return Figure(
        name=name,
        value=round(median(value for value, _ in pairs), 1),
        unit=unit,
        control=round(median(control for _, control in pairs), 1),
        ratio=round(ratio, 3),
        aim=aim,
        met=met(ratio),
    )


def publish(figures: list[Figure]) -> None:
    """Print the table, and write the same to bench/results.json."""
    RESULTS.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")
    print(f"{'name':34} {'value':>10} {'unit':12} {'control':>10} {'ratio':>7}  aim")
    for f in figures:
        control = "" if f.control is None else f"{f.control:.1f}"
        ratio = "" if f.ratio is None else f"{f.ratio:.3f}"
        verdict = "met" if f.met else "NOT MET"
        print(
            f"{f.name:34} {f.value:>10.1f} {f.unit:12} {control:>10} {ratio:>7}  {f.aim}: {verdict}"
        )
