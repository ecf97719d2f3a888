"""One activity of a package: front matter between two +++ lines, then its text."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.package_bank import read_draws
from courses.interchange.package_quiz import read_quiz
from courses.interchange.package_quiz_settings import read_quiz_settings
from courses.interchange.package_scenario import read_scenario
from courses.interchange.package_survey import read_survey
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import Table
from courses.interchange.package_written import Written
from courses.models import Criterion, Kind
from courses.rules.content import ActivityContent, Place, QuestionContent
from courses.rules.prerequisites import AFTER, named_in
from courses.rules.survey import PRIVACY, Privacy
from courses.services.kinds import PASS_MARK, SEEN, WRITTEN

LINK = re.compile(r"https://[^\s\\<>\"]+")
# The kinds a package can hold so far.
KINDS = (
    Kind.PAGE,
    Kind.VIDEO,
    Kind.QUIZ,
    Kind.SCENARIO,
    Kind.REFLECTION,
    Kind.SURVEY,
    Kind.ATTESTATION,
)
CRITERIA: Mapping[str, tuple[Criterion, ...]] = {kind: WRITTEN[kind].criteria for kind in KINDS}


def read_activity(written: Written, texts: Texts, original: Written | None) -> ActivityContent:
    """The activity; a translation takes from its original what it does not state itself."""
    table = _table(written, texts, original)
    kind = table.one_of("kind", CRITERIA)
    criteria = CRITERIA.get(kind, SEEN)
    criterion = table.one_of("criterion", criteria, default=criteria[0])
    body, settings, questions = _said(kind, table, written, texts)
    activity = ActivityContent(
        key=table.key(),
        kind=kind,
        title=table.text("title", required=True, most=200),
        body=body,
        minutes=table.whole("minutes", 0) or 0,
        required=table.flag("required", True),
        criterion=criterion,
        pass_mark=_pass_mark(table, criterion) if kind == Kind.QUIZ else None,
        settings={**settings, **_minimum(table, criterion), **_after(table)},
        questions=questions,
        draws=read_draws(table, written) if kind == Kind.QUIZ else (),
        place=Place(written.file),
    )
    table.nothing_else()
    return activity


def _said(
    kind: str, table: Table, written: Written, texts: Texts
) -> tuple[str, dict[str, object], tuple[QuestionContent, ...]]:
    """Text, settings of the kind's own, and questions."""
    settings = SETTINGS.get(kind, _no_settings)(table, texts)
    questions: tuple[QuestionContent, ...] = ()
    text, file, line = written.body, written.file, written.line
    if kind == Kind.QUIZ:
        body, questions = read_quiz(text, file, texts, line=line)
    elif kind == Kind.SCENARIO:
        body, settings = read_scenario(text, file, texts, line=line)
    elif kind == Kind.SURVEY:
        privacy = Privacy(table.one_of(PRIVACY, [*Privacy], default=Privacy.ANONYMOUS))
        body, settings = read_survey(text, file, texts, line=line, privacy=privacy)
    else:
        body = texts.page(text, Place(file, line))
    return body, settings, questions


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


def _after(table: Table) -> dict[str, object]:
    """What must be done before it; a translation takes its original's back with []."""
    stated = table.skip(AFTER) not in (None, [])
    keys = named_in({AFTER: table.texts(AFTER)}) if stated else ()
    return {AFTER: [*keys]} if keys else {}


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
