"""The twin again, on the other database; on SQLite the properties have tried it."""

import pytest
from django.db import connection

from tests.properties.test_standing_twin import StandingTwin as Twin

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="tests/properties holds it on SQLite"
)


class StandingTwinThere(Twin):
    pass


del Twin
