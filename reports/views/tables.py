"""A table of units, whatever its columns: its heads, and which figure it shows."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from learning.rules.standing import Standing
from reports.charts.headings import TEXT, Heading, heading
from reports.forms import OverviewFilters
from reports.queries.completion import COMPLIANT, CompletionReport
from reports.queries.unit_order import UNIT
from reports.wording import FIGURES

LOW_FIRST = (COMPLIANT, Standing.COMPLETED_ON_TIME)  # of these the least is looked for


def headed(
    filters: OverviewFilters,
    report: CompletionReport,
    columns: Mapping[str, str],
    *,
    empty: Collection[str] = (),
) -> dict[str, Any]:
    """The heads of these columns (name in the address → words), and which figure they are of.

    By those that are `empty` there is nothing to sort.
    """
    asked = filters.cleaned_data
    figure, sort = filters.sorting_figure(), asked["sort"]
    turned = partial(filters.addresses(report).sorted_by, units=asked["units"])
    heads = [
        heading(name, words, turned, sort=sort, down_first=figure not in LOW_FIRST)
        if name not in empty
        else Heading(name, words)
        for name, words in columns.items()
    ]
    return {
        "figure": FIGURES[figure],
        "figure_name": figure,
        "unit_head": heading(UNIT, _("Unit"), turned, sort=sort, kind=TEXT),
        "heads": heads,
        "sorted_by": next((head for head in heads if head.sorted), None),
        "tree_url": turned("") if sort else "",
    }
