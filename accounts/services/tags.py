"""Tags that people carry, and that audiences may ask for: given and ended by an admin."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Tag, User
from accounts.models.facts import successor
from accounts.services.audit import record
from accounts.services.organisation import institution_day
from accounts.services.people_known import subject_of


@transaction.atomic
def give_tag(person: User, tag: str, *, reason: str, now: datetime, by: User) -> Tag:
    """Let somebody carry a tag from today on; who carries it already keeps it as it is."""
    tag = named(tag)
    reason = _said(reason)
    person = User.objects.select_for_update().get(pk=person.pk)
    if held := Tag.objects.standing().filter(person=person, tag=tag, to_on__isnull=True).first():
        return held
    given = Tag.objects.create(
        person=person, tag=tag, from_on=institution_day(now), recorded_at=now, recorded_by=by
    )
    after = {"tag": tag}
    record(by, "accounts.tag.given", subject_of(person), at=now, after=after, reason=reason)
    return given


@transaction.atomic
def end_tag(person: User, tag: str, *, reason: str, now: datetime, by: User) -> Tag | None:
    """Somebody carries a tag no longer, from today on; the second time there is nothing to end.

    That they carried it stays on record.
    """
    reason = _said(reason)
    person = User.objects.select_for_update().get(pk=person.pk)
    held = Tag.objects.standing().filter(person=person, tag=tag, to_on__isnull=True).first()
    if held is None:
        return None
    today = institution_day(now)
    Tag.objects.filter(pk=held.pk).supersede(now)
    ended = successor(held, now=now, recorded_by=by, to_on=max(today, held.from_on or today))
    ended.save()
    before = {"tag": tag}
    record(by, "accounts.tag.ended", subject_of(person), at=now, before=before, reason=reason)
    return ended


def named(tag: str) -> str:
    """A tag as it is kept: lower case, its words joined by hyphens. Refused where it is none."""
    name = "-".join(tag.split()).lower()
    try:
        validate_slug(name)
    except ValidationError:
        name = ""
    if not name or len(name) > 64:
        raise ValidationError(
            _("A tag is made of letters, digits and hyphens: “preceptor”."), code="no_tag"
        )
    return name


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason_missing")
    return reason.strip()
