"""The same report at the end of one day after another: time as a dimension of the table.

Every column is a report of its own, so that each of its numbers is the size of the list that the
report of that day has. Queries grow with the columns only: not with units, people or requirements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.models.organisation import SEGMENT
from learning.models import RequirementVersion
from reports.queries.completion import Cell, CompletionReport
from reports.queries.moments import Moment, day_asked_for
from reports.queries.organisation import EVERYTHING, Place, organisation_at, paths_of_units
from reports.queries.planning import planned_by_values


@dataclass(frozen=True, slots=True)
class OverTime:
    """The days of a table (each earlier than its report's own), and by what is known of them.

    `scope`: the units answered for, by uuid, as a receipt has them; none is everything. `known`: by
    what was known at that instant; None: each by what was known at its end.
    """

    report: CompletionReport
    days: tuple[date, ...]
    scope: tuple[str, ...]
    known: datetime | None = None

    def reports(self) -> Iterator[CompletionReport | None]:
        """The report of each day, and at last the report itself; None: its units were not there.

        Of the requirements each has those that were in force on its day.
        """
        paths = paths_of_units(self.scope) if self.scope else EVERYTHING
        versions = _versions_of(self.report.requirements)
        for day in self.days:
            yield self._at(day, paths, versions)
        yield self.report

    def _at(
        self, day: date, paths: Sequence[str], versions: "_Versions"
    ) -> CompletionReport | None:
        ends, now = day_asked_for(day, self.report.moment.zone), self.report.moment
        moment = Moment(ends, now.zone, now.due_soon_days, known=self.known or ends)
        organisation = organisation_at(paths, moment)
        unit = self.report.unit and organisation.by_uuid(str(self.report.unit.uuid))
        if not organisation.places or (self.report.unit and unit is None):
            return None
        asked = (
            _in_force(versions[one.requirement_id], moment) for one in self.report.requirements
        )
        return replace(
            self.report,
            organisation=organisation,
            moment=moment,
            requirements=tuple(version for version in asked if version),
            unit=unit,
        )


_Versions = dict[int, list[RequirementVersion]]


def cells_of(report: CompletionReport, levels: int | None = None) -> list[Cell]:
    """A cell for each unit there and each requirement in force; so many levels down."""
    if not report.requirements:
        return []
    with planned_by_values():  # the same question again and again, of other days
        return report.cells(report.organisation.below(report.unit, levels))


def union_of(below: Iterable[Sequence[Place]]) -> list[Place]:
    """The units of several days, the latest day first, as one tree: each once, where it stood last.

    One that is there no more comes last in what is left of the unit that it was in.
    """
    found: list[Place] = []
    for places in below:
        there = {place.uuid for place in found}
        for place in places:
            if place.uuid not in there:
                _add(place, found, places)
    return found


def _add(place: Place, found: list[Place], places: Sequence[Place]) -> None:
    """Put a unit of another day into the tree; without what it lay in, at its end."""
    above = {other.uuid for other in places if other.path == place.path[:-SEGMENT]}
    parent = next((other for other in found if other.uuid in above), None)
    if parent is None:
        found.append(place)
        return
    last = max(at for at, other in enumerate(found) if parent.holds(other))
    found.insert(last + 1, replace(place, path=parent.path + place.path[-SEGMENT:]))


def _versions_of(requirements: Iterable[RequirementVersion]) -> _Versions:
    """All that they ever said. One query."""
    found: _Versions = defaultdict(list)
    asked = [version.requirement_id for version in requirements]
    said = RequirementVersion.objects.filter(requirement__in=asked).select_related("requirement")
    for version in said.order_by("number"):
        found[version.requirement_id].append(version)
    return found


def _in_force(versions: Iterable[RequirementVersion], moment: Moment) -> RequirementVersion | None:
    """What a requirement said at that moment, as reports.queries.requirements has it."""
    known = moment.known or moment.now
    by = min(moment.now, known)
    said = [one for one in versions if one.in_force_from <= by and one.recorded_at <= known]
    return said[-1] if said else None
