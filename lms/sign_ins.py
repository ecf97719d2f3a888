"""The demo's sign-ins: who `seed_demo` makes them for, and what `run` prints."""

from typing import NamedTuple


class SignIn(NamedTuple):
    email: str
    what: str


PASSWORD = "the talking piece"
SIGN_INS = (
    SignIn("faculty@example.org", "a learner with something due"),
    SignIn("trainer@example.org", "writes courses"),
    SignIn("coordinator@example.org", "answers for one department"),
    SignIn("admin@example.org", "runs the site"),
)
