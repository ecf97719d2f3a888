"""When an activity was opened, without writing it down: the page carries its own signed time.

Whatever is posted from the page next brings it along, and only then is it a fact (DOMAIN 3).
"""

from datetime import UTC, datetime
from uuid import UUID

from django.core import signing

SALT = "learning.opening"


def opening(enrolment: UUID, activity_key: str, *, now: datetime) -> str:
    """The token that a page opened at `now` carries."""
    return signing.dumps([enrolment.hex, activity_key, int(now.timestamp())], salt=SALT)


def opened_at(token: str, enrolment: UUID, activity_key: str, *, now: datetime) -> datetime | None:
    """When the page that sent this token was opened; None where it is not this page's."""
    try:
        whose, key, seconds = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if (whose, key) != (enrolment.hex, activity_key):
        return None
    return min(datetime.fromtimestamp(seconds, UTC), now)
