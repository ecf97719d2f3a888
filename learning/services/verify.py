"""Every column that repeats facts, built anew from them and compared (DOMAIN 10, caches)."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import Unit, UnitPlace, User
from accounts.models.user import sort_name
from learning.models import (
    Assignment,
    AssignmentReason,
    Attempt,
    Completion,
    DueDate,
    Enrolment,
    Score,
    Waiver,
)
from learning.services.dates import day_ends_at
from learning.services.fulfilment import of_decisive
from learning.services.verify_editions import activity_hashes, edition_hashes, question_hashes
from learning.services.verify_hours import begun_hours, met_hours
from learning.services.verify_pasts import (
    changes,
    pasts,
    previous_expiries_of_old,
    since,
    starts_of_old,
)
from learning.services.verify_progress import (
    missing_completions,
    missing_progress,
    withdrawn_progress,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stored, and what its facts say instead; `id` is the row's uuid, else its number."""

    what: str
    id: str
    stored: object
    rebuilt: object


@dataclass(slots=True)
class Findings:
    """How many of each were compared, and every one that differs."""

    checked: dict[str, int] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {
            "checked": self.checked,
            "differences": [asdict(difference) for difference in self.differences],
        }


def verify_records() -> Findings:
    """Rebuild every derived value and compare. Changes nothing; there should be no differences."""
    found = Findings()
    for check in (_enrolments, _attempts, _assignments, _pasts, _units):
        check(found)
    for name, rows in (
        ("assignment.previous_expires_at", _previous_expiries),
        ("assignmentpast.previous_expires_at", previous_expiries_of_old),
        ("assignmentpast.started_at", starts_of_old),
        ("assignment.hours_begun", begun_hours),
        ("assignment.hours_met", met_hours),
        ("user.sort_name", _sort_names),
        ("edition.content_hash", edition_hashes),
        ("activity.content_hash", activity_hashes),
        ("question.content_hash", question_hashes),
        ("progress", missing_progress),
        ("progress.withdrawn", withdrawn_progress),
        ("completion", missing_completions),
    ):
        _compare_each(found, name, rows)
    return found


Rows = Callable[[], Iterator[tuple[object, object, object]]]


def _compare_each(found: Findings, what: str, rows: Rows) -> None:
    """One by one, what no database can compute: each row's id, what is stored, what is so."""
    found.checked[what] = 0
    for identity, stored, rebuilt in rows():
        found.checked[what] += 1
        if stored != rebuilt:
            found.differences.append(_difference(what, identity, stored, rebuilt))


def _compare(
    found: Findings,
    rows: QuerySet[Any],
    rebuilt: dict[str, Combinable],
    *,
    identity: str = "uuid",
    unless: Q | None = None,
    name: str = "",
) -> None:
    """All at once: `rebuilt` says what each column should hold; only differing rows come back.

    Rows for which `unless` holds may differ. The findings are of the model's `name`, or this one.
    """
    name = name or str(rows.model._meta.model_name)
    built = rows.annotate(**{f"rebuilt_{column}": value for column, value in rebuilt.items()})
    for column in rebuilt:
        what = f"{name}.{column}"
        found.checked[what] = rows.count()
        differing = built.filter(_differs(column, f"rebuilt_{column}"))
        if unless is not None:
            differing = differing.exclude(unless)
        for row in differing.values_list(identity, column, f"rebuilt_{column}").order_by("pk"):
            found.differences.append(_difference(what, *row))


def _differs(stored: str, rebuilt: str) -> Q:
    """Unequal, or only one of them there."""
    one_missing = Q(**{f"{stored}__isnull": True, f"{rebuilt}__isnull": False}) | Q(
        **{f"{stored}__isnull": False, f"{rebuilt}__isnull": True}
    )
    both = Q(**{f"{stored}__isnull": False, f"{rebuilt}__isnull": False})
    return one_missing | both & ~Q(**{stored: F(rebuilt)})


def _difference(what: str, identity: object, stored: object, rebuilt: object) -> Difference:
    """In plain JSON: text, or null where there is nothing."""
    said = [None if value is None else str(value) for value in (stored, rebuilt)]
    return Difference(what, str(identity), *said)


