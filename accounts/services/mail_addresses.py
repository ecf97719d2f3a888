"""How our mails are named to mail programs, and where they may be switched off."""

from email.utils import formataddr
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.models import Mail, User
from accounts.services.mail_choices import stop_token


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id(mail: Mail) -> str:
    """Fixed for the life of the mail: a repeat is recognisable as one."""
    return f"<{mail.uuid}@{host()}>"


def mail_named(message_id: str) -> Mail | None:
    """The mail that bears this Message-ID, if it is one of ours."""
    name, _, where = message_id.strip().strip("<>").partition("@")
    try:
        uuid = UUID(name)
    except ValueError:
        return None
    if where.lower() != host():
        return None
    return Mail.objects.filter(uuid=uuid).select_related("recipient").first()


def list_id(kind: str, office: str) -> str:
    """The same for every mail of a kind, so that people can file them (RFC 2919)."""
    label = kind.replace("_", "-")
    return formataddr((" ".join(office.split()), f"{label}.{host()}"))


def stop_url(person: User, kind: str) -> str:
    """Where this person switches off mails of this kind, without signing in."""
    return f"{settings.SITE_URL}{reverse('accounts:stop_mail', args=[stop_token(person, kind)])}"


def stop_addresses(person: User, kind: str) -> list[str]:
    """The same for mail programs: the page, and an address to write to where one is set."""
    addresses = [stop_url(person, kind)]
    if settings.MAIL_UNSUBSCRIBE_ADDRESS:
        subject = urlencode({"subject": stop_token(person, kind)})
        addresses.append(f"mailto:{settings.MAIL_UNSUBSCRIBE_ADDRESS}?{subject}")
    return addresses
