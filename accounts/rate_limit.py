"""How often one address may ask: a count in the cache for each window of time."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def too_often(name: str, asker: str, *, times: int, seconds: int) -> bool:
    """Count one more; whether this asker has now asked more than `times` in this window.

    Windows are fixed: at most twice `times` pass in any stretch of `seconds`. A cache that
    is not there counts nothing.
    """
    window = int(timezone.now().timestamp()) // seconds
    key = f"rate:{name}:{asker}:{window}"
    cache.add(key, 0, seconds * 2)
    try:
        return cache.incr(key) > times
    except ValueError:  # evicted between the two
        return False


def rate_limited(name: str, *, times: int, seconds: int) -> Callable[[View[P]], View[P]]:
    """Answer 429 with a page to an address that asks more often than `times` in `seconds`."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def limited(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            asker = get_client_ip(request) or ""
            if too_often(name, asker, times=times, seconds=seconds):
                response = render(request, "errors/429.html", status=429)
                response["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return cast(View[P], limited)

    return decorate
