"""Take in a roster from a CSV file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.interchange.csv_file import UnreadableFile
from accounts.interchange.people_csv import COLUMNS, read_roster
from accounts.services.people_import import (
    Extent,
    Numbers,
    TooManyGone,
    import_people,
    preview_people,
)


class Command(BaseCommand):
    help = "Take in people, units and appointments from a roster. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        columns = f"CSV in UTF-8 with the columns {', '.join(COLUMNS)}"
        parser.add_argument("file", type=Path, help=columns)
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--json", action="store_true", help="one JSON object as answer")
        parser.add_argument(
            "--full", action="store_true", help="the whole roster: deactivate who is gone"
        )
        parser.add_argument(
            "--force", action="store_true", help="with --full: also more than one in ten"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        extent = Extent(full=options["full"], force=options["force"])
        take_in = preview_people if options["dry_run"] else import_people
        try:
            roster = read_roster(options["file"].read_bytes())
            numbers = take_in(roster, now=timezone.now(), extent=extent)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except UnreadableFile as error:
            raise CommandError(f"{options['file']}: {error}") from None
        except TooManyGone as error:
            raise CommandError(
                f"{error}; more than one in ten. Nothing was done; --force insists."
            ) from None
        self.stdout.write(json.dumps(numbers) if options["json"] else in_words(numbers))


def in_words(numbers: Numbers) -> str:
    lines = [
        "{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, "
        "{deactivated} deactivated; {units_created} units created".format(**numbers),
        *(_line("refused", remark) for remark in numbers["failed"]),
        *(_line("warning", remark) for remark in numbers["warnings"]),
    ]
    return "\n".join(lines)


def _line(word: str, remark: dict[str, Any]) -> str:
    return f"{word}: row {remark['row']}, {remark['column'] or 'whole row'}: {remark['message']}"
