"""Pages for those who write courses: trainers and admins, for the units they write for."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.policies import authoring_paths
from accounts.rules.roles import Role
from accounts.services.organisation import institution_day
from courses.models import Bank

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def authors_only(view: View) -> View:
    """403 but for trainers and admins: the page is there, and not for everybody."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not {Role.TRAINER, Role.ADMIN} & request.user.roles:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, guarded)


def paths_of_author(request: SignedInRequest) -> list[str]:
    """The subtrees in which this person may write courses, and so mark and regrade."""
    return authoring_paths(request.user, institution_day(timezone.now()))


def bank_in_scope(request: SignedInRequest, uuid: UUID) -> Bank:
    """The bank, if this person may write in it; else 404."""
    banks = Bank.objects.under(paths_of_author(request)).select_related("unit")
    return get_object_or_404(banks, uuid=uuid)
