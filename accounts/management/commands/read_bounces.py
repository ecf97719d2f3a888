"""manage.py read_bounces MAILBOX: what came back, out of a mailbox."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.interchange.delivery_reports import failures_in, letters_in, parsed, text_of
from accounts.services.returned_mail import Returned, stop_as_asked, take_in


class Command(BaseCommand):
    help = "Notes mails that came back, out of an mbox, a Maildir or a folder of .eml files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mailbox", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path = options["mailbox"]
        if not place.exists():
            raise CommandError(f"There is no mailbox {place}.")
        now = timezone.now()
        letters = [parsed(raw) for raw in letters_in(place)]
        failures = [failure for letter in letters for failure in failures_in(letter)]
        returned = [Returned(one.mails, one.code, one.said, one.at) for one in failures]
        tally = take_in(returned, now=now)
        stopped = stop_as_asked((text_of(letter, "Subject") for letter in letters), now=now)
        said = {
            "letters": len(letters),
            "noted": tally["noted"],
            "known": tally["known"],
            "unknown": tally["unknown"],
            "stopped": stopped,
        }
        if options["json"]:
            self.stdout.write(json.dumps(said))
            return
        self.stdout.write(
            f"{said['letters']} letters: {said['noted']} bounces noted, {said['known']} known, "
            f"{said['unknown']} of no mail of ours; {stopped} people want no more optional mail."
        )
