"""Pages for those who write courses: trainers and admins, within the units they are for."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.policies import authoring_paths
from accounts.rules.roles import Role
from learning.services.dates import today

View = TypeVar("View", bound=Callable[..., HttpResponse])


def authors_only(view: View) -> View:
    """403 but for trainers and admins: the page is there, and not for everybody."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not {Role.TRAINER, Role.ADMIN} & request.user.roles:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, guarded)


def paths_of_author(request: SignedInRequest) -> list[str]:
    """The subtrees in which this person may write courses, and so mark and regrade."""
    return authoring_paths(request.user, today(timezone.now()))
