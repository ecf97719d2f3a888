"""The form of an activity, for each kind: what is good in it is kept, whatever else is not."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.forms.banks import offer
from courses.forms.plain_text import LineField
from courses.forms.rich_text import RichTextField
from courses.models import Criterion
from courses.rules.content import ActivityContent, Json
from courses.rules.content_hash import plain
from courses.rules.quiz_settings import AT_EXPIRY, FEEDBACK, KEEP
from courses.services.kinds import CRITERIA, WRITTEN
from courses.services.quiz_words import AT_EXPIRY_WORDS, FEEDBACK_WORDS, KEEP_WORDS

LINK = re.compile(r"https://[^\s\\<>\"]+")
UTC_ZONE = ZoneInfo("UTC")
OWN = "own"  # a feedback that no name has


@dataclass(frozen=True, slots=True)
class Around:
    """What a form knows beside what is typed: the other activities, and the draft's files."""

    others: Sequence[tuple[str, str]]  # key and title
    files: Sequence[tuple[str, str]] = ()  # address and name
    zone: ZoneInfo = UTC_ZONE  # the institution's
    ever: Collection[str] = ()  # keys that a scenario has or had


class ActivityForm(forms.Form):
    """Title, text, minutes, whether it is required, what satisfies it, and what comes before it."""

    settings_fields: ClassVar[tuple[str, ...]] = ()  # the kind's own, in order
    use_required_attribute = False

    title = LineField(
        label=_("Title"), max_length=200, error_messages={"required": _("Give it a title.")}
    )
    body = RichTextField(label=_("Text"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"), help_text=_("How long it takes."), min_value=0, max_value=999
    )
    required = forms.BooleanField(label=_("The course needs it"), required=False)
    criterion = forms.ChoiceField(label=_("It counts as done"))
    minimum_minutes = forms.IntegerField(
        label=_("Minimum time, in minutes"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Left empty, the minutes that it takes."),
    )
    after = forms.MultipleChoiceField(
        label=_("Only after these"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, held: ActivityContent, around: Around, posted: Any = None) -> None:
        self.held = held
        self.around = around
        super().__init__(posted, initial=self.flat(held))
        criteria = WRITTEN[held.kind].criteria
        offer(self, "criterion", [(each.value, CRITERIA[each.value]) for each in criteria])
        if Criterion.MINIMUM_TIME not in criteria:
            del self.fields["minimum_minutes"]
        after = self.fields["after"]
        assert isinstance(after, forms.MultipleChoiceField)
        after.choices = around.others

    def flat(self, held: ActivityContent) -> dict[str, Any]:
        """The activity as this form shows it."""
        return {
            "title": held.title,
            "body": held.body,
            "minutes": held.minutes,
            "required": held.required,
            "criterion": held.criterion,
            "minimum_minutes": held.settings.get("minimum_minutes"),
            "after": held.settings.get("after", []),
        }

    def said(self) -> ActivityContent:
        """The activity as posted; a field that cannot be kept stays as it is held."""
        self.is_valid()
        told = {**self.flat(self.held), **self.cleaned_data}
        return replace(
            self.held,
            title=told["title"],
            body=told["body"],
            minutes=told["minutes"],
            required=told["required"],
            criterion=told["criterion"],
            pass_mark=self.pass_mark(told),
            settings=self.settings(told),
        )

    def pass_mark(self, told: Mapping[str, Any]) -> Decimal | None:
        return self.held.pass_mark

    def settings(self, told: Mapping[str, Any]) -> Json:
        """What only some activities have, left out where it says nothing."""
        known = {**self.own_settings(told), "after": told["after"]}
        if told["criterion"] == Criterion.MINIMUM_TIME:
            known["minimum_minutes"] = told["minimum_minutes"]
        return {name: value for name, value in known.items() if value not in (None, "", [], False)}

    def own_settings(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The kind's own settings."""
        names = {"after", "minimum_minutes"}
        return {name: held for name, held in self.held.settings.items() if name not in names}

    def rearrange(self, posted: dict[str, str], deed: str) -> None:
        """Show the rows of a kind that has some with one more or less, or moved."""

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.settings_fields if name in self.fields]


class VideoForm(ActivityForm):
    settings_fields = ("src", "captions")

    body = RichTextField(
        label=pgettext_lazy("of a video", "Transcript"),
        required=False,
        help_text=_("All that is said, and what is to be seen."),
    )
    src = forms.CharField(
        label=_("The film"),
        required=False,
        max_length=500,
        help_text=_("A link that begins with https://, or a file (MP4 or WebM)."),
        widget=forms.TextInput(attrs={"data-upload": "video/mp4,video/webm"}),
    )
    captions = forms.CharField(
        label=_("Captions"),
        required=False,
        max_length=500,
        help_text=_("A WebVTT file."),
        widget=forms.TextInput(attrs={"data-upload": ".vtt"}),
    )

    def flat(self, held: ActivityContent) -> dict[str, Any]:
        own = {name: held.settings.get(name, "") for name in ("src", "captions")}
        return {**super().flat(held), **own}

    def clean_src(self) -> str:
        source: str = self.cleaned_data["src"]
        if source and not LINK.fullmatch(source) and source not in dict(self.around.files):
            raise forms.ValidationError(
                _("Give a link that begins with https://, or choose a file.")
            )
        return source

    def clean_captions(self) -> str:
        captions: str = self.cleaned_data["captions"]
        if captions and captions not in dict(self.around.files):
            raise forms.ValidationError(_("Choose a WebVTT file."))
        return captions

    def own_settings(self, told: Mapping[str, Any]) -> dict[str, Any]:
        return {name: told[name] for name in self.settings_fields}


NUMBERS = ("attempts", "delay_minutes", "time_limit_minutes", "grace_minutes")
FLAGS = ("shuffle", "shuffle_questions", "one_at_a_time")


def _number(label: Any, help_text: Any, most: int = 100_000) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=1, max_value=most
    )


class WallClockField(forms.Field):
    """A day and a time as the institution's clock shows them, whatever the writer's zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
        except ValueError as error:
            raise forms.ValidationError(
                _("Give a day and a time, such as 2027-01-31 17:00."), code="invalid"
            ) from error


def _moment(label: Any) -> WallClockField:
    return WallClockField(label=label, required=False)


class QuizForm(ActivityForm):
    settings_fields = (
        "pass_percent",
        *NUMBERS[:3],
        "at_expiry",
        "grace_minutes",
        "keep",
        "feedback",
        "opens_at",
        "closes_at",
        "markers",
        *FLAGS,
    )

    body = RichTextField(label=_("Introduction"), required=False, whole=False)
    pass_percent = forms.DecimalField(
        label=_("Pass mark, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    attempts = _number(_("Attempts"), _("Left empty, without limit."), 1000)
    delay_minutes = _number(_("Minutes between attempts"), _("Left empty, none."))
    time_limit_minutes = _number(_("Time limit, in minutes"), _("Left empty, none."))
    at_expiry = forms.ChoiceField(
        label=_("When the time is over"),
        choices=[(each, AT_EXPIRY_WORDS[each]) for each in AT_EXPIRY],
    )
    grace_minutes = _number(_("Grace, in minutes"), _("To hand in unchanged."))
    keep = forms.ChoiceField(
        label=_("The score that counts"), choices=[(each, KEEP_WORDS[each]) for each in KEEP]
    )
    feedback = forms.ChoiceField(label=_("What people are told"))
    opens_at = _moment(_("Opens"))
    closes_at = _moment(_("Closes"))
    markers = forms.TypedChoiceField(
        label=_("Markers of an essay"), choices=[(1, _("One")), (2, _("Two"))], coerce=int
    )
    shuffle = forms.BooleanField(label=_("Choices in another order each time"), required=False)
    shuffle_questions = forms.BooleanField(
        label=_("Questions in another order each time"), required=False
    )
    one_at_a_time = forms.BooleanField(label=_("One question on a page"), required=False)

    def __init__(self, held: ActivityContent, around: Around, posted: Any = None) -> None:
        super().__init__(held, around, posted)
        named = [(each, FEEDBACK_WORDS[each]) for each in FEEDBACK]
        if not isinstance(held.settings.get("feedback", ""), str):
            named.append((OWN, _("As its own table says")))
        offer(self, "feedback", named)

    def flat(self, held: ActivityContent) -> dict[str, Any]:
        said = held.settings
        feedback = said.get("feedback", FEEDBACK[0])
        mark = held.pass_mark
        return {
            **super().flat(held),
            "pass_percent": None if mark is None else plain(mark * 100),
            **{name: said.get(name) for name in NUMBERS},
            **{name: said.get(name, False) for name in FLAGS},
            "at_expiry": said.get("at_expiry", AT_EXPIRY[0]),
            "keep": said.get("keep", KEEP[0]),
            "markers": said.get("markers", 1),
            "feedback": feedback if isinstance(feedback, str) else OWN,
            **{name: self._local(said.get(name)) for name in ("opens_at", "closes_at")},
        }

    def _local(self, said: object) -> datetime | None:
        """A stored instant as the institution's clock shows it, without its zone."""
        if not said:
            return None
        return datetime.fromisoformat(str(said)).astimezone(self.around.zone).replace(tzinfo=None)

    def _stored(self, name: str, told: Mapping[str, Any]) -> str:
        moment = told[name]
        if moment is None:
            return ""
        held = str(self.held.settings.get(name, ""))
        was = self._local(held)
        if was and was.replace(second=0, microsecond=0) == moment.replace(second=0, microsecond=0):
            return held  # as it was written, seconds and offset and all
        return str(moment.replace(tzinfo=self.around.zone).isoformat())

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        opens, closes = told.get("opens_at"), told.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens."))
        if told.get("feedback") == "after_close" and not closes:
            self.add_error("feedback", _("Say when the quiz closes, or nothing would be told."))
        must_pass = told.get("criterion") == Criterion.QUIZ_PASSED
        if must_pass and told.get("pass_percent", 0) is None:
            self.add_error("pass_percent", _("Say from which score on it is passed."))
        return told

    def pass_mark(self, told: Mapping[str, Any]) -> Decimal | None:
        share = told["pass_percent"]
        if share is None:
            needed = told["criterion"] == Criterion.QUIZ_PASSED
            return self.held.pass_mark if needed else None
        return (Decimal(share) / 100).quantize(Decimal("0.0001"))

    def own_settings(self, told: Mapping[str, Any]) -> dict[str, Any]:
        usual = {"at_expiry": AT_EXPIRY[0], "keep": KEEP[0], "markers": 1, "feedback": FEEDBACK[0]}
        own = {name: told[name] for name in (*NUMBERS, *FLAGS, *usual)}
        if told["feedback"] == OWN:
            own["feedback"] = self.held.settings.get("feedback")
        own |= {name: self._stored(name, told) for name in ("opens_at", "closes_at")}
        return {name: value for name, value in own.items() if value != usual.get(name)}
