"""Tables of TOML, read key by key; what is missing, mistaken or unknown is named with its line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from courses.rules.content import Place, Problem

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
YEARS = range(2000, 3000)  # nobody is served by others, and near the ends of time nothing adds up
AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class Problems(list[Problem]):
    """What was found wrong so far."""

    def add(self, file: str, line: int, message: str) -> None:
        self.append(Problem(Place(file, line), message))


def parse_toml(
    text: str, file: str, problems: Problems, *, before: int = 0
) -> dict[str, object] | None:
    """The tables of a text that stands `before` lines into its file; None if it cannot be read."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        why = AT_LINE.sub("", str(error))
        problems.add(file, before + line, _("This is not TOML: {why}.").format(why=why))
        return None


class Table:
    """One table: values by key, and the lines on which the keys stand."""

    def __init__(
        self,
        values: Mapping[str, object],
        lines: Mapping[str, int],
        problems: Problems,
        *,
        file: str,
        line: int = 1,
    ) -> None:
        self.values = values
        self.problems = problems
        self.file = file
        self.line = line
        self._lines = lines
        self._asked: set[str] = set()

    def place(self, key: str = "") -> Place:
        return Place(self.file, self._lines.get(key, self.line))

    def problem(self, key: str, message: str) -> None:
        self.problems.append(Problem(self.place(key), message))

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self.values.get(key)

    def _mistaken(self, key: str, what: str) -> None:
        self.problem(key, _("“{key}” should be {what}.").format(key=key, what=what))

    def text(self, key: str, *, required: bool = False, most: int = 0) -> str:
        """A text on one line."""
        return " ".join(self.lines(key, required=required, most=most).split())

    def lines(self, key: str, *, required: bool = False, most: int = 0) -> str:
        """A text, its line ends kept."""
        value = self._get(key)
        if isinstance(value, str) and UNSEEN.search(value):
            self._mistaken(key, _("without control characters"))
        elif isinstance(value, str) and (value.strip() or not required):
            if most and len(value) > most:
                self._mistaken(key, _("at most {most} characters long").format(most=most))
            return value.strip()
        elif value is not None:
            self._mistaken(key, _("a text"))
        elif required:
            self.problem("", _("“{key}” is missing.").format(key=key))
        return ""

    def key(self, name: str = "key") -> str:
        value = self.text(name, required=True)
        if value and not KEY.fullmatch(value):
            self._mistaken(name, _("letters, digits, - and _, at most 64"))
        return value

    def one_of(self, key: str, values: Iterable[str], default: str = "") -> str:
        value = self.text(key, required=not default)
        if not value:
            return default
        if value not in (values := tuple(values)):
            self._mistaken(key, _("one of: {values}").format(values=", ".join(values)))
            return default
        return value

    def whole(self, key: str, default: int | None = None) -> int | None:
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 32767:
            return value
        self._mistaken(key, _("a whole number"))
        return default

    def number(self, key: str, default: Decimal | None, least: str, most: str) -> Decimal | None:
        value = self._get(key)
        if value is None:
            return default
        number = to_decimal(value)
        if number is not None and Decimal(least) <= number <= Decimal(most):
            return number
        self._mistaken(key, _("a number from {least} to {most}").format(least=least, most=most))
        return default

    def instant(self, key: str) -> datetime | None:
        """A date and time with its offset, written as TOML has it or as text; "" is none."""
        value = self._get(key)
        if value in (None, ""):
            return None
        try:
            instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            instant = None
        if isinstance(instant, datetime) and instant.tzinfo and instant.year in YEARS:
            return instant
        self._mistaken(key, _("a date and time with its offset, like 2026-11-24T09:00:00-06:00"))
        return None

    def flag(self, key: str, default: bool) -> bool:
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._mistaken(key, _("true or false"))
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key)
        texts = value if isinstance(value, list) else []
        if texts and all(isinstance(it, str) and not UNSEEN.search(it) for it in texts):
            return tuple(texts)
        if value is not None:
            self._mistaken(key, _("a list of texts"))
        return ()

    def skip(self, key: str) -> object:
        """A value that someone else reads."""
        return self._get(key)

    def nothing_else(self) -> None:
        """Names every key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                self.problem(key, _("“{key}” is not known here.").format(key=key))


def to_decimal(value: object) -> Decimal | None:
    """A finite number, written as one or as text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def lines_of(text: str, *, before: int = 0) -> dict[str, int]:
    """The line on which each key of the top-level table stands."""
    return _keys(text.split("\n"), 0, before)


def lines_of_tables(text: str, header: str) -> list[tuple[int, dict[str, int]]]:
    """For each table with this header, its line and those of its keys."""
    lines = text.split("\n")
    return [
        (index + 1, _keys(lines, index + 1, 0))
        for index, line in enumerate(lines)
        if "".join(line.split("#")[0].split()) == header
    ]


def _keys(lines: list[str], first: int, before: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, line in enumerate(lines[first:], first):
        if line.lstrip().startswith("["):
            break
        name, equals, _rest = line.partition("=")
        if equals:
            found.setdefault(name.strip().strip('"'), before + index + 1)
    return found
