"""`manage.py export_course KEY DIR`: a course out of the database as a package."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from courses.interchange.package_export import export_course
from courses.models import Course


class Command(BaseCommand):
    help = "Write a course as a package, by default its newest edition, into a new or empty folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key")
        parser.add_argument("folder", type=Path)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--edition", type=int, metavar="N", help="this published edition")
        which.add_argument("--draft", action="store_true", help="the draft")

    def handle(
        self, *args: Any, key: str, folder: Path, edition: int | None, draft: bool, **options: Any
    ) -> None:
        course = Course.objects.filter(key=key).first()
        if course is None:
            raise CommandError(f"There is no course with the key “{key}”.")
        try:
            written = export_course(course, folder, number=edition, draft=draft)
        except (ValidationError, OSError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
        which = f"edition {written.number}" if written.number else "the draft"
        self.stdout.write(f"{key}: {which} written to {folder}.")
