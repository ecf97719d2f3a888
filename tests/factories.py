"""Rows for tests: plain functions, each with sound defaults, each as life would make it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Appointment, Employment, Grant, Unit, User
from accounts.services.organisation import add_unit
from courses.models import Activity, Bank, Choice, Course, Edition, Module, Question
from learning.models import (
    Assignment,
    AssignmentReason,
    DueDate,
    Enrolment,
    Requirement,
    RequirementVersion,
)
from learning.services.menus import MenuPart, make_menu

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, 09:00 in Chicago
LONG_AGO = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)
PASSWORD = "a circle of seats"

numbers = count(1)


def a_unit(name: str = "", *, parent: Unit | None = None) -> Unit:
    return add_unit(name or f"Unit {next(numbers)}", parent=parent, now=LONG_AGO)


def a_person(
    unit: Unit | None = None, *, first: str = "Amara", last: str = "", **fields: Any
) -> User:
    """Someone employed since long ago, with a primary appointment in a unit."""
    number = next(numbers)
    unit = unit or a_unit()
    person = User.objects.create_user(
        fields.pop("email", f"person{number}@example.org"),
        fields.pop("password", PASSWORD),
        hr_id=fields.pop("hr_id", f"00{number}"),
        first_name=first,
        last_name=last or f"Okafor{number}",
        joined_at=LONG_AGO,
        **fields,
    )
    Employment.objects.create(person=person, hired_on=LONG_AGO.date(), recorded_at=LONG_AGO)
    Appointment.objects.create(
        person=person,
        unit=unit,
        position="Assistant Professor",
        from_on=LONG_AGO.date(),
        recorded_at=LONG_AGO,
    )
    return person


a_learner = a_person


def with_role(role: str, unit: Unit | None = None, **fields: Any) -> User:
    unit = unit or a_unit()
    person = a_person(unit, **fields)
    Grant.objects.create(
        person=person, role=role, unit=unit, from_on=LONG_AGO.date(), recorded_at=LONG_AGO
    )
    return person


def a_trainer(unit: Unit | None = None, **fields: Any) -> User:
    return with_role("trainer", unit, **fields)


def a_coordinator(unit: Unit | None = None, **fields: Any) -> User:
    return with_role("coordinator", unit, **fields)


def an_admin(unit: Unit | None = None, **fields: Any) -> User:
    return with_role("admin", unit, **fields)


def a_course(unit: Unit | None = None, *, key: str = "") -> Course:
    return Course.objects.create(
        key=key or f"course-{next(numbers)}", unit=unit or a_unit(), created_at=LONG_AGO
    )


CRITERIA = {
    "page": "viewed",
    "video": "viewed",
    "quiz": "quiz_passed",
    "reflection": "reflection_written",
    "scenario": "viewed",
    "survey": "survey_answered",
    "attestation": "attestation_signed",
}


def an_edition(
    course: Course | None = None, *kinds: str, number: int | None = 1, title: str = "Repair"
) -> Edition:
    """An edition with one module and an activity of each kind: by default a page and a quiz."""
    edition = Edition.objects.create(
        course=course or a_course(),
        language="en",
        title=title,
        summary="What to do after harm.",
        hours=Decimal("0.5"),
        created_at=LONG_AGO,
    )
    module = Module.objects.create(edition=edition, key="m1", position=1, title="Why repair")
    for position, kind in enumerate(kinds or ("page", "quiz"), start=1):
        an_activity(module, kind, position=position)
    if number:
        publish(edition, number)
    return edition


def publish(edition: Edition, number: int = 1) -> Edition:
    """Freeze it as it is; the publishing service has its own tests."""
    edition.number = number
    edition.published_at = LONG_AGO
    edition.content_hash = f"hash-{edition.pk}"
    edition.save()
    return edition


def an_activity(
    module: Module, kind: str = "page", *, position: int = 1, **fields: Any
) -> Activity:
    activity = Activity.objects.create(
        edition=module.edition,
        module=module,
        key=fields.pop("key", f"{kind}-{position}"),
        position=position,
        kind=kind,
        title=fields.pop("title", f"{kind.title()} {position}"),
        criterion=fields.pop("criterion", CRITERIA[kind]),
        minutes=fields.pop("minutes", 4),
        pass_mark=fields.pop("pass_mark", Decimal("0.8") if kind == "quiz" else None),
        body=fields.pop("body", "<p>Whoever holds the piece may speak.</p>"),
        content_hash=f"hash-{kind}-{position}",
        **fields,
    )
    if kind == "quiz":
        for number in (1, 2):
            a_question(activity, key=f"q{number}", position=number)
    return activity


def a_bank(unit: Unit | None = None, *, name: str = "Consent", questions: int = 1) -> Bank:
    """A bank with some questions whose right answer is "a"."""
    bank = Bank.objects.create(unit=unit or a_unit(), name=name, created_at=LONG_AGO)
    for number in range(1, questions + 1):
        a_question(None, key=f"q{number}", bank=bank, created_at=LONG_AGO)
    return bank


def a_question(
    activity: Activity | None,
    *,
    key: str = "q1",
    kind: str = "single",
    position: int = 1,
    **fields: Any,
) -> Question:
    """A question whose right answer is "a"."""
    question = Question.objects.create(
        **fields,
        activity=activity,
        key=key,
        position=position,
        kind=kind,
        prompt=f"<p>What do you do first, {key}?</p>",
        explanation="<p>Listening comes first.</p>",
        definition={"rule": "all_or_nothing"} if kind == "multiple" else {},
        points=Decimal(1),
    )
    keys = ("true", "false") if kind == "true_false" else ("a", "b", "c")
    for place, choice in enumerate(keys, start=1):
        Choice.objects.create(
            question=question,
            key=choice,
            position=place,
            text=f"Choice {choice} of {key}",
            feedback=f"<p>Why {choice}.</p>",
            weight=Decimal(1) if place == 1 else Decimal(0),
        )
    return question


def an_enrolment(
    person: User | None = None, edition: Edition | None = None, *, started_at: datetime = NOW
) -> Enrolment:
    edition = edition or an_edition()
    person = person or a_learner()
    return Enrolment.objects.create(
        person=person,
        course=edition.course,
        edition=edition,
        number=Enrolment.objects.filter(person=person, course=edition.course).count() + 1,
        started_at=started_at,
    )


def a_requirement(
    course: Course | None = None,
    unit: Unit | None = None,
    *,
    due_days: int | None = 60,
    due_on: date | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> RequirementVersion:
    """A requirement of everyone in a unit and below, due so many days after it is assigned."""
    unit = unit or a_unit()
    requirement = Requirement.objects.create(
        key=fields.pop("key", f"requirement-{next(numbers)}"), unit=unit, created_at=now
    )
    base = "fixed" if due_on else "assigned" if due_days is not None else "none"
    return RequirementVersion.objects.create(
        requirement=requirement,
        number=1,
        title=fields.pop("title", "Repair, all faculty"),
        course=course or an_edition(a_course(unit)).course,
        audience={"any": [{"unit": str(unit.uuid)}]},
        due_base=base,
        due_on=due_on,
        due_offset=due_days if base == "assigned" else None,
        in_force_from=now,
        recorded_at=now,
        **fields,
    )


def hours_required(
    unit: Unit | None = None,
    *,
    hours: str = "6",
    menu: tuple[MenuPart, ...] = (),
    **fields: Any,
) -> RequirementVersion:
    """So many hours a year: at least one workshop, at most an hour of book club, and talks.

    A `menu` of its own comes as parts with the ids of their courses.
    """
    version = a_requirement(unit=unit, **{"title": "Six hours a year", **fields})
    course, version.course, version.hours = version.course, None, Decimal(hours)
    version.save()
    assert course is not None
    others = [an_edition(title=title).course for title in ("A novel", "Grand rounds")]
    make_menu(
        version,
        menu
        or (
            MenuPart("Workshops", (course.pk,), least_count=1),
            MenuPart("Book club", (others[0].pk,), most_hours=Decimal(1)),
            MenuPart("Talks", (others[1].pk,)),
        ),
    )
    return version


def an_assignment(
    person: User | None = None,
    version: RequirementVersion | None = None,
    *,
    due_on: date | None = date(2027, 1, 23),
    assigned_at: datetime = NOW,
    **fields: Any,
) -> Assignment:
    """An assignment with its reason and due date, as reconciling makes it."""
    version = version or a_requirement()
    due_at = (
        datetime(due_on.year, due_on.month, due_on.day, 6, tzinfo=UTC) + timedelta(days=1)
        if due_on
        else None
    )
    assignment = Assignment.objects.create(
        person=person or a_learner(),
        requirement=version.requirement,
        version=version,
        course=fields.pop("course", version.course),
        assigned_at=assigned_at,
        due_on=due_on,
        due_at=due_at,
        **fields,
    )
    AssignmentReason.objects.create(
        assignment=assignment,
        why=f"unit:{version.requirement.unit.uuid}",
        from_at=assigned_at,
        recorded_at=assigned_at,
    )
    if due_on:
        DueDate.objects.create(
            assignment=assignment,
            due_on=due_on,
            zone="America/Chicago",
            due_at=due_at,
            cause="policy",
            recorded_at=assigned_at,
        )
    return assignment
