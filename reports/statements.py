"""What a workbook says of its figures before it shows them (DOMAIN 7)."""

from datetime import date

from django.utils.translation import gettext as _

from reports.answers_courses import CourseReport
from reports.charts.headings import DOWNWARDS, NUMBER, SORTED, TEXT, UP
from reports.exports import Value
from reports.people_columns import COLUMNS
from reports.queries.completion import COMPLIANT, Attribution, CompletionReport
from reports.queries.definitions import DEFINITIONS
from reports.queries.unit_order import DOWN, UNIT, in_tree
from reports.receipts import OVER_TIME, QUESTIONS, SURVEY, UNITS, Receipt
from reports.rules.period_ends import By, period_ends
from reports.wording import FIGURES
from reports.wording_over_time import days_words


def statement_of(
    receipt: Receipt, report: CompletionReport | CourseReport
) -> list[tuple[str, Value]]:
    """Population, days, attribution, definition, receipt; and what was asked for, if anything."""
    if isinstance(report, CourseReport):
        return of_course(receipt, report)
    return [
        (_("Population"), population()),
        *days(receipt, report),
        (_("Attribution"), attribution(report.attribution)),
        (_("Definition"), receipt.definition),
        *asked(receipt, report),
        (_("Receipt"), receipt.code),
    ]


def of_course(receipt: Receipt, report: CourseReport) -> list[tuple[str, Value]]:
    """Whose figures, what is counted, when, by which definition; and the receipt."""
    number, language = receipt.edition_named
    found: list[tuple[str, Value]] = [
        (_("Course"), receipt.course),
        (_("Edition"), f"{number} ({language})"),
    ]
    if receipt.activity:
        found.append((_("Activity"), receipt.activity))
    return [
        *found,
        (_("Counted"), counted(receipt)),
        (_("Known on"), report.moment.known_on),
        (_("Definition"), receipt.definition),
        (_("Receipt"), receipt.code),
    ]


def counted(receipt: Receipt) -> str:
    """In the words of the page."""
    if receipt.kind == SURVEY:
        return _("Responses to the wording of this edition, in batches that are told together.")
    if receipt.kind != QUESTIONS:
        return _(
            "Counted: the enrolments that are on this edition now, whether they began on it or "
            "were moved to it. Test accounts are out. Done: the activity is satisfied, and not to "
            "be looked at again."
        )
    if receipt.all_attempts:
        return _("Counted: all attempts at this quiz that are handed in and marked.")
    return _(
        "Counted: the first attempt of each person at this quiz, in whatever edition it was, once "
        "it is handed in and marked."
    )


def days(receipt: Receipt, report: CompletionReport) -> list[tuple[str, Value]]:
    """Of which days the organisation is, and the knowledge."""
    on, known_on = report.moment.on, report.moment.known_on
    if receipt.kind != OVER_TIME:
        return [(_("Organisation of"), on), (_("Known on"), known_on)]
    by, since = By(receipt.by), date.fromisoformat(receipt.since)
    return [
        (_("Organisation of"), days_words(by, period_ends(by, since, on), on)),
        (_("Known on"), known_on if receipt.known_now else _("each of these days")),
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
    of_units = receipt.kind == UNITS
    if receipt.requirement or (of_units and receipt.columns):
        shown = report.of_only(receipt.columns if of_units else ())
        found.append((_("Requirement"), ", ".join(one.title for one in shown.requirements)))
    if receipt.figure and not of_units:
        found.append((_("Standing"), str(FIGURES[receipt.figure])))
    if receipt.words:
        found.append((_("Name, address or HR id"), receipt.words))
    if order := units_in_order(receipt, report) if of_units else people_in_order(receipt):
        found.append((_("Sorted by"), order))
    return found


def people_in_order(receipt: Receipt) -> str:
    """Due, latest first."""
    name = receipt.sort.removeprefix(DOWN)
    kind = next((column.kind for column in COLUMNS if column.name == name), TEXT)
    return f"{DEFINITIONS[name].words}, {_how(kind, receipt.sort)}" if name else ""


def units_in_order(receipt: Receipt, report: CompletionReport) -> str:
    """Repair, Overdue, highest first."""
    titles = {one.requirement.key: one.title for one in report.requirements}
    name = receipt.sort.removeprefix(DOWN)
    if in_tree(receipt.sort, titles):
        return ""
    if name == UNIT:
        return f"{DEFINITIONS[UNIT].words}, {_how(TEXT, receipt.sort)}"
    figure = FIGURES[receipt.figure or COMPLIANT]
    return f"{titles[name]}, {figure}, {_how(NUMBER, receipt.sort)}"


def _how(kind: str, sort: str) -> str:
    """As the arrow at the head of a column says it."""
    return str(SORTED[kind, DOWNWARDS if sort.startswith(DOWN) else UP])
