"""The filters of a report. They are read from its address; what names nothing there is a 404."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learning.models import RequirementVersion
from reports.addresses import Addresses
from reports.charts.over_time import LAST
from reports.days_asked import DaysAsked
from reports.people_columns import COLUMNS
from reports.queries.behind import SORTS
from reports.queries.completion import COMPLIANT, Attribution, CompletionReport
from reports.queries.definitions import DEFINITIONS
from reports.queries.organisation import Place
from reports.queries.questions import QuizReport
from reports.queries.quizzes import QuizFound, Wording
from reports.queries.unit_order import DOWN, in_tree
from reports.receipts import Receipt, list_sort, read_receipt, shape_over_time, table_shape
from reports.rules.mailings import Every
from reports.wording import FIGURES
from reports.workbooks import AT_FIRST

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
    as_of = forms.DateField(
        label=_("As of the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    known = forms.ChoiceField(
        label=_("By what was known"),
        required=False,
        choices=[("", _("Then")), ("now", _("Now"))],
    )

    data: QueryDict
    told_beside: frozenset[str] = frozenset()  # fields whose errors are said on the page

    def __init__(self, data: QueryDict, *, scope: CompletionReport) -> None:
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
        return Addresses(report, self.cleaned_data["requirement"], past=self.past())

    def shape(self, report: CompletionReport) -> dict[str, Any]:
        """What a receipt says of how the page shows it: nothing that makes no difference."""
        return {}

    def past(self) -> tuple[tuple[str, str], ...]:
        """What the address of another view needs to speak of the same day."""
        if self.scope.moment.known is None:
            return ()
        asked = self.cleaned_data
        return ("as_of", asked["as_of"].isoformat()), ("known", asked["known"])


class WhatIsThere(forms.MultipleChoiceField):
    """Of what was chosen that which is there: a requirement may have ended since, may not have been
    asked yet on another day, or may not concern whoever shares in the view."""

    def clean(self, value: Any) -> list[str]:
        there = [each for each in value or () if self.valid_value(each)]
        super().clean(there)
        return there


class OverviewFilters(DaysAsked, ReportFilters):
    """Units by requirements, or one requirement by days: which figure the table shows, and whether
    units are left out."""

    figure = forms.ChoiceField(
        label=_("Figure shown"), required=False, choices=list(FIGURES.items())
    )
    none_ticked = _("None ticked: all of them.")
    units = forms.ChoiceField(
        required=False, choices=[("", ""), ("all", "all")], widget=forms.HiddenInput
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    column = WhatIsThere(
        label=_("Requirements shown"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict, *, scope: CompletionReport) -> None:
        super().__init__(data, scope=scope)
        titles = [(version.requirement.key, version.title) for version in scope.requirements]
        self._offer("column", titles)
        if data.get("by"):
            self._offer("requirement", requirement_choices(scope)[1:])
            self.fields["column"].widget = forms.MultipleHiddenInput()

    def clean_sort(self) -> str:
        """Of a column that may be there; else the order of the tree."""
        sort: str = self.cleaned_data["sort"]
        keys = [version.requirement.key for version in self.scope.requirements]
        if self.cleaned_data.get("by"):
            keys = [LAST, *(day.isoformat() for day in self.days())]
        return "" if in_tree(sort, keys) else sort

    def addresses(self, report: CompletionReport) -> Addresses:
        asked = self.cleaned_data
        shown = "" if asked["figure"] == COMPLIANT else asked["figure"]
        columns, sort = tuple(asked["column"]), asked["sort"]
        if not asked["by"]:
            return Addresses(report, asked["requirement"], shown, self.past(), columns, sort)
        key = report.requirements[0].requirement.key if len(report.requirements) == 1 else ""
        past = self.past() or (("known", asked["known"]),)
        return Addresses(report, key, shown, past, columns, sort, self.said())

    def laid_out(self, report: CompletionReport) -> CompletionReport:
        """What the table has room for: where days are its columns, the first requirement."""
        one = bool(self.cleaned_data["by"])
        return replace(report, requirements=report.requirements[:1]) if one else report

    def columns(self, report: CompletionReport) -> tuple[RequirementVersion, ...]:
        """The requirements that the table shows: those chosen, else all that are asked for."""
        return report.of_only(self.cleaned_data["column"]).requirements

    def sorting_figure(self) -> str:
        """Which the table shows, and is sorted by."""
        return self.cleaned_data["figure"] or COMPLIANT

    def shape(self, report: CompletionReport) -> dict[str, Any]:
        if over_time := self.over_time(report):
            return shape_over_time(over_time, self.cleaned_data["by"])
        asked = self.cleaned_data
        return table_shape(report, asked["column"], asked["sort"], self.sorting_figure())


class PeopleFilters(ReportFilters):
    """The people behind a number."""

    none_ticked = _("None ticked: the usual ones here, and all of them in files.")
    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("Every standing")), *FIGURES.items()]
    )
    q = forms.CharField(label=_("Name, address or HR id"), required=False, max_length=100)
    sort = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(sign + name, name) for name in SORTS for sign in ("", DOWN)],
    )
    column = forms.MultipleChoiceField(
        label=_("Columns shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.name, DEFINITIONS[one.name].words) for one in COLUMNS],
    )

    def shape(self, report: CompletionReport) -> dict[str, Any]:
        asked = self.cleaned_data
        columns = tuple(one.name for one in COLUMNS if one.name in asked["column"])
        shown = {"sort": list_sort(asked["sort"]), "columns": columns}
        return {"figure": asked["standing"], "words": asked["q"], **shown}


class TrendsFilters(ReportFilters):
    """One requirement over time: without one asked for, the first by title."""

    def __init__(self, data: QueryDict, *, scope: CompletionReport) -> None:
        super().__init__(data, scope=scope)
        self._offer("requirement", requirement_choices(scope)[1:])

    def report(self) -> CompletionReport:
        found = super().report()
        return replace(found, requirements=found.requirements[:1])

    def addresses(self, report: CompletionReport) -> Addresses:
        key = report.requirements[0].requirement.key if report.requirements else ""
        return Addresses(report, key, past=self.past())


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


class SavedViewForm(forms.Form):
    """Under which name a view is kept, and who else finds it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("As you would look for it: Surgery, overdue."),
        error_messages={"required": _("Give it a name to find it by.")},
    )
    shared = forms.BooleanField(
        label=_("Share it with those who answer for the same unit"),
        required=False,
        help_text=_("They see the view within what they may see themselves, and cannot change it."),
    )


