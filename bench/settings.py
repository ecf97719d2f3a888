"""Production's settings, with the control's address added."""

from lms.settings import *  # noqa: F403

ROOT_URLCONF = "bench.control"
LOGGING["root"]["level"] = "WARNING"  # type: ignore[index]  # noqa: F405
