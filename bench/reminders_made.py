"""A large school of whom much is asked, for the figures of reminders. Needs Django set up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import DateTimeField, F, Value
from django.utils import timezone

from accounts.models import Unit
from accounts.services.mail import owe_mails
from accounts.services.set_based import insert_select
from courses.models import Course
from learning.models import (
    Assignment,
    Reminder,
    ReminderRule,
    Requirement,
    RequirementVersion,
)
from learning.services.assignments import reconcile
from learning.services.dates import today
from learning.services.requirements import STANDARD_REMINDERS
from lms.management.seeding.scale import Size, count_people, make_edition, make_people, make_units

PEOPLE = 20_000
REQUIREMENTS = 20  # each of everybody: 400,000 assignments, all of them open
ASSIGNED_DAYS_AGO = 30
FAR_OFF = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class World:
    """The school; `due` falls due today, and its reminder of today is the only one to decide."""

    school: Unit
    due: Requirement
    now: datetime


class Asked(NamedTuple):
    """Which course of which unit, by when."""

    key: str
    school: Unit
    due_on: date


def a_large_school() -> World:
    """20,000 people, 20 requirements of all of them; each has been told of each already."""
    now = timezone.now()
    size = Size(people=PEOPLE, courses=REQUIREMENTS, now=now)
    school, divisions = make_units(size)
    make_people(size, school, divisions)
    count_people()
    assigned_at = now - timedelta(days=ASSIGNED_DAYS_AGO)
    due_on = today(now)
    for number in range(1, REQUIREMENTS + 1):
        asked = Asked(f"reminders-{number}", school, due_on if number == 1 else due_on + FAR_OFF)
        version = a_requirement(asked, size, now=assigned_at)
        reconcile(version.requirement, now=assigned_at)
        note_past(version.requirement, due_on, now=assigned_at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    due = Requirement.objects.get(key="reminders-1")
    return World(school, due, now)


def a_requirement(asked: Asked, size: Size, *, now: datetime) -> RequirementVersion:
    """A published course, required of everybody in the school, with the standard reminders."""
    course = Course.objects.create(key=asked.key, unit=asked.school, created_at=size.long_ago)
    make_edition(course, 1, size)
    requirement = Requirement.objects.create(key=asked.key, unit=asked.school, created_at=now)
    ReminderRule.objects.bulk_create(
        ReminderRule(requirement=requirement, anchor=anchor, offset_days=offset, started_at=now)
        for anchor, offset in STANDARD_REMINDERS
    )
    return RequirementVersion.objects.create(
        requirement=requirement,
        number=1,
        title=asked.key,
        course=course,
        audience={"any": [{"unit": str(asked.school.uuid)}]},
        due_base="fixed",
        due_on=asked.due_on,
        in_force_from=now,
        recorded_at=now,
    )


def note_past(requirement: Requirement, day: date, *, now: datetime) -> None:
    """The ledger of what was planned before today, as if it had been decided in its time."""
    for rule in requirement.reminder_rules.exclude(anchor="due", offset_days__gte=0):
        assigned = rule.anchor == "assigned"
        planned = now if assigned else now + timedelta(days=ASSIGNED_DAYS_AGO + rule.offset_days)
        asked = Assignment.objects.filter(requirement=requirement)
        if not assigned:
            asked = asked.filter(due_on=day)
        insert_select(
            Reminder,
            asked,
            {
                "assignment_id": F("pk"),
                "rule_id": Value(rule.pk),
                "anchor_on": Value(today(now)) if assigned else F("due_on"),
                "offset_days": Value(rule.offset_days),
                "recipient_id": F("person_id"),
                "channel": Value(rule.channel),
                "planned_at": Value(planned, output_field=DateTimeField()),
                "decision": Value("suppressed"),
                "because": Value("back_dated"),
                "decided_at": Value(planned, output_field=DateTimeField()),
            },
            may_exist=False,
        )


def owe(requirement: Requirement, people: list[int], *, now: datetime) -> None:
    """So many mails in the outbox that carry today's reminder of a requirement."""
    mails = owe_mails(people, "reminder", now=now)
    rule = requirement.reminder_rules.get(anchor="due", offset_days=0)
    asked = Assignment.objects.filter(requirement=requirement, person__in=people)
    Reminder.objects.bulk_create(
        Reminder(
            assignment=assignment,
            rule=rule,
            anchor_on=assignment.due_on or today(now),
            offset_days=0,
            recipient_id=assignment.person_id,
            planned_at=now,
            decision="sent",
            decided_at=now,
            mail_id=mails[assignment.person_id],
        )
        for assignment in asked
    )
