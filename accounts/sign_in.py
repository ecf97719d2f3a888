"""How people sign in: the roles brought along, no open sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Finds the person of a session together with the roles they hold today, in one query."""

    def get_user(self, user_id: int) -> User | None:
        people = User.objects.with_roles(timezone.localdate()).active()
        return people.filter(pk=user_id).first()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the roster or an invitation; what goes wrong is said in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That address and that password do not belong together."
            " Try again, or have a code mailed."
        ),
        "incorrect_code": _("That is not the code. Look again, or ask for a new one."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "rate_limited": _("A little slower, please. Wait a few minutes and try again."),
        "too_many_login_attempts": _(
            "That was one try too many. Wait a few minutes and try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
