"""`manage.py export_questions --bank NAME --format gift|moodle_xml FILE`: a bank as a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.interchange.question_export import FORMATS, export_bank
from courses.management.question_bank import bank_named, written_in_words


class Command(BaseCommand):
    help = "Write a bank's questions as GIFT or Moodle XML, and list those that it cannot hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, metavar="NAME")
        parser.add_argument("--format", required=True, help=f"one of {', '.join(FORMATS)}")
        parser.add_argument("--language", default="", help="of the bank, where several have it")
        parser.add_argument("--json", action="store_true", help="one JSON object as answer")

    def handle(self, *args: Any, file: Path, bank: str, language: str, **options: Any) -> None:
        if options["format"] not in FORMATS:
            raise CommandError(f"Questions are written as {' or '.join(FORMATS)}.")
        written = export_bank(bank_named(bank, language), options["format"])
        try:
            file.write_text(written.text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        said = written_in_words(written, file)
        self.stdout.write(json.dumps(written.as_json()) if options["json"] else said)
