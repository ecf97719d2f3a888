"""What every test shares: no network but this machine, and clean caches."""

import pytest
from django.core.cache import cache


def pytest_runtest_setup() -> None:
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def clean_caches() -> None:
    from courses.services import kept

    cache.clear()
    kept.clear()
