"""An open attempt as its pages show it: what is asked, what is saved, how long it lasts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses.rules.marking import by_hand, scored
from courses.rules.marking.cloze import blanked
from courses.rules.quiz_settings import Item
from courses.views.questions_marked import QuestionMarked
from courses.views.questions_shown import QuestionShown
from learning.forms.player import ResponsesForm
from learning.rules.attempts import AtExpiry, Running, handed_in_by, running
from learning.rules.feedback import Told
from learning.services.quiz_terms import Terms, from_stored, terms_of
from learning.views.moments import moment
from learning.views.papers import Paper

HERE = ":here"  # in a form that shows one question: its number
NUMBER = re.compile("[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Seat:
    """A question in the map of an attempt."""

    number: int
    key: str
    prompt: SafeString
    answered: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page, what is told of its response, and why that could not be kept."""

    question: QuestionShown
    told: QuestionMarked | None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One open attempt at one moment."""

    paper: Paper
    now: datetime

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.paper.attempt.activity.settings)

    @cached_property
    def seats(self) -> list[Seat]:
        return [
            Seat(
                number=response.place,
                key=question.key,
                prompt=mark_safe(blanked(question.prompt)),  # clean, and only marks changed
                answered=response.value is not None,
                later=response.later_at is not None,
            )
            for response, question in self.paper.pairs
        ]

    @property
    def answered(self) -> int:
        return sum(seat.answered for seat in self.seats)

    @property
    def open_seats(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.answered]

    @property
    def later_seats(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.later]

    @property
    def running(self) -> Running:
        return running(self.terms.limits, self.paper.attempt.deadline, now=self.now)

    @property
    def at_expiry(self) -> AtExpiry:
        return self.terms.limits.at_expiry

    @property
    def until(self) -> str:
        """Until when responses are taken, in words; empty where nothing ends the attempt."""
        deadline = self.paper.attempt.deadline
        return moment(deadline, self.now) if deadline else ""

    @property
    def hand_in_by(self) -> str:
        """Until when it may be handed in, in words."""
        last = handed_in_by(self.terms.limits, self.paper.attempt.deadline)
        return moment(last, self.now) if last else ""

    @property
    def seconds_left(self) -> int | None:
        """For the clock on the page; None where the person's time has no limit."""
        attempt = self.paper.attempt
        granted = from_stored(attempt.accommodation)
        if self.terms.limits.limit_minutes is None or granted.no_time_limit:
            return None
        assert attempt.deadline is not None
        return max(int((attempt.deadline - self.now).total_seconds()), 0)

    @property
    def more_time(self) -> bool:
        """Whether the clock runs longer for this person than for others."""
        return from_stored(self.paper.attempt.accommodation).factor > 1

    def here(self, asked: str) -> int | None:
        """The number of the question to show alone; None where all stand on one page.

        The one asked for; else the first that is open, so that one goes on where one stopped.
        """
        if not self.terms.one_at_a_time:
            return None
        if NUMBER.fullmatch(asked) and int(asked) <= len(self.seats):
            return int(asked)
        return self.open_seats[0].number if self.open_seats else 1

    @cached_property
    def shows(self) -> Told:
        """What is told of a saved response while the attempt is open."""
        return self.terms.told(None, now=self.now) - {Item.RESPONSE, Item.SCORE}

    def told(self) -> Mapping[int, QuestionMarked]:
        """By number, what is told already of responses that are saved."""
        if not self.shows:
            return {}
        marked = self.paper.marked(self.shows | {Item.RESPONSE})
        return {
            question.number: question
            for question, (response, asked) in zip(marked, self.paper.pairs, strict=True)
            if response.value is not None and scored(asked.kind) and not by_hand(asked.kind)
        }

    def questions(self, here: int | None, form: ResponsesForm | None) -> list[Asked]:
        """What is asked on this page; what `form` brought and cannot be kept stands in it again."""
        told = self.told()
        return [
            Asked(question, told.get(question.number))
            if form is None or question.key not in form.errors
            else Asked(_again(question, form), None, tuple(map(str, form.errors[question.key])))
            for question in self.paper.to_answer()
            if here is None or question.number == here
        ]


def _again(question: QuestionShown, form: ResponsesForm) -> QuestionShown:
    return replace(question, text=form.typed(question.key) or question.text)


def show(
    request: HttpRequest, found: Paper, *, form: ResponsesForm | None = None, stale: bool = False
) -> HttpResponse:
    """The attempt's page; the right answers are nowhere in it before their time.

    `form` is one that could not be kept (422); `stale` says that something newer is (409).
    """
    sheet = Sheet(found, timezone.now())
    here = sheet.here(request.GET.get("question") or request.POST.get(HERE, ""))
    context = {
        "section": "courses",
        "attempt": found.attempt,
        "activity": found.attempt.activity,
        "sheet": sheet,
        "here": here,
        "last": here == len(sheet.seats),
        "checks": bool(sheet.shows),
        "questions": sheet.questions(here, form) if sheet.running == Running.OPEN else [],
        "form": form,
        "stale": stale,
    }
    template = "attempt" if sheet.running == Running.OPEN else "attempt_over"
    status = 422 if form else 409 if stale else 200
    return render(request, f"learning/{template}.html", context, status=status)
