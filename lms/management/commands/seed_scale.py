"""Fill the database with a synthetic institution, to measure with."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lms.management.seeding.scale import Size, fill


class Command(BaseCommand):
    help = "Add a school of N people and M required courses, with what they did."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=2_000)
        parser.add_argument("--courses", type=int, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.perf_counter()
        fill(Size(people=options["people"], courses=options["courses"], now=timezone.now()))
        took = time.perf_counter() - begin
        self.stdout.write(
            f"Added {options['people']} people and {options['courses']} courses in {took:.1f} s."
        )
