"""One activity of a package: front matter between two +++ lines, then its text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.package_quiz import read_quiz
from courses.interchange.package_quiz_settings import read_quiz_settings
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import Table, lines_of, parse_toml
from courses.models import Criterion, Kind
from courses.rules.content import ActivityContent, Place, QuestionContent

FENCE = "+++"
LINK = re.compile(r"https://[^\s\\<>\"]+")
# The kinds a package can hold so far, and what can satisfy each; the first is the default.
SEEN = (Criterion.VIEWED, Criterion.MINIMUM_TIME, Criterion.TICKED)
CRITERIA: Mapping[str, tuple[Criterion, ...]] = {
    Kind.PAGE: SEEN,
    Kind.VIDEO: SEEN,
    Kind.QUIZ: (Criterion.QUIZ_PASSED, Criterion.QUIZ_SUBMITTED),
    Kind.REFLECTION: (Criterion.REFLECTION_WRITTEN,),
    Kind.ATTESTATION: (Criterion.ATTESTATION_SIGNED,),
}
PASS_MARK = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Written:
    """A file taken apart: its front matter, and its body with the line it starts on."""

    file: str
    values: Mapping[str, object]
    lines: Mapping[str, int]
    body: str
    line: int


def take_apart(text: str, file: str, texts: Texts) -> Written | None:
    """Front matter and body; what has no front matter that can be read is named, and None."""
    opening, _newline, rest = text.partition("\n")
    header, closed, body = f"\n{rest}".partition(f"\n{FENCE}\n")
    if not closed and header.endswith(f"\n{FENCE}"):
        header, closed = header.removesuffix(FENCE), FENCE
    if opening.rstrip() != FENCE or not closed:
        texts.problems.add(file, 1, _("The file begins with front matter between two +++ lines."))
        return None
    header = header.removeprefix("\n")
    values = parse_toml(header, file, texts.problems, before=1)
    if values is None:
        return None
    line = header.count("\n") + 4 if header else 3
    return Written(file, values, lines_of(header, before=1), body, line)


def read_activity(written: Written, texts: Texts, original: Written | None) -> ActivityContent:
    """The activity; a translation takes from its original what it does not state itself."""
    table = _table(written, texts, original)
    kind = table.one_of("kind", CRITERIA)
    criteria = CRITERIA.get(kind, SEEN)
    criterion = table.one_of("criterion", criteria, default=criteria[0])
    place = Place(written.file, written.line)
    questions: tuple[QuestionContent, ...] = ()
    settings = SETTINGS.get(kind, _no_settings)(table, texts)
    if kind == Kind.QUIZ:
        body, questions = read_quiz(written.body, written.file, texts, line=written.line)
    else:
        body = texts.page(written.body, place)
    activity = ActivityContent(
        key=table.key(),
        kind=kind,
        title=table.text("title", required=True, most=200),
        body=body,
        minutes=table.whole("minutes", 0) or 0,
        required=table.flag("required", True),
        criterion=criterion,
        pass_mark=_pass_mark(table, criterion) if kind == Kind.QUIZ else None,
        settings={**settings, **_minimum(table, criterion)},
        questions=questions,
        place=Place(written.file),
    )
    table.nothing_else()
    return activity


def _table(written: Written, texts: Texts, original: Written | None) -> Table:
    inherited = dict(original.values) if original else {}
    inherited.pop("title", None)
    values = {**inherited, **written.values}
    table = Table(values, written.lines, texts.problems, file=written.file)
    for key in ("key", "kind"):
        if original and values.get(key) != original.values.get(key):
            table.problem(key, _("“{key}” differs from the original's.").format(key=key))
    return table


def _pass_mark(table: Table, criterion: str) -> Decimal | None:
    default = PASS_MARK if criterion == Criterion.QUIZ_PASSED else None
    mark = table.number("pass_mark", default, "0", "1")
    return mark.quantize(Decimal("0.0001")) if mark is not None else None


def _minimum(table: Table, criterion: str) -> dict[str, object]:
    if criterion != Criterion.MINIMUM_TIME:
        return {}
    minutes = table.whole("minimum_minutes")
    return {} if minutes is None else {"minimum_minutes": minutes}


def _no_settings(table: Table, texts: Texts) -> dict[str, object]:
    return {}


def _video(table: Table, texts: Texts) -> dict[str, object]:
    source = table.text("src", required=True)
    address = source
    if "://" in source and not LINK.fullmatch(source):
        table.problem("src", _("“src” is a file of the package, or a link with https://."))
    elif source and not LINK.fullmatch(source):
        address = texts.file(source, table.place("src"), "video/")
    settings: dict[str, object] = {"src": address}
    if captions := table.text("captions"):
        settings["captions"] = texts.file(captions, table.place("captions"), "text/vtt")
    return settings


SETTINGS: Mapping[str, Callable[[Table, Texts], dict[str, object]]] = {
    Kind.VIDEO: _video,
    Kind.QUIZ: read_quiz_settings,
}
