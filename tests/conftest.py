"""What every test shares: no network but this machine, and clean caches."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

# The same examples each time, however busy the machine; new ones: `--hypothesis-profile=explore`.
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", steady, derandomize=True, database=None)
settings.register_profile("explore", steady, max_examples=2_000)
settings.load_profile("steady")


def pytest_runtest_setup() -> None:
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def clean_caches() -> None:
    from courses.services import kept

    cache.clear()
    kept.clear()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A request leaves its language to its thread, and so to the next test."""
    from django.utils import translation

    with translation.override("en"):
        yield
