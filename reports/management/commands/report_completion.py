"""How every requirement stands in every unit, as a file; today, or as of any past day."""

from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning.rules.due_dates import local_day
from learning.services.dates import institution_zone
from reports.answers import Report, answer, instant, report_of, write_answer, written
from reports.queries.completion import DEFINITION, Attribution, CompletionReport
from reports.queries.moments import Moment, day_asked_for
from reports.queries.organisation import EVERYTHING, organisation_at
from reports.queries.requirements import requirements_of
from reports.receipts import UNITS, Receipt, read_receipt, receipt_of


class Command(BaseCommand):
    help = "Units by requirements: people, compliant, and the count of every standing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", help="its path: School / Department / Division")
        parser.add_argument("--requirement", help="its key; an ended one may be named too")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")
        parser.add_argument(
            "--as-of", metavar="DATE", help="the end of that day; of today this moment"
        )
        parser.add_argument(
            "--known",
            default="then",
            metavar="then|now|INSTANT",
            help="by what was known: then (usual), now, or at an instant",
        )
        parser.add_argument(
            "--attribution", choices=[each.value for each in Attribution], default="primary"
        )
        parser.add_argument("--receipt", metavar="CODE", help="the same file again, byte for byte")
        parser.add_argument("--output", metavar="FILE", help="where it goes; a workbook needs one")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["receipt"] is not None:
            self.again(options["receipt"], options["output"])
            return
        moment = moment_asked_for(options["as_of"], options["known"], now=timezone.now())
        attribution = Attribution(options["attribution"])
        report = report_asked_for(options["unit"], options["requirement"], moment, attribution)
        receipt = receipt_of(
            report,
            kind=UNITS,
            definition=DEFINITION,
            requirement=options["requirement"] or "",
        ).shaped(format=options["format"])
        if options["output"]:
            keep(receipt, report, options["output"])
        else:
            for lines in written(receipt, report):
                self.stdout.write(lines, ending="")
        self.stderr.write(f"Receipt: {receipt.code}")

    def again(self, code: str, output: str | None) -> None:
        """The file that a receipt is of."""
        try:
            receipt = read_receipt(code)
            if output:
                keep(receipt, report_of(receipt, institution_zone()), output)
                return
            if receipt.format == "xlsx":
                raise CommandError("A workbook is written to a file: --output FILE.")
            lines = answer(receipt, institution_zone())
        except (ValueError, LookupError) as error:
            raise CommandError(str(error)) from None
        for some in lines:
            self.stdout.write(some, ending="")


def keep(receipt: Receipt, report: Report, output: str) -> None:
    """The report in a file of that name."""
    with Path(output).open("wb") as file:
        write_answer(receipt, report, file)


def moment_asked_for(as_of: str | None, known: str, *, now: datetime) -> Moment:
    """The present; or the end of a past day, known then, now or at an instant."""
    zone, soon = institution_zone(), settings.DUE_SOON_DAYS
    if as_of is None and known in ("then", "now"):
        return Moment(now, zone, soon)
    at = now if as_of is None else day_asked_for(_day(as_of), zone)
    if local_day(at, zone) > local_day(now, zone):
        raise CommandError(f"--as-of {as_of}: that day is yet to come.")
    at = min(at, now)  # of today, as far as it has come
    if known in ("then", "now"):
        return Moment(at, zone, soon, known=at if known == "then" else now)
    try:
        return Moment(at, zone, soon, known=instant(known))
    except ValueError as error:
        raise CommandError(f"--known {known}: {error}") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of {text}: give a day as YYYY-MM-DD.") from None


def report_asked_for(
    unit: str | None, requirement: str | None, moment: Moment, attribution: Attribution
) -> CompletionReport:
    """The report on a unit and below (none: everything) and a requirement (none: all in force)."""
    organisation = organisation_at(EVERYTHING, moment)
    place = organisation.named(unit) if unit else None
    if unit and place is None:
        raise CommandError(f"No unit is named {unit!r}: give its path, School / Department.")
    requirements = requirements_of(organisation, moment, named=requirement or "")
    if requirement:
        requirements = tuple(v for v in requirements if v.requirement.key == requirement)
        if not requirements:
            raise CommandError(f"No requirement has the key {requirement!r}.")
    return CompletionReport(organisation, moment, requirements, place, attribution)
