from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.shuffling import shuffled
from learning.rules.attempts import (
    Accommodation,
    AtExpiry,
    AttemptState,
    Decision,
    Made,
    QuizLimits,
    Running,
    deadline,
    may_start,
    running,
    submission,
    worker,
)
from learning.rules.kept_score import Keep, Tried, kept_score, passed

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
minutes = st.decimals(0, 600, places=2)
scores = st.lists(st.decimals(0, 1, places=4), max_size=3).map(tuple)
attempts = st.lists(st.builds(Tried, st.sampled_from(AttemptState), scores), max_size=5)
keys = st.lists(st.text(min_size=1, max_size=4), max_size=12, unique=True)
quizzes = st.builds(
    QuizLimits,
    opens_at=st.none() | moments,
    closes_at=st.none() | moments,
    limit_minutes=st.none() | minutes,
    attempts=st.none() | st.integers(1, 5),
    delay_minutes=minutes,
    at_expiry=st.sampled_from(AtExpiry),
    grace_minutes=minutes,
)
people = st.builds(Accommodation, st.decimals(1, 3, places=2), st.booleans(), st.integers(0, 3))


@given(keys=keys, seed=st.integers(), question=st.text(), data=st.data())
def test_a_drawn_order_is_a_permutation_that_keeps_what_is_fixed(keys, seed, question, data):
    fixed = data.draw(st.sets(st.sampled_from(keys))) if keys else set()

    drawn = shuffled(keys, seed=seed, question=question, fixed=fixed)

    assert sorted(drawn) == sorted(keys)
    assert [drawn[keys.index(key)] for key in fixed] == list(fixed)
    assert drawn == shuffled(keys, seed=seed, question=question, fixed=fixed)


@given(keys=keys, seed=st.integers())
def test_the_order_does_not_depend_on_the_order_in_which_choices_are_written(keys, seed):
    assert shuffled(keys, seed=seed, question="q") == shuffled(keys[::-1], seed=seed, question="q")


@given(quiz=quizzes, person=people, made=st.builds(Made, st.integers(0, 9)), now=moments)
def test_whoever_may_start_has_time_and_never_past_closing(quiz, person, made, now):
    start = may_start(quiz, person, made, now=now)

    if start.decision == Decision.YES and start.deadline is not None:
        assert start.deadline >= now
        assert quiz.closes_at is None or start.deadline <= quiz.closes_at


@given(quiz=quizzes, person=people, started_at=moments, later=st.timedeltas(timedelta(0)))
def test_worker_and_learner_never_both_end_an_attempt(quiz, person, started_at, later):
    now = started_at + min(later, timedelta(days=400))
    ends_at = deadline(quiz, person, started_at=started_at)

    by_learner = submission(quiz, ends_at, now=now).decision == Decision.SUBMITTED
    by_worker = worker(quiz, ends_at, now=now).decision != Decision.NOTHING

    assert by_learner is not by_worker
    assert by_worker is (running(quiz, ends_at, now=now) == Running.OVER)


@given(attempts=attempts, keep=st.sampled_from(Keep))
def test_the_kept_score_lies_among_the_scores_given(attempts, keep):
    counting = [attempt.scores[-1] for attempt in attempts if attempt.counts]

    score = kept_score(keep, attempts)

    if score is None:
        assert counting == []
    else:
        assert min(counting) <= score <= max(counting)


@given(attempts=attempts, more=attempts, pass_mark=st.decimals(0, 1, places=4))
def test_no_further_attempt_undoes_a_pass(attempts, more, pass_mark):
    assert passed(pass_mark, attempts) <= passed(pass_mark, attempts + more)


@given(attempts=attempts)
def test_whoever_passed_by_the_kept_score_passed(attempts):
    score = kept_score(Keep.HIGHEST, attempts)

    assert score is None or passed(score, attempts)
    assert passed(Decimal("1.0001"), attempts) is False


@given(attempts=attempts, keep=st.sampled_from(Keep), pass_mark=st.decimals(0, 1, places=4))
def test_taking_a_pass_back_never_makes_one_and_leaves_the_score(attempts, keep, pass_mark):
    taken_back = [replace(each, withdrawn=len(each.scores)) for each in attempts]

    assert not passed(pass_mark, taken_back)
    assert kept_score(keep, taken_back) == kept_score(keep, attempts)
