"""`manage.py import_course DIR`: a course package into the database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services.organisation import root_unit
from courses.interchange.package import PackageUnreadable, read_package
from courses.models import Effect
from learning.management.import_report import Report, bring_in


class Command(BaseCommand):
    help = "Import a course package: a new course, or the next draft of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish what came in")
        parser.add_argument("--effect", choices=Effect.values, default=Effect.NEW_LEARNERS)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, folder: Path, publish: bool, effect: str, **options: Any) -> None:
        now = timezone.now()
        try:
            package = read_package(folder)
            unit = root_unit(name=settings.INSTITUTION_NAME, now=now)
            report = bring_in(package, unit=unit, effect=effect if publish else None, now=now)
        except PackageUnreadable as error:
            report = Report.refused([str(problem) for problem in error.problems])
        except ValidationError as error:
            report = Report.refused(error.messages)
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else report.as_text())
        if report.problems:
            raise CommandError(f"Nothing was imported: {len(report.problems)} to put right.")
