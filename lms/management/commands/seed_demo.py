"""Put the demo in: a school, its people, and learners in every standing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.management.seeding.demo import already_there, stage
from lms.sign_ins import PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = "Put in the demo's school; does nothing where it is in already."

    def handle(self, *args: Any, **options: Any) -> None:
        if already_there():
            self.stdout.write("The demo is there already.")
            return
        stage(timezone.now())
        self.stdout.write(f"The demo is in. Everyone's password: {PASSWORD}")
        for person in SIGN_INS:
            self.stdout.write(f"  {person.email}  {person.what}")
