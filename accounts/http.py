"""What a view receives."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose person is known: every page is private unless it says otherwise."""

    user: User
    request_id: str
