"""Whose session it is: asked before every page."""

from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from accounts.models import User
from accounts.rules.roles import Role
from accounts.services.prepared import Prepared

COLUMNS = [field.attname for field in User._meta.concrete_fields]
ROLES = [f"has_{role}" for role in Role]


def _people(person: int, on: date) -> QuerySet[Any, Any]:
    people = User.objects.with_roles(on).active().filter(pk=person)
    return people.values_list(*COLUMNS, *ROLES)


ONE_PERSON = Prepared(_people, person=int, on=date)


def person_of_session(person: int, *, on: date) -> User | None:
    """The person with the roles they hold that day, unless deactivated since: one query."""
    for row in ONE_PERSON.rows(person=person, on=on):
        found = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, row[: len(COLUMNS)])
        for role, held in zip(ROLES, row[len(COLUMNS) :], strict=True):
            setattr(found, role, held)
        return found
    return None
