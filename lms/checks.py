"""Deployment mistakes, for `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def deployment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What is fine on a laptop and wrong on a server."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(Error("DEMO is on: anyone may sign in as anyone.", id="concord.E001"))
    if not settings.SECURE:
        found.append(
            Warning(
                "SITE_URL does not begin with https://: cookies go unprotected.",
                hint="Set SITE_URL to the address people use.",
                id="concord.W001",
            )
        )
    if not settings.REDIS_URL:
        found.append(
            Warning("REDIS_URL is not set: nothing will wake the worker.", id="concord.W002")
        )
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Warning(
                "The database is SQLite: fine for one machine, PostgreSQL is for production.",
                id="concord.W003",
            )
        )
    return found
