"""The addresses of a report's views: filters stand in them, so that a view can be mailed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reports.queries.completion import Attribution, CompletionReport
from reports.queries.organisation import Place

Asked = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where one report leads, keeping what it was asked with."""

    report: CompletionReport
    requirement: str = ""  # the one asked for, if any
    figure: str = ""  # shown in the table of units
    past: tuple[tuple[str, str], ...] = ()  # of which day, if not of today
    columns: tuple[str, ...] = ()  # of the table of units, if not all of them
    sort: str = ""  # of the table of units
    days: tuple[tuple[str, str], ...] = ()  # its columns, if they are days

    def overview(self, unit: Place | None, **more: str) -> str:
        return self._address("reports:overview", unit, self._table() | more)

    def sorted_by(self, sort: str, *, units: str = "") -> str:
        """The same table in another order."""
        return self.overview(self.report.unit, sort=sort, units=units)

    def trends(self, unit: Place | None) -> str:
        return self._address("reports:trends", unit, {"requirement": self.requirement})

    def all_units(self) -> str:
        return self.overview(self.report.unit, units="all")

    def overdue(self) -> str:
        return self.people(self.report.unit, standing="overdue")

    def overview_csv(self, bom: str = "") -> str:
        asked = self._table() | {"bom": bom}
        return self._address("reports:overview_csv", self.report.unit, asked)

    def overview_spreadsheet(self) -> str:
        return self.overview_csv(bom="1")

    def overview_xlsx(self) -> str:
        return self._address("reports:overview_xlsx", self.report.unit, self._table())

    def people(self, unit: Place | None, requirement: str = "", standing: str = "") -> str:
        asked = {"requirement": requirement or self.requirement, "standing": standing}
        return self._address("reports:people", unit, asked)

    def people_csv(self, **more: Asked) -> str:
        asked = {"requirement": self.requirement, **more}
        return self._address("reports:people_csv", self.report.unit, asked)

    def people_xlsx(self, **more: Asked) -> str:
        asked = {"requirement": self.requirement, **more}
        return self._address("reports:people_xlsx", self.report.unit, asked)

    def _table(self) -> dict[str, Asked]:
        """What the table of units is asked with, on its page and as a file."""
        shown: dict[str, Asked] = {"figure": self.figure, "column": self.columns}
        return {**shown, "sort": self.sort, **dict(self.days), "requirement": self.requirement}

    def _address(self, name: str, unit: Place | None, asked: Mapping[str, Asked]) -> str:
        place = str(unit.uuid) if unit else ""
        query: dict[str, Asked] = {"unit": place, **dict(self.past), **asked}
        if self.report.attribution != Attribution.PRIMARY:
            query["attribution"] = self.report.attribution.value
        kept = urlencode({name: value for name, value in query.items() if value}, doseq=True)
        return reverse(name) + (f"?{kept}" if kept else "")
