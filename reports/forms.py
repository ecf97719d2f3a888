"""The filters of a report. They are read from its address; what names nothing there is a 404."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.addresses import Addresses
from reports.queries.completion import COMPLIANT, Attribution, CompletionReport
from reports.queries.organisation import Place
from reports.queries.questions import QuizReport
from reports.queries.quizzes import QuizFound, Wording
from reports.wording import FIGURES

INDENT = "\N{EM SPACE}"  # for each level down the tree, in a list of units


class ReportFilters(forms.Form):
    """Where, what and how: shared by every view. `scope` is all that may be asked for."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    requirement = forms.ChoiceField(label=_("Requirement"), required=False)
    attribution = forms.ChoiceField(
        label=_("Appointments counted"),
        required=False,
        choices=[(Attribution.PRIMARY.value, _("Primary only")), (Attribution.ALL.value, _("All"))],
    )

    def __init__(self, data: Mapping[str, Any], *, scope: CompletionReport) -> None:
        super().__init__(data)
        self.scope = scope
        self._offer("unit", unit_choices(scope))
        self._offer("requirement", requirement_choices(scope))

    def _offer(self, name: str, choices: Sequence[tuple[str, str | Promise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def report(self) -> CompletionReport:
        """The report asked for; without a unit, on the one at the top of the scope."""
        cleaned, organisation = self.cleaned_data, self.scope.organisation
        key = cleaned["requirement"]
        return replace(
            self.scope,
            unit=self._unit() if cleaned["unit"] else organisation.whole,
            requirements=tuple(
                version
                for version in self.scope.requirements
                if not key or version.requirement.key == key
            ),
            attribution=Attribution(cleaned["attribution"] or Attribution.PRIMARY),
        )

    def _unit(self) -> Place | None:
        return self.scope.organisation.by_uuid(self.cleaned_data["unit"])

    def addresses(self, report: CompletionReport) -> Addresses:
        """Where this view leads on."""
        return Addresses(report, self.cleaned_data["requirement"])


class OverviewFilters(ReportFilters):
    """Units by requirements: which figure the table shows, and whether units are left out."""

    figure = forms.ChoiceField(
        label=_("Figure shown"), required=False, choices=list(FIGURES.items())
    )
    units = forms.ChoiceField(required=False, choices=[("", ""), ("all", "all")])

    def addresses(self, report: CompletionReport) -> Addresses:
        figure = self.cleaned_data["figure"]
        shown = "" if figure == COMPLIANT else figure
        return Addresses(report, self.cleaned_data["requirement"], shown)


class PeopleFilters(ReportFilters):
    """The people behind a number."""

    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("Every standing")), *FIGURES.items()]
    )
    q = forms.CharField(label=_("Name, address or HR id"), required=False, max_length=100)


def unit_choices(scope: CompletionReport) -> list[tuple[str, str | Promise]]:
    """The tree as a list; several parts begin with all of them together."""
    organisation = scope.organisation
    top = min((place.level for place in organisation.places), default=0)
    places: list[tuple[str, str | Promise]] = [
        (str(place.uuid), INDENT * (place.level - top) + place.name)
        for place in organisation.places
    ]
    return places if organisation.whole else [("", _("All your units")), *places]


def requirement_choices(scope: CompletionReport) -> list[tuple[str, str | Promise]]:
    asked: list[tuple[str, str | Promise]] = [
        (version.requirement.key, version.title) for version in scope.requirements
    ]
    return [("", _("All in force")), *asked]


class QuizFilters(forms.Form):
    """Which edition of a quiz, and which attempts."""

    edition = forms.ChoiceField(label=_("Edition"), required=False)
    wording = forms.ChoiceField(
        label=_("Counted"),
        required=False,
        choices=[("", _("This edition")), ("same", _("Every edition with the same wording"))],
    )
    attempts = forms.ChoiceField(
        label=_("Attempts"),
        required=False,
        choices=[("", _("The first of each person")), ("all", _("All"))],
    )

    def __init__(self, data: Mapping[str, Any], *, quiz: QuizFound) -> None:
        super().__init__(data)
        self.quiz = quiz
        field = self.fields["edition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (edition_named(quiz, one), edition_words(quiz, one)) for one in quiz.wordings
        ]

    def report(self) -> QuizReport:
        """The report asked for; without an edition, on the newest."""
        named = self.cleaned_data["edition"]
        wording = next(
            (one for one in self.quiz.wordings if edition_named(self.quiz, one) == named),
            self.quiz.wordings[0],
        )
        return QuizReport(
            self.quiz,
            wording,
            pooled=self.cleaned_data["wording"] == "same",
            all_attempts=self.cleaned_data["attempts"] == "all",
        )


def edition_named(quiz: QuizFound, one: Wording) -> str:
    """2 in the course's own language, 2-es in another."""
    return str(one.number) if one.language == quiz.language else f"{one.number}-{one.language}"


def edition_words(quiz: QuizFound, one: Wording) -> str:
    words = {"number": one.number, "language": one.language}
    if one.language == quiz.language:
        return gettext("Edition %(number)s") % words
    return gettext("Edition %(number)s (%(language)s)") % words
