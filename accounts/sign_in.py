"""How people sign in: the roles brought along, no open sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


class PersonBackend(AuthenticationBackend):
    """Finds the person of a session together with the roles they hold today, in one query."""

    def get_user(self, user_id: int) -> User | None:
        people = User.objects.with_roles(timezone.localdate()).active()
        return people.filter(pk=user_id).first()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the roster or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
