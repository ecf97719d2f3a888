"""What a workbook says of its figures before it shows them (DOMAIN 7)."""

from django.utils.translation import gettext as _

from reports.exports import Value
from reports.queries.completion import Attribution, CompletionReport
from reports.receipts import Receipt
from reports.wording import FIGURES


def statement_of(receipt: Receipt, report: CompletionReport) -> list[tuple[str, Value]]:
    """Population, days, attribution, definition, receipt; and what was asked for, if anything."""
    return [
        (_("Population"), population()),
        (_("Organisation of"), report.moment.on),
        (_("Known on"), report.moment.known_on),
        (_("Attribution"), attribution(report.attribution)),
        (_("Definition"), receipt.definition),
        *asked(receipt, report),
        (_("Receipt"), receipt.code),
    ]


def population() -> str:
    return _(
        "People with an appointment on that day of whom something is required; leavers and test "
        "accounts out. The newest cycle assigned decides."
    )


def attribution(attribution: Attribution) -> str:
    """In the words of the page."""
    if attribution == Attribution.ALL:
        return _(
            "All appointments: a person counts once in each of their units, "
            "and once in each unit above."
        )
    return _(
        "Primary appointments: a person counts once in their unit, and once in each unit above."
    )


def asked(receipt: Receipt, report: CompletionReport) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = [
        (_("Unit"), report.unit.full_name if report.unit else _("All your units"))
    ]
    if receipt.requirement:
        found.append((_("Requirement"), ", ".join(one.title for one in report.requirements)))
    if receipt.figure:
        found.append((_("Standing"), str(FIGURES[receipt.figure])))
    if receipt.words:
        found.append((_("Name, address or HR id"), receipt.words))
    return found
