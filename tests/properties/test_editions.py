"""Whatever is published, with whatever effect, and whatever people do: nothing done is lost."""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.models import Activity, Edition
from courses.services import kept
from credentials.models import Certificate
from credentials.services.certificates import issue_certificate
from learning.models import Completion, Enrolment, Progress, Score
from learning.services.acts import sign_attestation, write_reflection
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import mark_viewed
from learning.services.verify import verify_records
from tests.factories import NOW, a_course, a_learner
from tests.integration.learning.editions import RIGHT, WRONG, an_issue

FIRST = {"page": "one", "quiz": "one", "reflection": "one", "attestation": "one"}
KEYS = tuple(FIRST)
EFFECTS = ("carry_over", "carry_over", "minor", "new_learners")
STEPS = ("publish", "do", "do", "do", "do", "begin", "hand_in")


class Editions(TestCase):
    """A course, two people in it, and everything that they have done so far."""

    @settings(max_examples=15)
    @given(chance=st.randoms(use_true_random=True))  # true: every example quite another story
    def test_nothing_that_anybody_did_is_lost_or_dated_anew(self, chance):
        kept.clear()  # rows of the example before had the same numbers
        self.now, self.course, self.chance = NOW, a_course(), chance
        self.people = [a_learner(), a_learner()]
        an_issue(FIRST, self.course)
        known = facts()
        for _ in range(14):
            self.now += timedelta(minutes=1)
            with suppress(ValidationError):  # signing what has changed, say
                getattr(self, chance.choice(STEPS))()
            now_known = facts()
            assert {key: now_known.get(key) for key in known} == known
            known = now_known
        assert verify_records().differences == []

    def publish(self):
        """An edition that leaves something out, or says something else."""
        said = {key: self.chance.choice(("one", "one", "two", "")) for key in KEYS}
        wordings = {key: word for key, word in said.items() if word}
        effect = self.chance.choice(EFFECTS)
        an_issue(wordings or FIRST, self.course, effect=effect, now=self.now)

    def enrolment(self):
        return enrol(self.chance.choice(self.people), self.course, now=self.now)

    def do(self):
        """One activity, as it reads now or, now and then, as it did an edition before."""
        enrolment, key = self.enrolment(), self.chance.choice(KEYS)
        nth = enrolment.edition.number - self.chance.choice((0, 0, 0, 1))
        here = Activity.objects.filter(edition__course=self.course, edition__number=nth)
        activity = here.filter(key=key).first()
        act = {
            "quiz": take,
            "reflection": lambda *of, now: write_reflection(*of, "I listened.", now=now),
            "attestation": sign_attestation,
        }.get(key, mark_viewed)
        if activity:
            act(enrolment, activity, now=self.now)
        for completion in Completion.objects.filter(certificate=None):
            issue_certificate(completion, now=self.now)

    def begin(self):
        enrolment = self.enrolment()
        if quiz := enrolment.edition.activities.filter(key="quiz").first():
            start_attempt(enrolment, quiz, now=self.now)

    def hand_in(self):
        for attempt in self.enrolment().attempts.open():
            submit_attempt(attempt, self.chance.choice((RIGHT, WRONG)), now=self.now)


def take(enrolment, quiz, *, now):
    submit_attempt(start_attempt(enrolment, quiz, now=now), RIGHT, now=now)


def facts():
    """Everything that must stay as it is, once it is so."""
    satisfied = Progress.objects.filter(satisfied_at__isnull=False)
    closed = Enrolment.objects.filter(closed_at__isnull=False)
    return {
        (model.__name__, row[0]): row[1:]
        for model, rows in (
            (Progress, satisfied.values_list("pk", "satisfied_at", "activity", "opened_at")),
            (Enrolment, closed.values_list("pk", "closed_at", "edition")),
            (Completion, Completion.objects.values_list()),
            (Certificate, Certificate.objects.values_list()),
            (Score, Score.objects.values_list()),
            (Edition, Edition.objects.published().values_list()),
        )
        for row in rows
    }
