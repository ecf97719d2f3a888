"""What can be decided about assignments: how each asks, what it says it would do, and does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms import ReasonForm
from accounts.models import User
from learning.forms.cases import (
    ExtendForm,
    KnownDayForm,
    RemindForm,
    ResolveForm,
    TakeBackForm,
    WaiveForm,
)
from learning.models import Assignment
from learning.services.cases import Judged, judged
from learning.services.dates import MOMENT, today
from learning.services.explanations import full_date
from learning.services.extensions import cannot_extend, extend
from learning.services.missing_dates import (
    cannot_know,
    cannot_resolve,
    due_by_known_day,
    record_known_day,
    resolve,
)
from learning.services.remind_now import remind_now, would_remind
from learning.services.waivers import (
    Exemption,
    cannot_take_back,
    cannot_waive,
    take_back,
    waive_many,
)

Said = dict[str, Any]  # what a form was told, cleaned
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of decision. `admins`: it takes an admin of their units, not a coordinator."""

    form: type[ReasonForm]
    title: Words
    consequence: Words
    button: Words
    admins: bool = False

    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        """For whom of these it could be done."""
        raise NotImplementedError

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        """Do it; a refusal is a ValidationError."""
        raise NotImplementedError

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        """What stands now, and what would stand then."""
        raise NotImplementedError

    def done(self, people: int) -> str:
        raise NotImplementedError


def due(day: date | None) -> str:
    return _("due on %(day)s") % {"day": full_date(day)} if day else _("no due date")


def waived_on(assignment: Assignment, *, now: datetime) -> str:
    """Until when it is waived; where it is not, when it is due."""
    until = assignment.waived_until
    if until is None or until <= now:
        return due(assignment.due_on)
    return _("waived through %(day)s") % {"day": full_date(today(until - MOMENT))}


class Extending(Deed):
    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        return judged(rows, lambda each: cannot_extend(each, said["day"], now=now))

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        return extend(rows, until_on=said["day"], reason=said["reason"], now=now, by=by)

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        return due(assignment.due_on), due(said["day"])

    def done(self, people: int) -> str:
        words = ngettext("%(n)d person has more time.", "%(n)d people have more time.", people)
        return words % {"n": people}


class Waiving(Deed):
    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        return judged(rows, lambda each: cannot_waive(each, said["day"], now=now))

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        exemption = Exemption(said["day"], said["reason"], said["scope"])
        return waive_many(rows, exemption, approver=by, now=now)

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        then = _("waived through %(day)s") % {"day": full_date(said["day"])}
        return waived_on(assignment, now=now), then

    def done(self, people: int) -> str:
        words = ngettext("It is waived for %(n)d person.", "It is waived for %(n)d people.", people)
        return words % {"n": people}


class TakingBack(Deed):
    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        return judged(rows, lambda each: cannot_take_back(each, now=now))

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        return take_back(rows, reason=said["reason"], now=now, by=by)

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        return waived_on(assignment, now=now), due(assignment.due_on)

    def done(self, people: int) -> str:
        words = ngettext(
            "It is asked of %(n)d person again.", "It is asked of %(n)d people again.", people
        )
        return words % {"n": people}


class Resolving(Deed):
    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        return judged(rows, lambda each: cannot_resolve(each, said["day"], now=now))

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        return resolve(rows, due_on=said["day"], reason=said["reason"], now=now, by=by)

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        return due(assignment.due_on), due(said["day"])

    def done(self, people: int) -> str:
        words = ngettext("%(n)d person has a due day.", "%(n)d people have a due day.", people)
        return words % {"n": people}


class Knowing(Deed):
    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        return judged(rows, lambda each: cannot_know(each, said["day"], now=now))

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        return record_known_day(rows, day=said["day"], reason=said["reason"], now=now, by=by)

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        return due(assignment.due_on), due(due_by_known_day(assignment, said["day"]))

    def done(self, people: int) -> str:
        words = ngettext(
            "The day of %(n)d person is recorded; it is dated within a minute.",
            "The day of %(n)d people is recorded; they are dated within a minute.",
            people,
        )
        return words % {"n": people}


class Reminding(Deed):
    def look(self, rows: Sequence[Assignment], said: Said, *, now: datetime) -> Judged:
        return would_remind(rows, now=now)

    def act(self, rows: Sequence[Assignment], said: Said, *, now: datetime, by: User) -> Judged:
        return remind_now(rows, reason=said["reason"], now=now, by=by)

    def change(self, assignment: Assignment, said: Said, *, now: datetime) -> tuple[str, str]:
        return due(assignment.due_on), _("a mail goes out as soon as mail may go")

    def done(self, people: int) -> str:
        words = ngettext(
            "A reminder goes to %(n)d person.", "A reminder goes to %(n)d people.", people
        )
        return words % {"n": people}


DEEDS: dict[str, Deed] = {
    "extend": Extending(
        form=ExtendForm,
        title=gettext_lazy("Give more time"),
        consequence=gettext_lazy(
            "They are due on the later day, and reminders count from it. Only a later day can be "
            "given, and only for what is not completed."
        ),
        button=gettext_lazy("Give the time"),
    ),
    "waive": Waiving(
        form=WaiveForm,
        title=gettext_lazy("Waive it"),
        consequence=gettext_lazy(
            "Until the end of that day nothing is asked of them and no reminder goes out. A "
            "waiver never counts as a completion."
        ),
        button=gettext_lazy("Waive it"),
        admins=True,
    ),
    "take-back": TakingBack(
        form=TakeBackForm,
        title=gettext_lazy("Take a waiver back"),
        consequence=gettext_lazy(
            "It is asked of them again from now on, by the day on which it was due; where that "
            "day is past, it is overdue at once. That it was waived stays on record."
        ),
        button=gettext_lazy("Take it back"),
        admins=True,
    ),
    "remind": Reminding(
        form=RemindForm,
        title=gettext_lazy("Remind them now"),
        consequence=gettext_lazy(
            "They get one mail about what is open, as soon as mail may go: at most one a day, and "
            "none to those who have completed it, are on leave, or were written to today."
        ),
        button=gettext_lazy("Remind them"),
    ),
    "resolve": Resolving(
        form=ResolveForm,
        title=gettext_lazy("Give a due day"),
        consequence=gettext_lazy(
            "They have no due date, because the day that it counts from is not known. The day "
            "given here stands in for it, and reminders count from it."
        ),
        button=gettext_lazy("Give the day"),
    ),
    "known-day": Knowing(
        form=KnownDayForm,
        title=gettext_lazy("Record the missing day"),
        consequence=gettext_lazy(
            "It is put down as their day of hire, or as the day on which their primary "
            "appointment began, for every requirement. Due days follow by the policy."
        ),
        button=gettext_lazy("Record it"),
        admins=True,
    ),
}
