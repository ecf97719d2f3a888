"""Who is writing at one activity of a draft just now."""

from datetime import datetime, timedelta

from accounts.models import User
from courses.models import Edition, Writing

STILL_HERE = timedelta(seconds=60)  # a page says every 20 s that it is open
LONG_GONE = timedelta(days=1)


def say_here(draft: Edition, key: str, person: User, *, now: datetime) -> list[str]:
    """Note that this person is at this activity; the names of the others who are, by name.

    Somebody whose page has said nothing for a minute is gone. Twice is harmless.
    """
    Writing.objects.update_or_create(
        edition=draft, activity_key=key, person=person, defaults={"seen_at": now}
    )
    Writing.objects.filter(edition=draft, seen_at__lt=now - STILL_HERE).delete()
    return others_here(draft, key, person, now=now)


def others_here(draft: Edition, key: str, person: User, *, now: datetime) -> list[str]:
    """The names of the others who are at it; nothing is noted."""
    others = Writing.objects.filter(
        edition=draft, activity_key=key, seen_at__gte=now - STILL_HERE
    ).exclude(person=person)
    rows = others.select_related("person").order_by("person__sort_name", "person_id")
    return [row.person.display_name for row in rows]


def forget_writers(*, now: datetime) -> int:
    """Forget who was at what more than a day ago; how many. Safe to repeat."""
    return Writing.objects.filter(seen_at__lt=now - LONG_GONE).delete()[0]
