"""The addresses of a report's views: filters stand in them, so that a view can be mailed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reports.queries.completion import Attribution, CompletionReport
from reports.queries.organisation import Place


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where one report leads, keeping what it was asked with."""

    report: CompletionReport
    requirement: str = ""  # the one asked for, if any
    figure: str = ""  # shown in the table of units

    def overview(self, unit: Place | None, **more: str) -> str:
        asked = {"figure": self.figure, "requirement": self.requirement, **more}
        return self._address("reports:overview", unit, asked)

    def all_units(self) -> str:
        return self.overview(self.report.unit, units="all")

    def overdue(self) -> str:
        return self.people(self.report.unit, standing="overdue")

    def overview_csv(self, bom: str = "") -> str:
        asked = {"requirement": self.requirement, "bom": bom}
        return self._address("reports:overview_csv", self.report.unit, asked)

    def overview_spreadsheet(self) -> str:
        return self.overview_csv(bom="1")

    def people(self, unit: Place | None, requirement: str = "", standing: str = "") -> str:
        asked = {"requirement": requirement or self.requirement, "standing": standing}
        return self._address("reports:people", unit, asked)

    def people_csv(self, **more: str) -> str:
        asked = {"requirement": self.requirement, **more}
        return self._address("reports:people_csv", self.report.unit, asked)

    def _address(self, name: str, unit: Place | None, asked: dict[str, str]) -> str:
        query = {"unit": str(unit.uuid) if unit else ""} | asked
        if self.report.attribution != Attribution.PRIMARY:
            query["attribution"] = self.report.attribution.value
        kept = urlencode({name: value for name, value in query.items() if value})
        return reverse(name) + (f"?{kept}" if kept else "")
