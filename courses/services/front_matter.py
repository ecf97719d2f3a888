"""The front matter of a draft: its title, what it is about, hours, completion rule, sources."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from json import dumps

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Deed, Edition
from courses.rules.content import Json
from courses.services.activity_rows import held_draft
from courses.services.draft_history import FRONT, Changed, note


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page of a course says; `completion_rule` is {} or {at_least, of}."""

    title: str
    summary: str
    hours: Decimal
    completion_rule: Json
    sources: Json  # citation key → the work, as stored

    @property
    def token(self) -> str:
        """What tells whether somebody saved it meanwhile."""
        return sha256(dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "hours": f"{self.hours:.2f}"}


def front_of(draft: Edition) -> Front:
    return Front(draft.title, draft.summary, draft.hours, draft.completion_rule, draft.sources)


@transaction.atomic
def save_front(draft: Edition, said: Front, *, edited: str, now: datetime, by: User) -> Front:
    """Let the front matter say this; `edited` is the token that the writer began with.

    Where somebody saved another since, nothing is written ("stale"). Twice changes nothing.
    """
    draft = held_draft(draft)
    held = front_of(draft)
    if said.token == held.token:
        return held
    if edited != held.token:
        raise ValidationError(
            _("Somebody else changed this while you were writing. Nothing of yours is lost."),
            code="stale",
        )
    draft.title, draft.summary, draft.hours = said.title, said.summary, said.hours
    draft.completion_rule, draft.sources = dict(said.completion_rule), dict(said.sources)
    draft.save(update_fields=["title", "summary", "hours", "completion_rule", "sources"])
    note(draft, _changed(said), Deed.SAVED, now=now, by=by, before=_changed(held))
    return said


def _changed(front: Front) -> Changed:
    return Changed(FRONT, "", front.title, front.as_json(), front.token)
