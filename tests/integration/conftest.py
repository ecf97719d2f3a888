"""Fixtures of many tests; none acts unasked, and a test's own of the same name comes first."""

import pytest

from tests import factories as make
from tests.integration.courses.studio import a_draft
from tests.integration.learning.helpers import at_now


@pytest.fixture
def now():
    """The clock stands still at NOW."""
    with at_now:
        yield


@pytest.fixture
def trainer():
    return make.a_trainer()


@pytest.fixture
def signed_in(client, trainer):
    """The client's requests are the trainer's."""
    client.force_login(trainer)


@pytest.fixture
def draft(trainer):
    """Of a new course of the trainer's unit."""
    return a_draft(trainer)
