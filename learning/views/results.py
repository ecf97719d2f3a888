"""What became of an attempt: its score, and of its questions what may be told by now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from courses.models import Criterion
from courses.rules.quiz_settings import Item
from courses.services.outlines import ActivityOutline, outline
from courses.views.questions_marked import QuestionMarked
from courses.views.questions_shown import tidy
from learning.models import Attempt
from learning.rules.attempts import Accommodation, Decision, Made, may_start
from learning.rules.feedback import NOTHING, Told, more_at
from learning.rules.kept_score import Keep
from learning.services.dates import today
from learning.services.overview import Taken, taken
from learning.services.places import place_in
from learning.services.quiz_terms import Terms, limits_of, terms_of
from learning.services.tries import granted_on
from learning.views.moments import moment
from learning.views.papers import Paper, paper


@dataclass(frozen=True)
class Outcome:
    """An attempt that is over, as far as it may be told now."""

    paper: Paper
    done: bool  # whether the quiz is met, by this attempt or another
    changed: bool  # whether it was, and has to be taken again as it reads now
    reads: str | None  # the hash of the quiz where the person is by now; None: it is gone
    closes_at: datetime | None  # of the quiz where the person is by now
    granted: Accommodation  # what the person is granted now
    anew: bool  # whether the course is closed to them, and not completed: they start it anew
    now: datetime

    @property
    def attempt(self) -> Attempt:
        return self.paper.attempt

    @cached_property
    def terms(self) -> Terms:
        """As the attempt's own edition has them; closed when the person's edition is, if later."""
        terms = terms_of(self.attempt.activity.settings)
        closes_at = terms.limits.closes_at
        if closes_at is None or self.reads is None:
            return terms
        later = max(closes_at, self.closes_at) if self.closes_at else None
        return replace(terms, limits=replace(terms.limits, closes_at=later))

    @cached_property
    def shows(self) -> Told:
        """Of a discarded attempt nothing counts, and nothing is told."""
        if self.attempt.submitted_at is None:
            return NOTHING
        return self.terms.told(self.attempt.submitted_at, now=self.now)

    @property
    def waits(self) -> bool:
        """Whether a person must mark some of it first."""
        return self.attempt.submitted_at is not None and self.attempt.score is None

    @property
    def score(self) -> Decimal | None:
        """The score, once there is one and it may be told."""
        return self.attempt.score if Item.SCORE in self.shows else None

    @property
    def passed(self) -> bool:
        """Whether this very attempt reached the pass mark; exactly the pass mark passes."""
        mark, score = self.attempt.activity.pass_mark, self.attempt.score
        return mark is not None and score is not None and score >= mark

    @property
    def passed_otherwise(self) -> bool:
        """A pass is sticky: another attempt, or another marking, passed."""
        by_passing = self.attempt.activity.criterion == Criterion.QUIZ_PASSED
        return self.done and by_passing and not self.passed

    @property
    def marked_again(self) -> int | None:
        """The newer edition by whose questions it was marked since; its own questions stand below.

        None where they gave the score, and where it may not be told.
        """
        own = self.attempt.activity.edition.number
        return (
            self.paper.marked_by if self.score is not None and self.paper.marked_by != own else None
        )

    @property
    def taken_back(self) -> bool:
        """Whether a person took back a pass that it had."""
        return self.paper.taken_back

    @property
    def questions(self) -> list[QuestionMarked]:
        """Question by question, unless there is nothing to tell of each."""
        if not self.shows - {Item.SCORE}:
            return []
        return self.paper.marked(self.shows)

    @property
    def earned(self) -> Decimal:
        """Points, of all there are to be had."""
        return self._sum(
            response.points * (response.score or 0) for response in self.paper.responses
        )

    @property
    def points(self) -> Decimal:
        return self._sum(response.points for response in self.paper.responses)

    @staticmethod
    def _sum(points: Iterable[Decimal]) -> Decimal:
        return tidy(sum(points, Decimal(0)))

    @property
    def more_at(self) -> str:
        """From when on more is told here, in words."""
        submitted_at = self.attempt.submitted_at
        if submitted_at is None:
            return ""
        closes_at = self.terms.limits.closes_at
        at = more_at(
            self.terms.feedback, submitted_at=submitted_at, closes_at=closes_at, now=self.now
        )
        return moment(at, self.now) if at else ""

    @property
    def keep(self) -> Keep:
        return self.terms.keep

    @property
    def may_try_again(self) -> bool:
        """Whether a further attempt is wanted and possible, now or later; its start decides.

        A quiz that reads otherwise by now has not been tried yet.
        """
        if self.done or self.waits or self.anew or self.reads is None:
            return False
        if self.reads != self.attempt.activity.content_hash:
            return True
        made = Made(self.paper.made, self.attempt.submitted_at, self.attempt.deadline)
        start = may_start(self.terms.limits, self.granted, made, now=self.now)
        return start.decision in {Decision.YES, Decision.TOO_SOON}


@never_cache
@require_GET
def result(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What was chosen, what is right, and why, as far as the quiz tells; then the next step."""
    found = paper(request.user, uuid)
    mine = taken(request.user, found.attempt.enrolment.uuid)
    if found.attempt.is_open or mine is None:
        return redirect(found.attempt)
    course = outline(mine.edition_id, mine.content_hash)
    here = course.by_key.get(found.attempt.activity_key)  # where the person is by now
    place = place_in(course, mine.satisfied, modules=mine.modules)
    context = {
        "section": "courses",
        "attempt": found.attempt,
        "activity": found.attempt.activity,
        "outcome": outcome_of(found, mine, here, now=timezone.now()),
        "place": place,
        "after": place.onward(here) if here else None,
    }
    return render(request, "learning/result.html", context)


def outcome_of(
    found: Paper, mine: Taken, here: ActivityOutline | None, *, now: datetime
) -> Outcome:
    """What became of it for this person, where the quiz is `here` by now, or nowhere."""
    key = found.attempt.activity_key
    return Outcome(
        found,
        done=key in mine.satisfied,
        changed=key in mine.to_review,
        reads=here.content_hash if here else None,
        closes_at=limits_of(found.said_now).closes_at,
        granted=granted_on(found.granted, today(now)),
        anew=not mine.is_open and mine.completion is None,
        now=now,
    )
