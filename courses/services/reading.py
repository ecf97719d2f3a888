"""What an activity says, ready to be shown.

Cleaning a long text costs more than all else on its page, so a published one is kept as rendered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from courses.models import Activity
from courses.rules.content import Source
from courses.services.kept import Kept
from courses.services.outlines import ActivityOutline
from courses.services.richtext import cited, render


@dataclass(frozen=True, slots=True)
class Reading:
    """A body as rendered, the works it cites, and what only its kind needs."""

    html: SafeString
    sources: tuple[tuple[str, Source], ...]
    settings: Mapping[str, object]


_kept: Kept[tuple[int, str], Reading] = Kept(most=256)


def reading(activity: ActivityOutline, sources: Mapping[str, Source]) -> Reading:
    """One activity of a published edition as it is read; no query where it is kept.

    A link to another activity stays `#activity-KEY`: only the one who shows it knows where that is.
    """
    known = (activity.id, activity.content_hash)
    if (held := _kept.get(known)) is not None:
        return held
    body, settings = Activity.objects.values_list("body", "settings").get(pk=activity.id)
    html = render(body, sources=sources)
    used = tuple((key, sources[key]) for key in cited(body) if key in sources)
    return _kept.put(known, Reading(html, used, settings))
