"""What each figure and column means, in words: beside the queries that compute them.

The page of definitions is made of this, heads of columns lead to it, and a test fails where a
column of a page or a file has no entry here. Whoever changes what a number is raises
`reports.queries.completion.DEFINITION` and says here what it is now.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.rules.standing import Standing
from reports.queries.completion import COMPLIANT

Words = str | Promise


class Part(StrEnum):
    """Under which heading a definition stands."""

    COUNTED = "counted"
    STANDINGS = "standings"
    PEOPLE = "people"
    TRENDS = "trends"


@dataclass(frozen=True, slots=True)
class Defined:
    """One figure or column: its name on pages, what it means, and where it belongs."""

    words: Words
    means: Words
    part: Part


def _counted(words: Words, means: Words) -> Defined:
    return Defined(words, means, Part.COUNTED)


def _standing(words: Words, means: Words) -> Defined:
    return Defined(words, means, Part.STANDINGS)


def _trend(words: Words, means: Words) -> Defined:
    return Defined(words, means, Part.TRENDS)


def _of_people(words: Words, means: Words) -> Defined:
    return Defined(words, means, Part.PEOPLE)


COUNTED = {
    "unit": _counted(
        _("Unit"),
        _(
            "A school, department or division where it stood on the day of the report. A person "
            "counts once in each unit of an appointment that counts, and once in each unit above."
        ),
    ),
    "requirement": _counted(
        _("Requirement"),
        _("What is asked, as its newest version by that day says. Ended ones only when named."),
    ),
    "as_of": _counted(
        _("As of"),
        _(
            "The end of that day at the institution, in the organisation as it then was: by what "
            "was then known, or, where that is asked for, by what is known now. Of a day before "
            "the requirement was in force, or before the unit was there, there is nothing, not "
            "even a zero."
        ),
    ),
    "people": _counted(
        _("People"),
        _(
            "Everybody with an appointment in the unit or below it, on the day, of whom the "
            "requirement has been asked by then. Leavers and test accounts are out. Each counts "
            "once, by the newest cycle assigned."
        ),
    ),
    COMPLIANT: _counted(
        _("Compliant"),
        _(
            "A waiver in force, or a completion that is still valid on the day: of this cycle, or "
            "of the one before while its renewal is open. A count of its own, beside the standings."
        ),
    ),
}
STANDINGS: dict[str, Defined] = {
    Standing.WAIVED: _standing(
        _("Waived"), _("A waiver is in force on the day. It is looked at before all else.")
    ),
    Standing.WITHDRAWN: _standing(
        _("Withdrawn"), _("It is asked of them no longer: no reason for it is left.")
    ),
    Standing.COMPLETED_ON_TIME: _standing(
        _("Completed on time"),
        _("Completed before the midnight that ends the due day, or without a due day."),
    ),
    Standing.COMPLETED_LATE: _standing(
        _("Completed late"), _("Completed at or after the midnight that ends the due day.")
    ),
    Standing.EXPIRED: _standing(
        _("Expired"),
        _("A renewal is open, and the completion of the cycle before is valid no more."),
    ),
    Standing.OVERDUE: _standing(
        _("Overdue"),
        _("Not completed, and the due day is over. By the clock of the institution."),
    ),
    Standing.IN_PROGRESS: _standing(_("In progress"), _("Begun, not completed, and not overdue.")),
    Standing.DUE_SOON: _standing(
        _("Due soon"), _("Not begun, and due within the days that the office has set (usually 14).")
    ),
    Standing.NOT_STARTED: _standing(
        _("Not started"), _("Asked, not begun, and not due soon. Nothing else holds.")
    ),
    Standing.SCHEDULED: _standing(
        _("Scheduled"), _("Asked from a later day on, and nothing else holds.")
    ),
}
OF_PEOPLE = {
    "name": _of_people(_("Name"), _("As they wish to be called, else as the roster names them.")),
    "hr_id": _of_people(_("HR id"), _("By which the institution knows them, zeros kept.")),
    "email": _of_people(_("E-mail address"), _("As it is now: an attribute, never an identity.")),
    "standing": _of_people(
        _("Standing"), _("The first of the ten that holds, in the order in which they stand here.")
    ),
    "due_on": _of_people(
        _("Due"), _("The last day, at the institution: extensions and leave are in it.")
    ),
    "completed_on": _of_people(
        _("Completed"),
        _("The day of the last fact that it took, not the day on which somebody noticed."),
    ),
    "holds_until": _of_people(
        _("Holds until"),
        _(
            "The last day of the waiver in force, else of the completion that is valid or was "
            "last; while a renewal is open, of the one before."
        ),
    ),
    "unit_then": _of_people(
        _("Unit when completed"),
        _(
            "The unit of their primary appointment on the day of the completion. One out of one's "
            "scope is elsewhere."
        ),
    ),
    "unit_now": _of_people(
        _("Unit today"),
        _(
            "The unit of their primary appointment today; in a report of a past day as then "
            "known, on that day. One out of one's scope is elsewhere."
        ),
    ),
    "edition": _of_people(
        _("Edition"), _("The edition of the course on which it was completed, and its language.")
    ),
    "score": _of_people(
        _("Score"),
        _(
            "The mean, over the quizzes with a pass mark in the enrolment that was completed, of "
            "the score that counts in each (highest, last, first or average, as the quiz says)."
        ),
    ),
    "method": _of_people(
        _("Method"),
        _("How it was completed: by taking the course, by prior learning, or put down by hand."),
    ),
    "reminded_on": _of_people(
        _("Last reminder"),
        _(
            "The day on which the last mail about it went to them; one that waits, or never went, "
            "does not count."
        ),
    ),
}
TRENDS = {
    "asked": _trend(
        _("Asked"), _("Everybody who is counted, without the waived and the withdrawn.")
    ),
    "completed": _trend(_("Completed, all"), _("Completed on time or late, by the day.")),
    "open": _trend(
        _("Open"), _("Not completed, with a due day that is not over: who can still be in time.")
    ),
    "lately": _trend(
        _("Completed lately"),
        _(
            "Completed in the last four weeks, after it was asked. Fewer than five are too few "
            "to tell from."
        ),
    ),
    "late": _trend(
        _("Expected to be late"),
        _(
            "Of the open, how many will not have completed by their due day if each completes at "
            "the pace of the last four weeks: completions a day for each person who was asked and "
            "had not completed. The pace is taken to be everybody's and to stay, so it cannot say "
            "who. The interval holds what so few completions leave unknown of the pace (90 % "
            "limits of a Poisson count) and the play of chance (1.645 standard deviations), one "
            "on top of the other: it is rather too wide than too narrow."
        ),
    ),
}
DEFINITIONS: dict[str, Defined] = {**COUNTED, **STANDINGS, **OF_PEOPLE, **TRENDS}
