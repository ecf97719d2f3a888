"""How people sign in: the roles brought along, no open sign-up."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.session_people import person_of_session

logger = logging.getLogger(__name__)


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Finds the person of a session together with the roles they hold today, in one query."""

    def get_user(self, user_id: int) -> User | None:
        return person_of_session(user_id, on=timezone.localdate())


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter now and send it once the reply is out.

        How long a page takes, and whether the mail server answers, would otherwise tell which
        addresses are known here.
        """
        request = self.request
        letter = self.render_mail(template_prefix, email, {"request": request, **context})
        waiting = getattr(request, "letters_after_reply", None)
        if waiting is None:
            letter.send()
        else:
            waiting.append(letter)


def letters_after_reply(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send the letters that signing in asked for when the reply has gone out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        letters: list[EmailMessage] = []
        request.letters_after_reply = letters  # type: ignore[attr-defined]
        response = get_response(request)
        if letters:
            response._resource_closers.append(lambda: send_letters(letters))  # type: ignore[attr-defined]
        return response

    return middleware


def send_letters(letters: list[EmailMessage]) -> None:
    """A mail server that does not answer costs the letter: whoever waits for it asks again."""
    for letter in letters:
        try:
            letter.send()
        except OSError:
            logger.exception("a letter for signing in was not delivered")
