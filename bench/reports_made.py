"""A very large institution, for the figures of reports: facts and caches. Needs Django set up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Unit
from bench.reminders_made import Asked, a_requirement
from learning.models import RequirementVersion
from learning.services.dates import day_ends_at, today
from lms.management.seeding.scale import Size, count_people, make_people, make_units

PART, REST = 20_000, 80_000  # people of two schools: 100,000
REQUIREMENTS = 20  # each of everybody: 2,000,000 assignments
AGO = timedelta(days=60)
DUE_IN_DAYS = (-30, -5, 7, 45)  # of the requirements in turn

# One requirement of everybody: what reconciling writes, then what six in ten did.
ASSIGNED = (
    """INSERT INTO learning_assignment
           (uuid, person_id, requirement_id, cycle, version_id, course_id, assigned_at, due_on,
            due_at, completed_at, changed_at)
       SELECT gen_random_uuid(), person.id, %(requirement)s, 1, %(version)s, %(course)s,
              %(assigned)s, %(due_on)s, %(due_at)s, did.at, did.at
       FROM accounts_user AS person CROSS JOIN LATERAL (
           SELECT CASE WHEN (person.id + %(requirement)s) %% 10 < 6
               THEN %(assigned)s + (person.id %% 55) * interval '1 day' END AS at) AS did
       WHERE person.hr_id <> ''""",
    """INSERT INTO learning_assignmentpast
           (assignment_id, due_on, due_at, recorded_at, superseded_at)
       SELECT id, due_on, due_at, assigned_at, changed_at FROM learning_assignment
       WHERE requirement_id = %(requirement)s AND changed_at > assigned_at""",
    """INSERT INTO learning_assignmentreason (assignment_id, why, from_at, recorded_at)
       SELECT id, 'unit', %(assigned)s, %(assigned)s
       FROM learning_assignment WHERE requirement_id = %(requirement)s""",
    """INSERT INTO learning_duedate
           (assignment_id, due_on, zone, due_at, cause, reason, recorded_at)
       SELECT id, due_on, %(zone)s, due_at, 'policy', '', %(assigned)s
       FROM learning_assignment WHERE requirement_id = %(requirement)s""",
    """INSERT INTO learning_completion
           (uuid, person_id, course_id, completed_at, source, modules, hours, evidence, reason,
            recorded_at)
       SELECT gen_random_uuid(), person_id, course_id, completed_at, 'prior_learning', '', 1, '{}',
              '', completed_at
       FROM learning_assignment
       WHERE requirement_id = %(requirement)s AND completed_at IS NOT NULL""",
    """INSERT INTO learning_fulfilment (assignment_id, completion_id, recorded_at)
       SELECT asked.id, done.id, done.recorded_at
       FROM learning_assignment AS asked
       JOIN learning_completion AS done
           ON done.person_id = asked.person_id AND done.course_id = asked.course_id
       WHERE asked.requirement_id = %(requirement)s""",
)


@dataclass(frozen=True, slots=True)
class Institution:
    """Two schools, of 20,000 and of 80,000; `one` is a requirement of everybody."""

    part: Unit
    department: Unit
    one: RequirementVersion
    now: datetime


def a_very_large_institution() -> Institution:
    """100,000 people of whom 20 courses are required: 2,000,000 assignments with their facts."""
    now = timezone.now()
    schools = []
    for people in (PART, REST):
        size = Size(people=people, courses=REQUIREMENTS, now=now)
        school, divisions = make_units(size)
        make_people(size, school, divisions)
        schools.append(school)
    count_people()
    versions = [a_requirement_of_all(schools[0], number, now) for number in range(REQUIREMENTS)]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    department = Unit.objects.filter(parent=schools[0]).order_by("path")[0]
    return Institution(schools[0], department, versions[0], now)


def a_requirement_of_all(school: Unit, number: int, now: datetime) -> RequirementVersion:
    due_on = today(now) + timedelta(days=DUE_IN_DAYS[number % len(DUE_IN_DAYS)])
    size = Size(people=PART, courses=REQUIREMENTS, now=now)
    version = a_requirement(Asked(f"report-{number}", school, due_on), size, now=now - AGO)
    version.requirement.reminder_rules.update(ended_at=now)  # this is not about reminders
    values: dict[str, Any] = {
        "requirement": version.requirement_id,
        "version": version.pk,
        "course": version.course_id,
        "assigned": now - AGO,
        "due_on": due_on,
        "due_at": day_ends_at(due_on),
        "zone": settings.INSTITUTION_TIME_ZONE,
    }
    with connection.cursor() as cursor:
        for sql in ASSIGNED:
            cursor.execute(sql, values)
    return version
