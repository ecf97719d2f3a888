"""What lies behind each row of a list of people: by which edition, how well, where they were then.

One definition for page, file and API; in a number of statements that does not depend on how many
rows there are in a chunk, and in memory that does not depend on how many there are in all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from accounts.models import Appointment, UnitPlace
from learning.models import Attempt, Fulfilment, Reminder
from learning.rules.attempts import AttemptState
from learning.rules.due_dates import local_day
from learning.rules.kept_score import Tried, kept_score
from learning.services.quiz_terms import terms_of
from reports.queries.behind import Behind
from reports.queries.clocks import known_at
from reports.queries.completion import CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import Place
from reports.queries.quizzes import score_known

# A unit of which the reader may not know. Files have no language, so that it is called this in all.
ELSEWHERE = Place(UUID(int=0), "", "elsewhere", "elsewhere")
CHUNK = 2000  # rows of which what lies behind is asked together
SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one assignment; what is not known, or has not happened, is empty.

    `score` is from 0 to 1, to six places. The units are those of the primary appointment: on the
    day of the completion, and on the day of which the report's knowledge is (today, or a past day
    as then known); one out of the reader's scope is ELSEWHERE.
    """

    edition: int | None = None
    language: str = ""
    method: str = ""  # Completion.Source
    score: Decimal | None = None
    unit_then: Place | None = None
    unit_now: Place | None = None
    reminded_on: date | None = None

    @property
    def edition_said(self) -> str:
        """Its number and language."""
        return f"{self.edition} ({self.language})" if self.edition else ""


MET = (
    "completion__enrolment_id",
    "completion__edition__number",
    "completion__edition__language",
    "completion__source",
    "completion__completed_at",
)


class Met(NamedTuple):
    """The last completion that met an assignment."""

    enrolment_id: int | None
    edition: int | None
    language: str | None
    source: str
    completed_at: datetime


def with_evidence(
    report: CompletionReport, rows: Iterable[Behind]
) -> Iterator[tuple[Behind, Evidence]]:
    """The rows of the report, in their order, each with its evidence as known at its moment.

    As many rows as there are: they are taken in chunks, with five statements for each, and one
    for all.
    """
    rows, units = iter(rows), None
    while chunk := list(islice(rows, CHUNK)):
        units = named_units(report) if units is None else units
        found = _evidence(report, chunk, units)
        for row in chunk:
            yield row, found[row.assignment_id]


def _evidence(
    report: CompletionReport, rows: Collection[Behind], units: Mapping[int, Place]
) -> dict[int, Evidence]:
    """By assignment."""
    moment = report.moment
    assignments = [row.assignment_id for row in rows]
    met = _met(assignments, moment)
    scores = _scores({one.enrolment_id for one in met.values() if one.enrolment_id}, moment)
    reminded = _reminded(assignments, moment)
    places = _Places.of({row.person_id for row in rows}, moment, units)
    found = {}
    for row in rows:
        one = met.get(row.assignment_id)
        found[row.assignment_id] = Evidence(
            edition=one.edition if one else None,
            language=one.language or "" if one else "",
            method=one.source if one else "",
            score=scores.get(one.enrolment_id) if one and one.enrolment_id else None,
            unit_then=places.on(row.person_id, local_day(one.completed_at, moment.zone))
            if one
            else None,
            unit_now=places.on(row.person_id, moment.known_on),
            reminded_on=reminded.get(row.assignment_id),
        )
    return found


def named_units(report: CompletionReport) -> dict[int, Place]:
    """The units of which the reader may know, by number, as they stood on the day of the report.

    One that had ended by then is in no tree of that day: it has the last of its names. One query.
    """
    organisation, moment = report.organisation, report.moment
    there = {place.uuid: place for place in organisation.places}
    begun = Q(from_on__isnull=True) | Q(from_on__lte=moment.on)
    rows = UnitPlace.objects.filter(known_at(moment.known), begun)
    last_wins = rows.order_by(F("from_on").asc(nulls_first=True), "pk")
    columns = "unit_id", "unit__uuid", "path", "name"
    stood = {
        pk: Place(uuid, path, name, full_name=name)
        for pk, uuid, path, name in last_wins.values_list(*columns)
    }
    return {
        pk: there.get(place.uuid, place)
        for pk, place in stood.items()
        if place.uuid in there or place.path.startswith(tuple(organisation.paths))
    }


