"""Tags of questions from elsewhere, and the categories that become tags."""

import re
from collections.abc import Iterable

LONGEST = 60
UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
SLASH = re.compile(r"(?<!/)/(?!/)")  # two slashes are one sign within a name
PLACE = re.compile(r"\$\w+\$")  # $course$, $system$ …: where the category lies in Moodle


def tags_of(said: Iterable[str]) -> tuple[str, ...]:
    """As a bank has them: one line each, of 60 characters at most, each once, in order."""
    cleaned = (" ".join(UNPRINTED.sub(" ", tag).split())[:LONGEST].strip() for tag in said)
    return tuple(sorted({tag for tag in cleaned if tag}))


def tags_in(category: str) -> list[str]:
    """The names in a category's path: `$course$/top/Cardiology/ECG` is Cardiology and ECG."""
    names = [name.strip().replace("//", "/") for name in SLASH.split(category)]
    return [name for name in names if name and name != "top" and not PLACE.fullmatch(name)]
