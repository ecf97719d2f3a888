"""A synthetic institution of any size, made in sets: a few statements for each course."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import connection, transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.fields.json import JSONField
from django.db.models.functions import Mod

from accounts.models import Appointment, Employment, Grant, Unit, User
from accounts.models.user import sort_name
from accounts.rules.roles import Role
from accounts.services.organisation import add_unit
from accounts.services.set_based import NewUuid, insert_select
from courses.models import Activity, Course, Edition, Effect, Module
from courses.services.publishing import publish_edition
from learning.models import Completion, Enrolment, Progress, Requirement, RequirementVersion
from learning.services.assignments import reconcile
from learning.services.fulfilment import meet_from_history

FIRST = ("Amara", "Elin", "Ruth", "Marisol", "Deepak", "Tomás", "Wei", "Fatima", "Jonas", "Zsófia")
LAST = ("Okafor", "Lindqvist", "Adler", "Vega", "Rao", "Núñez", "Chen", "Haddad", "Weiß", "Kovács")
PEOPLE_IN_A_DEPARTMENT = 400
DIVISIONS = 4
MODULES = 3
ACTIVITIES = 4  # in a module; one in the whole course is optional
STARTED, COMPLETED = 60, 40  # per cent of those of whom a course is required
BATCH = 2_000
AT_ONCE = 2  # courses on PostgreSQL: while one is assigned, another is completed
# When a course falls due, counted from today: some long ago, some soon, some far.
DUE_IN_DAYS = (-120, -30, 7, 45, 120)


@dataclass(frozen=True, slots=True)
class Size:
    """How large, and the day on which everything was assigned."""

    people: int
    courses: int
    now: datetime

    @property
    def assigned_at(self) -> datetime:
        return self.now - timedelta(days=90)

    @property
    def long_ago(self) -> datetime:
        return self.now - timedelta(days=900)


@dataclass(frozen=True, slots=True)
class Offer:
    """One course of the scale, with what requires it."""

    edition: Edition
    version: RequirementVersion

    @property
    def course(self) -> Course:
        return self.edition.course


def fill(size: Size) -> None:
    """Add one school with its people, courses and everything they did. Each call adds another."""
    school, divisions = make_units(size)
    make_people(size, school, divisions)
    count_people()
    offers = [offer_course(size, school, number) for number in range(1, size.courses + 1)]
    if connection.vendor == "sqlite":  # where only one writes at a time
        for offer in offers:
            fill_course(size, offer)
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(partial(fill_in_thread, size), offers))


def count_people() -> None:
    """Tell PostgreSQL's planner of the rows just inserted, and of no table that is still empty.

    Of a table counted as empty it believes so while one statement fills it, and scans all of it
    for each row.
    """
    if connection.vendor == "postgresql":
        filled = (model._meta.db_table for model in (Unit, User, Employment, Appointment))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(filled)}")


@transaction.atomic
def make_units(size: Size) -> tuple[Unit, list[Unit]]:
    name = f"School {Unit.objects.filter(parent=None).count() + 1}"
    school = add_unit(name, parent=None, now=size.long_ago)
    divisions = []
    for number in range(1, max(1, size.people // PEOPLE_IN_A_DEPARTMENT) + 1):
        department = add_unit(f"Department {number}", parent=school, now=size.long_ago)
        divisions += [
            add_unit(f"Division {number}.{part}", parent=department, now=size.long_ago)
            for part in range(1, DIVISIONS + 1)
        ]
    return school, divisions


@transaction.atomic
def make_people(size: Size, school: Unit, divisions: list[Unit]) -> None:
    """People with an employment and a primary appointment; the first of them is the admin."""
    since, day = size.long_ago, size.long_ago.date()
    people = [a_person(school, number, since) for number in range(1, size.people + 1)]
    User.objects.bulk_create(people, BATCH)
    Employment.objects.bulk_create(
        [Employment(person=person, hired_on=day, recorded_at=since) for person in people], BATCH
    )
    Appointment.objects.bulk_create(
        [
            Appointment(
                person=person,
                unit=divisions[place % len(divisions)],
                position="Assistant Professor",
                from_on=day,
                recorded_at=since,
            )
            for place, person in enumerate(people)
        ],
        BATCH,
    )
    Grant.objects.create(
        person=people[0], role=Role.ADMIN, unit=school, from_on=day, recorded_at=since
    )


def a_person(school: Unit, number: int, since: datetime) -> User:
    """The number-th of a school, who cannot sign in by password."""
    person = User(
        hr_id=f"S{school.pk}-{number:06}",
        email=f"s{school.pk}.{number}@example.org",
        first_name=FIRST[number % len(FIRST)],
        last_name=f"{LAST[number // len(FIRST) % len(LAST)]} {number}",
        password="!",
        joined_at=since,
    )
    person.sort_name = sort_name(person)
    return person


@transaction.atomic
def offer_course(size: Size, school: Unit, number: int) -> Offer:
    """A published course, required of the whole school."""
    course = Course.objects.create(
        key=f"scale-{school.pk}-{number}", unit=school, created_at=size.long_ago
    )
    edition = make_edition(course, number, size)
    return Offer(edition, make_requirement(size, course, school, number))


def fill_in_thread(size: Size, offer: Offer) -> None:
    """`fill_course` on a connection of its own, closed at the end."""
    with closing(connection):
        fill_course(size, offer)


def fill_course(size: Size, offer: Offer) -> None:
    """Begun by most of those of whom it is required, and completed by many.

    Two transactions: where the one that inserts a row updates it too, PostgreSQL checks once
    more everything it refers to.
    """
    assign_course(size, offer)
    complete_course(size, offer)


@transaction.atomic
def assign_course(size: Size, offer: Offer) -> None:
    make_enrolments(size, offer)
    reconcile(offer.version.requirement, now=size.assigned_at)


@transaction.atomic
def complete_course(size: Size, offer: Offer) -> None:
    make_progress(offer.course)
    make_completions(size, offer)
    meet_from_history(offer.version, now=size.now)


def make_edition(course: Course, number: int, size: Size) -> Edition:
    edition = Edition.objects.create(
        course=course,
        language=course.language,
        title=f"Course {number} of the scale",
        summary="Made to be measured.",
        hours=Decimal("0.75"),
        created_at=size.long_ago,
    )
    for part in range(1, MODULES + 1):
        module = Module.objects.create(
            edition=edition, key=f"m{part}", position=part, title=f"Module {part}"
        )
        Activity.objects.bulk_create(
            Activity(
                edition=edition,
                module=module,
                key=f"a{part}-{place}",
                position=(part - 1) * ACTIVITIES + place,
                kind="page",
                title=f"Page {part}.{place}",
                criterion="viewed",
                required=(part, place) != (MODULES, ACTIVITIES),
                minutes=4,
                body=PAGE,
            )
            for place in range(1, ACTIVITIES + 1)
        )
    return publish_edition(edition, effect=Effect.NEW_LEARNERS, now=size.long_ago, by=None)


PAGE = (
    "<h2>Whoever holds the piece may speak</h2>"
    + "<p>Everyone else has only one task, and it is harder: to listen without preparing a reply. "
    "In a team the order of speaking is usually the order of rank; a talking piece moves around "
    "the room at the speed of the people in it.</p>"
    * 6
    + "<ul><li>Hold it as long as you need.</li><li>Pass it on unread.</li></ul>"
)


def make_requirement(size: Size, course: Course, school: Unit, number: int) -> RequirementVersion:
    requirement = Requirement.objects.create(
        key=course.key, unit=school, created_at=size.assigned_at
    )
    due_in = timedelta(days=DUE_IN_DAYS[number % len(DUE_IN_DAYS)])
    return RequirementVersion.objects.create(
        requirement=requirement,
        number=1,
        title=f"Requirement {number}",
        course=course,
        audience={"any": [{"unit": str(school.uuid)}]},
        due_base="fixed",
        due_on=date.fromordinal((size.now + due_in).toordinal()),
        in_force_from=size.assigned_at,
        recorded_at=size.assigned_at,
    )


def per_cent(course: Course) -> Mod:
    """A number from 0 to 99 for each person, another one for each course; always the same."""
    return Mod(F("pk") * 37 + course.pk * 61, Value(100))


def make_enrolments(size: Size, offer: Offer) -> None:
    people = User.objects.filter(appointments__unit__path__startswith=offer.course.unit.path)
    people = people.annotate(place=per_cent(offer.course)).filter(place__lt=STARTED)
    insert_select(
        Enrolment,
        people,
        {
            "uuid": NewUuid(),
            "person_id": F("pk"),
            "course_id": Value(offer.course.pk),
            "edition_id": Value(offer.edition.pk),
            "number": Value(1),
            "modules": Value(""),
            "started_at": moment(size.assigned_at + timedelta(days=2)),
        },
        may_exist=False,
    )


def moment(at: datetime) -> Value:
    return Value(at, output_field=DateTimeField())


def done(course: Course) -> Q:
    """Enrolments whose person completes this course."""
    return Q(place__lt=COMPLETED)


def enrolments_of(course: Course) -> QuerySet[Enrolment]:
    place = Mod(F("person_id") * 37 + course.pk * 61, Value(100))
    return Enrolment.objects.filter(course=course).annotate(place=place)


def make_progress(course: Course) -> None:
    """All of it for those who complete, the first module for the others."""
    enrolments = enrolments_of(course)
    first = Q(edition__activities__position__lte=ACTIVITIES)
    opened = ExpressionWrapper(
        F("started_at") + Value(timedelta(minutes=3), output_field=DurationField()),
        output_field=DateTimeField(),
    )
    insert_select(
        Progress,
        enrolments.filter(done(course) | first),
        {
            "enrolment_id": F("pk"),
            "activity_key": F("edition__activities__key"),
            "activity_id": F("edition__activities__pk"),
            "opened_at": F("started_at"),
            "satisfied_at": opened,
        },
        may_exist=False,
    )


def make_completions(size: Size, offer: Offer) -> None:
    at = size.assigned_at + timedelta(days=2, minutes=3)
    required = offer.edition.activities.filter(required=True)
    evidence = {"satisfied": {activity.key: at.isoformat() for activity in required}}
    completers = enrolments_of(offer.course).filter(done(offer.course))
    insert_select(
        Completion,
        completers,
        {
            "uuid": NewUuid(),
            "person_id": F("person_id"),
            "course_id": Value(offer.course.pk),
            "enrolment_id": F("pk"),
            "edition_id": Value(offer.edition.pk),
            "completed_at": moment(at),
            "source": Value("enrolment"),
            "modules": Value(""),
            "hours": Value(offer.edition.hours),
            "evidence": Value(evidence, output_field=JSONField()),
            "reason": Value(""),
            "recorded_at": moment(at),
        },
        may_exist=False,
    )
    completers.update(closed_at=at)
