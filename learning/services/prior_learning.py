"""Prior learning, accepted: completions made elsewhere, or before there were records here.

Set-based: a constant number of statements, and a few more for each policy that asks for one of the
courses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules.roster import Remark
from accounts.services.audit import record
from accounts.services.set_based import tell_planner
from courses.models import Course, Edition
from learning.models import Assignment, Completion, MenuItem, RequirementVersion
from learning.rules.due_dates import start_of_day
from learning.rules.prior_learning import FileRead, PriorLearning
from learning.rules.standing import facts_of, standing
from learning.services.dates import institution_zone
from learning.services.fulfilment import meet_from_history
from learning.services.menus import menus

SOURCE = Completion.Source.PRIOR_LEARNING


@dataclass(frozen=True, slots=True)
class Met:
    """How one requirement stands for a person afterwards, and until when that holds."""

    requirement: str
    standing: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of a file: what was recorded, what had been before, what was refused, and why."""

    rows: int
    created: int
    unchanged: int
    failed: tuple[Remark, ...]
    results: tuple[tuple[PriorLearning, tuple[Met, ...]], ...]


@transaction.atomic
def accept_prior_learning(
    read: FileRead,
    *,
    now: datetime,
    by: User | None,
    among: QuerySet[User] | None = None,
    dry_run: bool = False,
) -> Accepted:
    """Record each good row as a completion, dated by the beginning of its day at the institution.

    It counts for every open assignment that asks for its course, by the rule that counts what was
    done here (DOMAIN 3). A person's completion of a course on a day is recorded once: the same file
    again changes nothing, nor does it twice at once. Rows of people who are not `among` those
    given are refused. A dry run does it all, says what came of it, and undoes it.
    """
    people = _people(read, among)
    courses = {it.key: it for it in Course.objects.filter(key__in=[it.course for it in read.good])}
    known, failed = _known(read, people, courses, is_narrowed=among is not None)
    new = _unrecorded(known, people, courses)
    _record(new, people, courses, now=now, by=by)
    for version in _asking({courses[it.course].pk for it in new}):
        meet_from_history(version, now=now)
    accepted = Accepted(
        rows=read.rows,
        created=len(new),
        unchanged=len(known) - len(new),
        failed=tuple(sorted([*read.failed, *failed], key=lambda it: it.row)),
        results=_results(known, people, courses, now=now),
    )
    if dry_run:
        transaction.set_rollback(True)
    return accepted


def _people(read: FileRead, among: QuerySet[User] | None) -> dict[str, User]:
    """By HR id; held, so that nobody else records the same of them meanwhile."""
    within = User.objects.all() if among is None else among
    named = [it.hr_id for it in read.good]
    rows = User.objects.filter(hr_id__in=named, pk__in=within.values("pk"))
    return {it.hr_id: it for it in rows.select_for_update().order_by("pk") if it.hr_id}


def _known(
    read: FileRead,
    people: Mapping[str, User],
    courses: Mapping[str, Course],
    *,
    is_narrowed: bool,
) -> tuple[list[PriorLearning], list[Remark]]:
    """The rows of people and courses that there are, and remarks on the others."""
    known, failed = [], []
    # One sentence for both, so that nobody learns whom there is elsewhere.
    nobody = _("Nobody here has this HR id.")
    if is_narrowed:
        nobody = _("Nobody whom you run has this HR id.")
    for said in read.good:
        if said.hr_id not in people:
            failed.append(Remark(said.row, "hr_id", nobody))
        elif said.course not in courses:
            failed.append(Remark(said.row, "course", _("There is no course with this key.")))
        else:
            known.append(said)
    return known, failed


def _at(said: PriorLearning) -> datetime:
    return start_of_day(said.completed_on, institution_zone())


def _unrecorded(
    known: Sequence[PriorLearning], people: Mapping[str, User], courses: Mapping[str, Course]
) -> list[PriorLearning]:
    held = Completion.objects.standing().filter(
        source=SOURCE,
        person__in={people[it.hr_id].pk for it in known},
        course__in={courses[it.course].pk for it in known},
    )
    there = set(held.values_list("person", "course", "completed_at"))
    return [
        it for it in known if (people[it.hr_id].pk, courses[it.course].pk, _at(it)) not in there
    ]


def _record(
    new: Sequence[PriorLearning],
    people: Mapping[str, User],
    courses: Mapping[str, Course],
    *,
    now: datetime,
    by: User | None,
) -> None:
    hours = _hours_of(courses.values())
    Completion.objects.bulk_create(
        (
            Completion(
                person=people[said.hr_id],
                course=courses[said.course],
                completed_at=_at(said),
                source=SOURCE,
                hours=hours.get(courses[said.course].pk, Decimal(0))
                if said.hours is None
                else said.hours,
                evidence={"prior_learning": said.note},
                recorded_at=now,
                recorded_by=by,
            )
            for said in new
        ),
        batch_size=500,
    )
    tell_planner(Completion, len(new))
    if new:
        detail = {"completions": len(new), "courses": sorted({it.course for it in new})}
        record(by, "learning.prior_learning.accepted", "completions", at=now, after=detail)


def _hours_of(courses: Iterable[Course]) -> dict[int, Decimal]:
    """The hours of each course's newest edition."""
    rows = Edition.objects.published().filter(course__in=list(courses)).order_by("number")
    return dict(rows.values_list("course", "hours"))


def _asking(courses: set[int]) -> list[RequirementVersion]:
    """The policies by which somebody is still asked for one of these courses."""
    asked = Assignment.objects.in_force().filter(_asks_for(courses))
    versions = RequirementVersion.objects.filter(pk__in=asked.values("version"))
    return list(versions.order_by("pk"))


def _asks_for(courses: set[int]) -> Q:
    """Assignments of one of these courses, or of hours from a menu that has one of them."""
    from_menu = MenuItem.objects.filter(course__in=courses)
    return Q(course__in=courses) | Q(version__in=from_menu.values("version"))


def _results(
    known: Sequence[PriorLearning],
    people: Mapping[str, User],
    courses: Mapping[str, Course],
    *,
    now: datetime,
) -> tuple[tuple[PriorLearning, tuple[Met, ...]], ...]:
    """For each good row how the requirements of its course stand for its person by now."""
    ids = {courses[it.course].pk for it in known}
    rows = Assignment.objects.newest_cycles().filter(
        _asks_for(ids), person__in={people[it.hr_id].pk for it in known}
    )
    in_order = list(rows.select_related("requirement", "version").order_by("requirement__key"))
    menu = menus((it.version_id, it.version.recorded_at) for it in in_order if not it.course_id)
    met: dict[tuple[int, int], list[Met]] = defaultdict(list)
    for row in in_order:
        found = Met(row.requirement.key, _standing(row, now=now), row.expires_on)
        for course in [row.course_id] if row.course_id else menu[row.version_id].category_of:
            met[row.person_id, course].append(found)
    return tuple(
        (said, tuple(met[people[said.hr_id].pk, courses[said.course].pk])) for said in known
    )


def _standing(row: Assignment, *, now: datetime) -> str:
    return standing(facts_of(row), now=now, due_soon_days=settings.DUE_SOON_DAYS).value
