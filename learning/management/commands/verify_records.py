"""`manage.py verify_records`: prove that everything stored twice agrees."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from learning.services.verify import verify_records


class Command(BaseCommand):
    help = "Rebuild every derived value from its facts; report differences. None, ever."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_records()
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        else:
            for each in found.differences:
                self.stdout.write(
                    f"{each.what} {each.id}: {each.stored} is stored, {each.rebuilt} is so"
                )
            compared = sum(found.checked.values())
            self.stdout.write(f"{compared} values compared, {len(found.differences)} differ.")
        if found.differences:
            sys.exit(1)
