"""What a program hears that asks for what is not there, is not its own, or cannot be read."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import ValidationError

from reports.interchange.api_shapes import Refusal, Unreadable

REFUSALS: dict[int, Any] = {
    400: Refusal,
    401: Refusal,
    403: Refusal,
    404: Refusal,
    422: Unreadable,
}


def refuse_unknown(request: HttpRequest, known: Iterable[str]) -> None:
    """A filter that is misspelt would otherwise widen the answer without a word."""
    unknown = set(request.GET) - set(known)
    if unknown:
        raise ValidationError(
            [
                {
                    "type": "extra_forbidden",
                    "loc": ["query", name],
                    "msg": "There is no such filter.",
                }
                for name in sorted(unknown)
            ]
        )


def refuse(name: str, why: str) -> NoReturn:
    """What was asked under this name cannot be answered."""
    raise ValidationError([{"type": "value_error", "loc": ["query", name], "msg": why}])
