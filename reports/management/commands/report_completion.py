"""How every requirement stands in every unit, as a file."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning.services.dates import institution_zone
from reports.exports import COMPLETION_COLUMNS, completion_row, csv_lines
from reports.queries.completion import CompletionReport, Moment
from reports.queries.organisation import EVERYTHING, organisation_under
from reports.queries.requirements import requirements_of


class Command(BaseCommand):
    help = "Units by requirements: people, compliant, and the count of every standing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", help="its path: School / Department / Division")
        parser.add_argument("--requirement", help="its key; an ended one may be named too")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        report = report_asked_for(options["unit"], options["requirement"], now=timezone.now())
        rows = map(completion_row, report.cells(report.organisation.below(report.unit)))
        if options["format"] == "csv":
            for lines in csv_lines(COMPLETION_COLUMNS, rows):
                self.stdout.write(lines, ending="")
            return
        answer = {
            "as_of": report.moment.on.isoformat(),
            "known_at": report.moment.now.astimezone(UTC).isoformat(),
            "attribution": report.attribution.value,
            "rows": [dict(zip(COMPLETION_COLUMNS, row, strict=True)) for row in rows],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def report_asked_for(
    unit: str | None, requirement: str | None, *, now: datetime
) -> CompletionReport:
    """The report on a unit and below (none: everything) and a requirement (none: all in force)."""
    moment = Moment(now, institution_zone(), settings.DUE_SOON_DAYS)
    organisation = organisation_under(EVERYTHING, moment.on)
    place = organisation.named(unit) if unit else None
    if unit and place is None:
        raise CommandError(f"No unit is named {unit!r}: give its path, School / Department.")
    requirements = requirements_of(organisation, moment, named=requirement or "")
    if requirement:
        requirements = tuple(v for v in requirements if v.requirement.key == requirement)
        if not requirements:
            raise CommandError(f"No requirement has the key {requirement!r}.")
    return CompletionReport(organisation, moment, requirements, place)
