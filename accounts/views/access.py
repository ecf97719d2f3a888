"""Who may open the pages about people: admins, for the units they run."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.policies import (
    administering_paths,
    may_administer,
    people_under,
    runs_the_site,
)
from accounts.services.organisation import institution_day

View = TypeVar("View", bound=Callable[..., HttpResponse])


def admins_only(view: View) -> View:
    """403 for everybody else: the page is there, and not theirs."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_administer(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, guarded)


def whole_site_only(view: View) -> View:
    """403 but for admins of a root: what it does reaches everybody."""

    @admins_only
    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not runs_the_site(paths_of_admin(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, guarded)


def paths_of_admin(request: SignedInRequest) -> list[str]:
    """The subtrees that this admin runs."""
    return administering_paths(request.user, institution_day(timezone.now()))


def person_in_scope(request: SignedInRequest, uuid: UUID) -> User:
    """The person, if this admin may see them; else 404."""
    people = people_under(paths_of_admin(request), institution_day(timezone.now()))
    return get_object_or_404(people, uuid=uuid)


def posted(request: SignedInRequest) -> QueryDict | None:
    """What was sent, for a form: None while the page is only looked at."""
    return request.POST if request.method == "POST" else None
