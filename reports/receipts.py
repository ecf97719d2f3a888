"""The receipt that every report and file carries: what was asked, so that it can be asked again.

A code says it all by itself, so nothing is stored: the moment, what was known, the scope, the
filters, the shape. The same code gives the same bytes again, for facts are never changed. Figures
of a course rest on some columns that are, so their receipt says their hash, too: whoever asks gets
the same bytes, or hears that they cannot be made again. It is sealed with the site's key: who could
try one instant after the other would find the one at which somebody handed in.
"""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Unreadable
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from learning.rules.standing import Standing
from learning.services.dates import institution_zone
from reports.exports import NAME, PEOPLE_COLUMNS
from reports.queries.behind import SORTS
from reports.queries.completion import COMPLIANT, Attribution, CompletionReport
from reports.queries.organisation import EVERYTHING
from reports.queries.over_time import OverTime
from reports.queries.unit_order import DOWN, UNIT, in_tree
from reports.rules.period_ends import MOST, By, period_ends
from reports.workbooks import AT_FIRST, LAYOUT, LAYOUTS

MARK = 8  # digits of the check at the end: a code that was mistyped is none
SEAL = 32  # digits of it where it is a seal
MOST_WORDS = 100  # characters that one seeks people by, as on the page
MOST_BYTES = 1_000_000  # that a code unpacks to: nobody's scope has so many units
MOST_DAYS = 10_000  # by which something can be due soon
MOST_BATCHES = 10**9  # of a survey: more than a column holds would be an error of the database
UNITS, PEOPLE = "completion", "people"
QUESTIONS, EDITION, SURVEY = "questions", "edition", "survey"
OF_COURSES = (QUESTIONS, EDITION, SURVEY)
OVER_TIME = "completion-over-time"
FORMATS = ("csv", "json", "xlsx")
FIGURES = ("", COMPLIANT, *Standing)
NOWHERE = (str(UUID(int=0)),)  # the scope of whoever answered for no unit on that day
CHOICES = tuple(name for name in PEOPLE_COLUMNS if name != NAME)  # of a list of people
AN_EDITION = re.compile(r"[1-9][0-9]{0,8}-[a-z]{2}[a-z-]{0,10}")
A_KEY = re.compile(r"[-a-zA-Z0-9_]{1,64}")
A_HASH = re.compile(r"[0-9a-f]{64}")
NO_TEXT = re.compile(r"[\0\ud800-\udfff]")  # what neither database keeps
UNREADABLE = (Unreadable, zlib.error, ValueError, TypeError, OverflowError, RecursionError)
# What only some kinds say.
OF_UNITS = frozenset({"attribution", "soon", "unit", "requirement", "scope"})
OF_A_COURSE = frozenset({"course", "edition", "sha256"})
SAID = {
    UNITS: OF_UNITS | {"figure", "sort", "columns"},
    PEOPLE: OF_UNITS | {"figure", "sort", "columns", "words"},
    OVER_TIME: OF_UNITS | {"by", "since", "known_now"},
    QUESTIONS: OF_A_COURSE | {"activity", "pooled", "all_attempts"},
    EDITION: OF_A_COURSE,
    SURVEY: OF_A_COURSE | {"activity", "batches"},
}
# What came later: where it says nothing it is left out, so that older codes stay as they are.
LATER = (
    *("language", "layout", "sort", "columns", "by", "since", "known_now"),
    *("course", "edition", "activity", "pooled", "all_attempts", "batches", "sha256"),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One question, and the shape of its answer. Instants are ISO 8601 in UTC.

    `scope`: the units answered for, by uuid; none is everything. `unit` and `requirement` empty:
    all of the scope, all in force. `language`: of the words in a workbook, and `layout` the one it
    was made in (workbooks); other files have none.
    `sort`: the column by which it is in order, as the page's address says it; of units by a
    requirement, `figure` is the one whose share decides. `columns`: those chosen, in their order
    (of people beside the name, of units the requirements); none is all of them.
    Over time: `by` which ends `since` which day, and whether all of them by what is `known`.

    Of a course: its key, the edition by number and language (2-es), the quiz or survey by its key,
    and how much of it is counted. `sha256` is the digest of the figures (exports).
    """

    kind: str
    at: str
    known: str
    definition: int
    attribution: str = ""
    soon: int = 0
    unit: str = ""
    requirement: str = ""
    scope: tuple[str, ...] = ()
    figure: str = ""
    words: str = ""
    format: str = "csv"
    bom: bool = False
    language: str = ""
    layout: int = AT_FIRST
    sort: str = ""
    columns: tuple[str, ...] = ()
    course: str = ""
    edition: str = ""
    activity: str = ""
    pooled: bool = False
    all_attempts: bool = False
    batches: int = 0  # of a survey, those that were released
    sha256: str = ""
    by: str = ""
    since: str = ""
    known_now: bool = False

    @property
    def moment_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def known_at(self) -> datetime:
        return datetime.fromisoformat(self.known)

    @property
    def code(self) -> str:
        """The receipt as one word."""
        told = {name: it for name, it in asdict(self).items() if it or name not in LATER}
        said = json.dumps(told, separators=(",", ":"), sort_keys=True).encode()
        body = urlsafe_b64encode(zlib.compress(said, 9)).decode().rstrip("=")
        return f"{body}.{_marks(self.kind, said)[0]}"

    def as_workbook(self, language: str) -> "Receipt":
        """Of the same question a workbook, as they are made now."""
        return replace(self, format="xlsx", bom=False, language=language, layout=LAYOUT)

    @property
    def edition_named(self) -> tuple[int, str]:
        """Number and language."""
        number, _, language = self.edition.partition("-")
        return int(number), language

    def shaped(self, **changed: str | int | tuple[str, ...]) -> "Receipt":
        """The same question in another shape."""
        return replace(self, **changed)  # type: ignore[arg-type]


def scope_of(report: CompletionReport) -> tuple[str, ...]:
    """The units answered for, as a receipt names them; none is everything, and so never nothing."""
    if report.organisation.paths == EVERYTHING:
        return ()
    return tuple(str(place.uuid) for place in report.organisation.tops) or NOWHERE


def receipt_of(
    report: CompletionReport,
    *,
    kind: str,
    definition: int,
    scope: tuple[str, ...] = (),
    requirement: str = "",
) -> Receipt:
    """The receipt of a report; one of the present is as of this very instant, as now known."""
    moment = report.moment
    return Receipt(
        kind=kind,
        at=iso(moment.now),
        known=iso(moment.known or moment.now),
        attribution=report.attribution.value,
        soon=moment.due_soon_days,
        definition=definition,
        unit=str(report.unit.uuid) if report.unit else "",
        requirement=requirement,
        scope=scope,
    )


def shape_over_time(over_time: OverTime, by: str) -> dict[str, str | bool]:
    """What makes a receipt of a report one of the days before it, too."""
    days = over_time.days or (over_time.report.moment.on,)
    known_now = over_time.known is not None
    return {"kind": OVER_TIME, "by": by, "since": days[0].isoformat(), "known_now": known_now}


def table_shape(
    report: CompletionReport, chosen: Collection[str], sort: str, figure: str
) -> dict[str, Any]:
    """What a receipt says of requirements chosen and of the order of units: nothing that makes no
    difference."""
    shown = report.of_only(chosen).requirements
    keys = tuple(version.requirement.key for version in shown)
    told: dict[str, Any] = {"columns": keys} if shown != report.requirements else {}
    if in_tree(sort, keys):
        return told
    by_share = sort.removeprefix(DOWN) != UNIT
    return {**told, "sort": sort, "figure": figure if by_share else ""}


def list_sort(sort: str) -> str:
    """The order of a list of people, as a receipt says it; by name it is without one."""
    return "" if sort == NAME else sort


def read_receipt(code: str) -> Receipt:
    """What a code says; ValueError if it is none, or was mistyped.

    Anybody can make one up that is not of a course, so nothing in it is believed: what comes out
    can be asked, whether it may be is for the policy to say.
    """
    body, _, mark = code.strip().partition(".")
    try:
        said = _unpacked(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        known = json.loads(said)
        if not isinstance(known, dict) or not _is_marked(known.get("kind"), said, mark):
            raise ValueError("it is none, or the check at its end does not fit")
        lists = {name: tuple(known.get(name, ())) for name in ("scope", "columns")}
        receipt = Receipt(**{**known, **lists})
        _refuse_unsound(receipt)
    except UNREADABLE as error:
        raise ValueError("This is not the code of a receipt: is it whole?") from error
    return receipt


def file_name(receipt: Receipt) -> str:
    """What it is, of what, and of which day at the institution."""
    day = receipt.moment_at.astimezone(institution_zone())
    said = (receipt.kind, receipt.course, receipt.activity, receipt.edition, f"{day:%Y-%m-%d}")
    return f"{'-'.join(filter(None, said))}.{receipt.format}"


def _unpacked(packed: bytes) -> bytes:
    """No more than a receipt can be: a few bytes can be packed so that they fill the memory."""
    unpacking = zlib.decompressobj()
    said = unpacking.decompress(packed, MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("it is not whole, or too long")
    return said


def _refuse_unsound(receipt: Receipt) -> None:
    """ValueError (or TypeError) where no page could have asked this."""
    of_course = receipt.kind in OF_COURSES
    instants = (receipt.moment_at, receipt.known_at)
    sound = (
        type(receipt.definition) is int
        and receipt.format in FORMATS
        and type(receipt.bom) is bool
        and receipt.language in ("", *dict(settings.LANGUAGES))
        and type(receipt.layout) is int
        and receipt.layout in LAYOUTS
        and all(each.tzinfo is not None for each in instants)
        and all(each.astimezone(institution_zone()) for each in instants)
        and _says_its_own(receipt)
        and (_is_of_course(receipt) if of_course else _is_of_units(receipt))
    )
    if not sound:
        raise ValueError("no report is asked for like this")


def _says_its_own(receipt: Receipt) -> bool:
    """Whether all that it says is of its kind."""
    others = frozenset().union(*SAID.values()) - SAID[receipt.kind]
    defaults = {field.name: field.default for field in fields(receipt)}
    return all(getattr(receipt, name) == defaults[name] for name in others)


def _is_of_units(receipt: Receipt) -> bool:
    Attribution(receipt.attribution)
    named = [*receipt.scope, *([receipt.unit] if receipt.unit else [])]
    words = (receipt.requirement, receipt.words, receipt.sort, *receipt.columns)
    return (
        receipt.figure in FIGURES
        and type(receipt.soon) is int
        and 0 <= receipt.soon <= MOST_DAYS
        and all(str(UUID(str(each))) == each for each in named)
        and not any(NO_TEXT.search(each) for each in words)
        and len(receipt.words) <= MOST_WORDS
        and len(set(receipt.columns)) == len(receipt.columns)
        and _laid_out(receipt)
    )


def _is_of_course(receipt: Receipt) -> bool:
    return (
        receipt.at == receipt.known
        and receipt.moment_at.year > 1  # a month before it is there
        and bool(A_KEY.fullmatch(receipt.course))
        and bool(AN_EDITION.fullmatch(receipt.edition))
        and bool(A_KEY.fullmatch(receipt.activity) or receipt.kind == EDITION)
        and all(type(each) is bool for each in (receipt.pooled, receipt.all_attempts))
        and type(receipt.batches) is int
        and 0 <= receipt.batches < MOST_BATCHES
        and bool(A_HASH.fullmatch(receipt.sha256))
    )


def _laid_out(receipt: Receipt) -> bool:
    """Whether its kind has such columns in such an order."""
    if receipt.kind == OVER_TIME:
        return _of_days(receipt)
    return receipt.kind == UNITS or _lists_people(receipt)


def _lists_people(receipt: Receipt) -> bool:
    """Whether a list of people has these columns, and is sorted so."""
    sorts = receipt.sort == "" or receipt.sort.removeprefix("-") in SORTS
    return sorts and set(receipt.columns) <= set(CHOICES)


def _of_days(receipt: Receipt) -> bool:
    """Whether a table over time has so many days at most as a page shows."""
    since, last = date.fromisoformat(receipt.since), receipt.moment_at.date()
    few = len(period_ends(By(receipt.by), since, last)) <= MOST + 1  # by the day at Greenwich
    return few and type(receipt.known_now) is bool


def _is_marked(kind: object, said: bytes, mark: str) -> bool:
    return kind in SAID and any(constant_time_compare(mark, each) for each in _marks(kind, said))


def _marks(kind: object, said: bytes) -> list[str]:
    """What stands at the end of a code of this kind: as it is written today, then as it was with
    earlier keys."""
    if kind not in OF_COURSES:
        return [sha256(said).hexdigest()[:MARK]]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    seals = (salted_hmac(__name__, said, key, algorithm="sha256") for key in keys)
    return [seal.hexdigest()[:SEAL] for seal in seals]


def iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
