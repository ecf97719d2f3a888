"""The time zones one can choose. Pure: no database, no clock."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def time_zones() -> frozenset[str]:
    """Every zone this machine knows; read once, for asking again means reading files."""
    return frozenset(available_timezones())


@cache
def zones_by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Regions, each with its zones: the name to store, and the place as one would write it."""
    return tuple(
        (region, tuple((zone, place_name(zone)) for zone in sorted(_of(region))))
        for region in REGIONS
    )


def place_name(zone: str) -> str:
    """America/Argentina/Buenos_Aires: Argentina, Buenos Aires."""
    return ", ".join(zone.split("/")[1:] or [zone]).replace("_", " ")


def _of(region: str) -> list[str]:
    return [zone for zone in time_zones() if zone.startswith(f"{region}/")]