def fulfilments(moment: Moment) -> QuerySet[Fulfilment]:
    """What met assignments by then; of each, the last decides."""
    return Fulfilment.objects.filter(
        known_at(moment.known), completion__completed_at__lte=moment.now
    )


def _met(assignments: Collection[int], moment: Moment) -> dict[int, Met]:
    rows = fulfilments(moment).filter(assignment__in=assignments)
    in_order = rows.order_by("completion__completed_at", "id")
    return {pk: Met(*row) for pk, *row in in_order.values_list("assignment_id", *MET)}


def marked(moment: Moment) -> QuerySet[Attempt]:
    """Attempts at quizzes with a pass mark, each with the score that was `counted` then."""
    submitted = Attempt.objects.filter(
        submitted_at__lte=moment.now, activity__pass_mark__isnull=False
    )
    return submitted.annotate(counted=score_known(moment.known)).filter(counted__isnull=False)


def _scores(enrolments: Collection[int], moment: Moment) -> dict[int, Decimal]:
    """Of each enrolment the mean of the scores that count, over its quizzes with a pass mark."""
    tried: dict[tuple[int, str], list[Tried]] = defaultdict(list)
    terms = {}
    rows = marked(moment).filter(enrolment__in=enrolments).order_by("number")
    columns = "enrolment_id", "activity_key", "counted", "activity__settings"
    for enrolment, key, score, settings in rows.values_list(*columns):
        tried[enrolment, key].append(Tried(AttemptState.SUBMITTED, (score,)))
        terms[enrolment, key] = settings
    kept: dict[int, list[Decimal]] = defaultdict(list)
    for quiz, attempts in tried.items():
        score = kept_score(terms_of(terms[quiz]).keep, attempts)
        if score is not None:
            kept[quiz[0]].append(score)
    return {enrolment: _mean(each) for enrolment, each in kept.items()}


def _mean(scores: Collection[Decimal]) -> Decimal:
    return (sum(scores, Decimal(0)) / len(scores)).quantize(SIX_PLACES, ROUND_HALF_UP)


def reminders(moment: Moment) -> QuerySet[Reminder]:
    """Mails about an assignment that went to its person by then."""
    return Reminder.objects.filter(
        recipient_id=F("assignment__person_id"),
        decision=Reminder.Decision.SENT,
        mail__sent_at__lte=moment.now,
    ).order_by()


def _reminded(assignments: Collection[int], moment: Moment) -> dict[int, date]:
    """The day of the last of them."""
    sent = reminders(moment).filter(assignment__in=assignments)
    rows = sent.values_list("assignment_id").annotate(last=Max("mail__sent_at"))
    return {pk: local_day(at, moment.zone) for pk, at in rows}


def primary_appointments(moment: Moment) -> QuerySet[Appointment]:
    """As then known, of whichever days."""
    return Appointment.objects.filter(known_at(moment.known), primary=True).order_by()


@dataclass(frozen=True, slots=True)
class _Places:
    """The primary appointments of people, as known at a moment, in units that may be named."""

    held: dict[int, list[tuple[date | None, date | None, Place]]]

    @classmethod
    def of(cls, people: Collection[int], moment: Moment, units: Mapping[int, Place]) -> "_Places":
        held: dict[int, list[tuple[date | None, date | None, Place]]] = defaultdict(list)
        rows = primary_appointments(moment).filter(person__in=people)
        columns = "person_id", "from_on", "to_on", "unit_id"
        for person, from_on, to_on, unit in rows.order_by("pk").values_list(*columns):
            held[person].append((from_on, to_on, units.get(unit, ELSEWHERE)))
        return cls(held)

    def on(self, person: int, day: date) -> Place | None:
        """The unit that day; None where there was no appointment."""
        for from_on, to_on, unit in self.held.get(person, ()):
            if (from_on is None or from_on <= day) and (to_on is None or day < to_on):
                return unit
        return None
