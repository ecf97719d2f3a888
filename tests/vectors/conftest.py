"""Every test here is marked `vectors`: `VECTORS=DIR pytest -m vectors -o addopts=`."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.vectors)
