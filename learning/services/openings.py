"""When an activity was opened, without writing it down: the page carries its own signed time.

Whatever is posted from the page next brings it along, and only then is it a fact (DOMAIN 3). It
says too which edition the page showed, for the enrolment may have been moved to another since.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing

SALT = "learning.opening"


@dataclass(frozen=True, slots=True)
class Opening:
    """When a page was opened, and the number of the edition it showed; None where unknown."""

    at: datetime | None = None
    edition: int | None = None


UNKNOWN = Opening()


def opening(enrolment: UUID, activity_key: str, edition: int | None, *, now: datetime) -> str:
    """The token that a page of this edition, opened at `now`, carries."""
    said = [enrolment.hex, activity_key, int(now.timestamp()), edition]
    return signing.dumps(said, salt=SALT)


def read_opening(token: str, enrolment: UUID, activity_key: str, *, now: datetime) -> Opening:
    """What the page that sent this token knew of its opening; nothing if it is not this page's."""
    try:
        whose, key, seconds, edition = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return UNKNOWN
    if (whose, key) != (enrolment.hex, activity_key):
        return UNKNOWN
    return Opening(min(datetime.fromtimestamp(seconds, UTC), now), edition)