def _newest(facts: QuerySet[Any], column: str, *order: str) -> Subquery:
    return Subquery(facts.order_by(*order).values(column)[:1])


def _enrolments(found: Findings) -> None:
    completions = Completion.objects.standing().filter(enrolment=OuterRef("pk"))
    closed = Coalesce(_newest(completions, "completed_at", "-id"), F("withdrawn_at"))
    _compare(found, Enrolment.objects.all(), {"closed_at": closed})


def _attempts(found: Findings) -> None:
    scores = Score.objects.filter(attempt=OuterRef("pk"))
    _compare(
        found, Attempt.objects.all(), {"score": _newest(scores, "score", "-recorded_at", "-id")}
    )


def _assignments(found: Findings) -> None:
    mine = Q(assignment=OuterRef("pk"))
    dates = DueDate.objects.standing().filter(mine)
    waivers = Waiver.objects.standing().filter(mine)
    every = Assignment.objects.all()
    rebuilt: dict[str, Combinable] = {
        "due_on": _newest(dates, "due_on", "-id"),
        "due_at": _newest(dates, "due_at", "-id"),
        "waived_until": _newest(waivers, "until_at", "-id"),
        "completed_at": of_decisive("completion__completed_at"),
        "expires_on": of_decisive("expires_on"),
    }
    reasons = AssignmentReason.objects.standing().filter(mine)
    ended = Coalesce(_newest(reasons, "to_at", "-to_at"), F("assigned_at"))
    asked = Exists(reasons.filter(to_at__isnull=True))
    rebuilt["withdrawn_at"] = Case(When(~asked, then=ended), default=None)
    _compare(found, every, rebuilt)
    asking_for_course = every.filter(course__isnull=False)
    _compare(found, asking_for_course, {"started_at": _started()}, unless=_started_unseen())


def _pasts(found: Findings) -> None:
    _compare(found, *changes())
    _compare(found, *since(), name="assignment.since")
    _compare(found, *pasts(), identity="pk")


def _started() -> Subquery:
    """The first enrolment that served it: begun before it was met or withdrawn, open since then."""
    served = Enrolment.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=OuterRef("assigned_at")),
        person=OuterRef("person"),
        course=OuterRef("course"),
    )
    in_time = served.filter(
        started_at__lte=Coalesce(
            OuterRef("completed_at"), OuterRef("withdrawn_at"), F("started_at")
        )
    )
    return _newest(in_time, "started_at", "started_at", "id")


def _started_unseen() -> Q:
    """Begun while it was not asked of them, or met by something else: never shown as begun."""
    over = Q(completed_at__isnull=False) | Q(withdrawn_at__isnull=False)
    return Q(started_at__isnull=True) & over


def _units(found: Findings) -> None:
    places = UnitPlace.objects.standing().filter(unit=OuterRef("pk"))
    newest = (F("to_on").desc(nulls_first=True), "-id")
    rebuilt: dict[str, Combinable] = {
        column: Subquery(places.order_by(*newest).values(place)[:1])
        for column, place in (
            ("name", "name"),
            ("parent", "parent"),
            ("path", "path"),
            ("ended_on", "to_on"),
        )
    }
    _compare(found, Unit.objects.all(), rebuilt)


def _previous_expiries() -> Iterator[tuple[object, object, object]]:
    """The end of the day through which the cycle before is valid."""
    before = Assignment.objects.filter(
        person=OuterRef("person"),
        requirement=OuterRef("requirement"),
        cycle=OuterRef("cycle") - 1,
    )
    renewals = Assignment.objects.annotate(until=Subquery(before.values("expires_on")[:1]))
    rows = renewals.values_list("uuid", "previous_expires_at", "until").order_by("pk")
    for uuid, stored, until in rows.iterator():
        yield uuid, stored, until and day_ends_at(until)


def _sort_names() -> Iterator[tuple[object, object, object]]:
    for person in User.objects.order_by("pk").iterator():
        yield person.uuid, person.sort_name, sort_name(person)
