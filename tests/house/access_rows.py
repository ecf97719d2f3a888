"""Who may open what: what a row of the table says, and the statuses that recur.

In order: nobody signed in · a learner · a trainer · the coordinator of another department ·
the coordinator of the learner's department · an admin. What is posted is `post`; everything else
is opened with GET. Rows of persons are the learner's: to everyone else they are not there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.house.world import World

Statuses = tuple[int, int, int, int, int, int]

SEEN_BY_ALL: Statuses = (200, 200, 200, 200, 200, 200)
SEEN_SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
LEADS_ON: Statuses = (302, 302, 302, 302, 302, 302)
NOT_THERE: Statuses = (404, 404, 404, 404, 404, 404)
NEEDS_A_TOKEN: Statuses = (401, 401, 401, 401, 401, 401)
THE_LEARNERS: Statuses = (302, 200, 404, 404, 404, 404)
THE_LEARNERS_LEADS_ON: Statuses = (302, 302, 404, 404, 404, 404)
FOR_REPORTERS: Statuses = (302, 403, 403, 200, 200, 200)
FOR_ADMINS: Statuses = (302, 403, 403, 403, 403, 200)
FOR_ADMINS_LEADS_ON: Statuses = (302, 403, 403, 403, 403, 302)
FOR_AUTHORS: Statuses = (302, 404, 200, 404, 404, 200)
FOR_TRAINERS: Statuses = (302, 403, 200, 403, 403, 200)
FOR_TRAINERS_LEADS_ON: Statuses = (302, 403, 302, 403, 403, 302)
OF_THE_SCHOOLS_COURSE: Statuses = (302, 403, 404, 403, 403, 200)  # the trainer is a department's


def nothing(world: World) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """What each of the six gets, and how the address is made."""

    statuses: Statuses
    kwargs: Callable[[World], dict[str, object]] = nothing
    post: dict[str, str] | None = None
    query: dict[str, str] = field(default_factory=dict)
