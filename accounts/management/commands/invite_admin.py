"""The first admin of a new installation, or one more when none can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.models import User
from accounts.rules.roles import Role
from accounts.services.invitations import Invitation, invite_person
from accounts.services.organisation import root_unit
from accounts.services.people import grant_role

REASON = "named by an operator"


class Command(BaseCommand):
    help = "Make somebody an admin, inviting them by mail if they are not here yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email, now = options["email"], timezone.now()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        root = root_unit(name=settings.INSTITUTION_NAME, now=now)
        if person := User.objects.active().filter(email__iexact=email).first():
            grant_role(person, Role.ADMIN, root, reason=REASON, now=now, by=None)
            self.stdout.write(f"{person.email} is an admin of {root.name}.")
            return
        names = options["first_name"], options["last_name"]
        invitation = Invitation(email, *names, unit=root, role=Role.ADMIN)
        try:
            invite_person(invitation, reason=REASON, now=now, by=None)
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0]) from None
        self.stdout.write(f"{email} is invited, as an admin of {root.name}.")
