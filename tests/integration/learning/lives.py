"""One working life, read as a table: what the roster says of her, what she does, how she stands.

A line is a day: the full roster of its morning is taken in, she does what the line says at noon,
and requirements are reconciled before and after, as they are every minute.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import StringIO
from zoneinfo import ZoneInfo

import time_machine
from django.core.management import call_command

from accounts.models import User
from accounts.services.organisation import add_units
from courses.models import Course
from learning.models import Assignment, RequirementVersion
from learning.services.agenda import agenda
from learning.services.completion import complete_if_met
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from reports.queries.facts import assignments_at
from reports.queries.moments import Moment, day_asked_for
from tests.factories import LONG_AGO, a_requirement, an_edition
from tests.integration.accounts.rosters import HEADER, as_csv, row, take_in
from tests.integration.learning.helpers import false_caches

ZONE = ZoneInfo("America/Chicago")
SOON = 14
COLUMNS = (*HEADER, "leave_from", "leave_to")
CLOSED = {"-", "withdrawn", "completed_on_time", "completed_late"}
COLLEAGUES = [row("1", unit="School / Medicine"), row("2", unit="School / Surgery")]


@dataclass(frozen=True)
class Line:
    """`works` names units, the primary one first; "-" where the roster has her no more."""

    on: date
    works: str
    hired: str
    leave: str
    does: str
    medicine: str
    surgery: str


def lines_of(table: str) -> list[Line]:
    """The lines of a table under its heading; an empty cell of the roster is as the line above."""
    found: list[Line] = []
    for text in table.strip().splitlines()[1:]:
        on, works, hired, leave, *others = (cell.strip() for cell in text.split("|"))
        before = found[-1] if found else None
        works, hired = works or before.works, hired or before.hired
        found.append(Line(date.fromisoformat(on), works, hired, leave, *others))
    return found


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


class Life:
    """She, two departments, and what is required of everybody in each."""

    def __init__(self, tmp_path, *, medicine: dict, surgery: dict) -> None:
        self.file = tmp_path / "roster.csv"
        units = add_units(
            [("School", "Medicine"), ("School", "Surgery"), ("School", "Library")], now=LONG_AGO
        )
        course = an_edition(None, "page").course
        other = course if surgery.pop("same_course", False) else an_edition(None, "page").course
        self.versions = {
            "medicine": asked_of_everybody(units, "medicine", course, **medicine),
            "surgery": asked_of_everybody(units, "surgery", other, **surgery),
        }

    def walk(self, line: Line) -> list[str]:
        """Live through the day; how she stands at its end for each requirement."""
        with time_machine.travel(at(line.on, 14), tick=False):
            take_in(self.file, as_csv(COLLEAGUES + self.rows(line), COLUMNS), "--full", "--force")
            reconcile()
        with time_machine.travel(at(line.on, 17), tick=False):
            if line.does:
                self.do(*line.does.split())
            reconcile()
        assert false_caches() == [], line
        return self.standings(line.on)

    def rows(self, line: Line) -> list[dict[str, str]]:
        from_on, _, to_on = line.leave.partition(" to ")
        hired_on, _, left_on = line.hired.partition(" to ")
        said = {"hired_on": hired_on, "left_on": left_on, "leave_from": from_on, "leave_to": to_on}
        units = [] if line.works == "-" else line.works.split(", ")
        return [row("42", unit=f"School / {unit}", **said) for unit in units]

    def do(self, verb: str, what: str) -> None:
        """She begins or completes the course that one of the two asks for."""
        now = at(datetime.now(UTC).date(), 17)
        enrolment = enrol(self.person, self.course(what), now=now)
        if verb == "completes":
            satisfy_activity(enrolment, enrolment.edition.activities.get(), at=now)
            assert complete_if_met(enrolment, now=now)

    @property
    def person(self) -> User:
        return User.objects.get(hr_id="42")

    def course(self, what: str) -> Course:
        course = self.versions[what].course
        assert course is not None
        return course

    def standings(self, day: date) -> list[str]:
        """As the reports of that moment say; her own page must agree."""
        end = day_asked_for(day, ZONE)
        found = self.told(Moment(end, ZONE, SOON))
        page = agenda(self.person, now=end, language="en", due_soon_days=SOON)
        items = [item for item in (page.first, *page.required) if item and item.asked]
        hers = {item.asked.requirement_id: item.standing for item in items}
        for version, told in zip(self.versions.values(), found, strict=True):
            shown = hers.get(version.requirement_id)
            assert shown == (None if CLOSED & set(told.split()) else standing_in(told)), told
        return found

    def standings_told_later(self, day: date) -> list[str]:
        """The same of a past day, from facts, as it was known then."""
        end = day_asked_for(day, ZONE)
        return self.told(Moment(end, ZONE, SOON, known=end))

    def told(self, moment: Moment) -> list[str]:
        hers = assignments_at(moment, Assignment.objects.filter(person=self.person))
        rows = {each.requirement_id: each for each in hers}
        return [words(rows.get(it.requirement_id)) for it in self.versions.values()]


def asked_of_everybody(units, name: str, course: Course, **terms) -> RequirementVersion:
    """`of` is the unit in which everybody is asked, where that is not the one of the name."""
    base, of = terms.pop("base", None), terms.pop("of", name.title())
    unit = units["School",] if of == "School" else units["School", of]
    version = a_requirement(course, unit, title=f"All of {name}", now=LONG_AGO, **terms)
    if base:
        type(version).objects.filter(pk=version.pk).update(
            due_base=base, due_offset=terms["due_days"]
        )
    return RequirementVersion.objects.select_related("course").get(pk=version.pk)


def reconcile() -> None:
    call_command("run_task", "tasks.requirements.reconcile_requirements", stdout=StringIO())


def standing_in(told: str) -> str:
    """The standing in a cell: its first word, but for the number of a cycle."""
    return told.split()[1 if told[0].isdigit() else 0]


def words(assignment) -> str:
    """The cycle, from the second on; the standing, the due day, the last valid day."""
    if assignment is None:
        return "-"
    said = [f"{assignment.cycle}:"] if assignment.cycle > 1 else []
    said.append(assignment.standing_now)
    if assignment.stood_due_on:
        said.append(f"by {assignment.stood_due_on}")
    if assignment.stood_expires_on:
        said.append(f"to {assignment.stood_expires_on}")
    return " ".join(said)
