"""Keeping a view of a report, sharing it, letting it go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.services.audit import record
from reports.models import SavedView
from reports.models.saved_view import MOST_QUERY


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view shows: its page, the query of its address, and the one unit it looks at."""

    page: str
    query: str
    unit: Unit | None


@transaction.atomic
def keep_view(shown: Shown, *, name: str, shared: bool, now: datetime, by: User) -> SavedView:
    """Keep a view under a name of one's own.

    The same view under the same name again is the first one, shared or not as said now. A name
    that is taken by another view, sharing a view of several units at once, and an address that is
    too long are refused.
    """
    refuse_too_long(shown.query)
    _refuse_shared_without_unit(shown.unit, shared=shared)
    view, made = SavedView.objects.select_for_update().get_or_create(
        person=by,
        name=name,
        defaults={"page": shown.page, "query": shown.query, "unit": shown.unit, "created_at": now},
    )
    if (view.page, view.query) != (shown.page, shown.query):
        raise _taken()
    if made:
        record(by, "reports.view.kept", _subject(view), at=now, after=_said(view))
    return _share(view, shared=shared, now=now)


@transaction.atomic
def change_view(view: SavedView, *, name: str, shared: bool, now: datetime, by: User) -> SavedView:
    """Name it anew, share it or stop sharing it. Asked again, it changes nothing."""
    view = SavedView.objects.select_for_update(of=("self",)).select_related("unit").get(pk=view.pk)
    _refuse_shared_without_unit(view.unit, shared=shared)
    before = _said(view)
    if view.name != name:
        view.name = name
        try:
            with transaction.atomic():
                view.save(update_fields=["name"])
        except IntegrityError as error:
            raise _taken() from error
    _share(view, shared=shared, now=now)
    if before != _said(view):
        record(by, "reports.view.changed", _subject(view), at=now, before=before, after=_said(view))
    return view


@transaction.atomic
def drop_view(view: SavedView, *, now: datetime, by: User) -> None:
    """Let it go; whoever shared in it loses it too. It was an address: no figure goes with it."""
    gone, _each = SavedView.objects.filter(pk=view.pk).delete()
    if gone:
        record(by, "reports.view.dropped", _subject(view), at=now, before=_said(view))


def _share(view: SavedView, *, shared: bool, now: datetime) -> SavedView:
    if shared != (view.shared_at is not None):
        view.shared_at = now if shared else None
        view.save(update_fields=["shared_at"])
    return view


def refuse_too_long(query: str) -> None:
    """Refuse an address that cannot be kept whole ("too_long")."""
    if len(query) > MOST_QUERY:
        raise ValidationError(
            _("This view shows too many columns to be kept. Choose fewer of them."),
            code="too_long",
        )


def _refuse_shared_without_unit(unit: Unit | None, *, shared: bool) -> None:
    if shared and unit is None:
        raise ValidationError(
            _("Choose one unit in the view first: it is shared with those who answer for it."),
            code="no_unit",
        )


def _taken() -> ValidationError:
    return ValidationError(_("You keep another view under that name."), code="name_taken")


def _subject(view: SavedView) -> str:
    return f"savedview:{view.uuid}"


def _said(view: SavedView) -> dict[str, Any]:
    said = {"name": view.name, "page": view.page, "query": view.query}
    return {**said, "shared": view.shared_at is not None}
