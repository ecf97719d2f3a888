"""A variable that is missing or cannot be read stops the start with one clear line."""

import subprocess
import sys

import pytest

from tests.running import ROOT, environment


def start(var, **given):
    env = {name: value for name, value in environment(var).items() if name != "SECRET_KEY"}
    return subprocess.run(
        [sys.executable, "-c", "import lms.settings"],
        cwd=ROOT,
        env={**env, **given},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {},
            "SECRET_KEY is not set. `make run` makes one; anywhere else, set it yourself.",
        ),
        ({"DEBUG": "yes"}, "DEBUG must be 1 or 0, not 'yes'."),
        ({"DUE_SOON_DAYS": "two"}, "DUE_SOON_DAYS must be a whole number, not 'two'."),
        (
            {"INSTITUTION_TIME_ZONE": "Mars"},
            "INSTITUTION_TIME_ZONE 'Mars' is not an IANA time zone.",
        ),
        (
            {"DATABASE_URL": "mysql://host/name"},
            "DATABASE_URL must begin with postgres:// or sqlite:///.",
        ),
        (
            {"REDIS_URL": "somewhere"},
            "REDIS_URL must begin with redis://, rediss:// or unix://.",
        ),
        (
            {"EMAIL_URL": "pigeon://roof"},
            "EMAIL_URL cannot be read: Invalid email schema pigeon",
        ),
    ],
)
def test_a_bad_variable_is_named_in_one_line(tmp_path, given, words):
    key = {"SECRET_KEY": "tests-only"} if given else {}

    stopped = start(tmp_path, **key, **given)

    assert (stopped.returncode, stopped.stderr) == (1, f"Concord cannot start: {words}\n")
