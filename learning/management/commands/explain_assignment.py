"""`manage.py explain_assignment UUID`: why this person, why that date, what next, what was sent."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning.interchange.explained_json import as_json
from learning.models import Assignment
from learning.services.decision_words import decision_words
from learning.services.explained import Explained, due_words, explained
from learning.services.explanations import full_date
from learning.services.requirement_preview import when_it_writes


class Command(BaseCommand):
    help = "Tell everything about one assignment. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uuid", help="of the assignment")
        parser.add_argument("--json", action="store_true", help="one JSON object as answer")

    def handle(self, *args: Any, uuid: str, **options: Any) -> None:
        try:
            sought = UUID(uuid)
        except ValueError:
            raise CommandError(f"{uuid} is not a UUID.") from None
        found = Assignment.objects.to_explain().filter(uuid=sought).first()
        if found is None:
            raise CommandError(f"There is no assignment {uuid}.")
        known = explained(found, now=timezone.now())
        self.stdout.write(json.dumps(as_json(known)) if options["json"] else as_text(known))


def as_text(known: Explained) -> str:
    """The same for people."""
    asked = known.assignment
    whose = f"{asked.person.display_name}: {asked.version.title}"
    lines = [
        f"{whose}, cycle {asked.cycle}: {known.standing}",
        *known.sentences,
        *(f"Was due: {due_words(one)}" for one in known.dates if one.superseded_at),
        *(f"Waived through {one.until_on}: {one.reason}" for one in known.waivers),
        *(
            f"Met by a completion of {one.completion.course.key} on "
            f"{full_date(one.completion.completed_at.date())}"
            for one in known.fulfilments
            if one.superseded_at is None
        ),
        *(f"Next, {full_date(one.on)}: {one.what}" for one in known.coming),
        *(
            f"{full_date(one.planned_at.date())}, "
            f"{when_it_writes(one.rule.anchor, one.offset_days)}: {decision_words(one)}"
            for one in known.reminders
        ),
    ]
    return "\n".join(lines)
