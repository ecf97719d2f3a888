"""`manage.py import_questions FILE --bank NAME`: questions of another system into a bank."""

import json
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.interchange.question_files import AUTO, FORMATS, read_question_file
from courses.interchange.questions_read import UnreadableQuestions
from courses.management.question_bank import bring_in, bytes_of, in_words


class Command(BaseCommand):
    help = "Take in the questions of a GIFT, Moodle XML or Aiken file. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, metavar="NAME", help="made if not there")
        formats = ", ".join([AUTO, *FORMATS])
        parser.add_argument("--format", default=AUTO, help=f"one of {formats} ({AUTO})")
        parser.add_argument("--language", default="en", help="of the bank (en)")
        parser.add_argument("--json", action="store_true", help="one JSON object as answer")

    def handle(self, *args: Any, file: Path, bank: str, language: str, **options: Any) -> None:
        with TemporaryDirectory() as folder:
            try:
                read = read_question_file(
                    bytes_of(file), options["format"], folder=Path(folder), language=language
                )
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from None
            except UnreadableQuestions as error:
                raise CommandError(f"{file}: {error}") from None
            done = bring_in(read, bank, language, now=timezone.now())
        self.stdout.write(json.dumps(done.as_json()) if options["json"] else in_words(done, read))