class MailingForm(forms.Form):
    """Under which name a view is mailed, and how often."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("The subject of the mail: Surgery, overdue."),
        error_messages={"required": _("Give it a name to know the mail by.")},
    )
    every = forms.ChoiceField(
        label=_("How often"),
        choices=[
            (Every.WEEK.value, _("Every Monday")),
            (Every.MONTH.value, _("On the first of each month")),
        ],
        help_text=_("At seven in the morning at the institution."),
    )


class TokenForm(forms.Form):
    """What a token is for."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("The program that will use it: a dashboard, say."),
        error_messages={"required": _("Name it, so that you know which one to end.")},
    )


class ReceiptForm(forms.Form):
    """The code of a receipt."""

    code = forms.CharField(
        label=_("Code of the receipt"),
        help_text=_("All of it, as it stands on the page, in the workbook or in the answer."),
        error_messages={"required": _("Put the code of the receipt here.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"}),
    )

    def clean_code(self) -> Receipt:
        try:
            return read_receipt(self.cleaned_data["code"])
        except ValueError as error:
            words = gettext("This is not the code of a receipt: is it whole?")
            raise forms.ValidationError(words) from error


class FileAsked(ReceiptForm):
    """Which report as a file, and in which shape. Neither is typed by anybody."""

    SHAPES = {"xlsx": ("xlsx", False), "csv": ("csv", False), "csv-bom": ("csv", True)}

    shape = forms.ChoiceField(choices=[(name, name) for name in SHAPES])

    def receipt(self, *, language: str) -> Receipt:
        """The receipt of the file: of a workbook in this language."""
        form, bom = self.SHAPES[self.cleaned_data["shape"]]
        asked: Receipt = self.cleaned_data["code"]
        if form == "xlsx":
            return asked.as_workbook(language)
        return asked.shaped(format=form, bom=bom, language="", layout=AT_FIRST)


def shape_of(receipt: Receipt) -> str:
    """The shape in which its file was asked for."""
    asked = (receipt.format, receipt.bom)
    return next((name for name, shape in FileAsked.SHAPES.items() if shape == asked), "csv")


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
