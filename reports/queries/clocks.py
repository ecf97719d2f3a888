"""The two clocks of a fact, as conditions: when it held, and when it was known (DOMAIN 10)."""

from datetime import date, datetime

from django.db.models import Q


def known_at(known: datetime | None, prefix: str = "") -> Q:
    """Rows known at that instant: recorded by then, and not superseded by then. None: now."""
    if known is None:
        return Q(**{f"{prefix}superseded_at__isnull": True})
    standing = Q(**{f"{prefix}superseded_at__isnull": True}) | Q(
        **{f"{prefix}superseded_at__gt": known}
    )
    return standing & Q(**{f"{prefix}recorded_at__lte": known})


def holding_on(day: date, prefix: str = "") -> Q:
    """Facts whose [from_on, to_on) holds that day; null is open."""
    begun = Q(**{f"{prefix}from_on__isnull": True}) | Q(**{f"{prefix}from_on__lte": day})
    lasting = Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gt": day})
    return begun & lasting
