"""`manage.py import_completions FILE.csv`: prior learning, accepted."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.interchange.csv_file import UnreadableFile
from learning.interchange.prior_learning_csv import COLUMNS, as_json, read_prior_learning
from learning.services.dates import today
from learning.services.prior_learning import Accepted, accept_prior_learning


class Command(BaseCommand):
    help = "Record completions made elsewhere or before. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        columns = f"CSV in UTF-8 with the columns {', '.join(COLUMNS)}"
        parser.add_argument("file", type=Path, help=columns)
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it")
        parser.add_argument("--json", action="store_true", help="one JSON object as answer")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            read = read_prior_learning(file.read_bytes(), today=today(now))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except UnreadableFile as error:
            raise CommandError(f"{file}: {error}") from None
        accepted = accept_prior_learning(read, now=now, by=None, dry_run=dry_run)
        self.stdout.write(json.dumps(as_json(accepted)) if options["json"] else as_text(accepted))
        if read.rows and not accepted.results:
            raise CommandError("No row could be taken.")


def as_text(accepted: Accepted) -> str:
    lines = [f"{accepted.rows} rows: {accepted.created} created, {accepted.unchanged} unchanged"]
    lines += [
        f"refused: row {it.row}, {it.column or 'whole row'}: {it.message}" for it in accepted.failed
    ]
    for said, requirements in accepted.results:
        for met in requirements:
            until = f", valid until {met.expires_on}" if met.expires_on else ""
            lines.append(f"row {said.row}: {met.requirement}: {met.standing}{until}")
    return "\n".join(lines)
