from decimal import Decimal

import pytest

from learning.rules.attempts import AttemptState
from learning.rules.kept_score import Keep, Tried, kept_score, passed

PASS_MARK = Decimal("0.8000")


def tried(*scores, state=AttemptState.SUBMITTED):
    return Tried(state, tuple(Decimal(score) for score in scores))


@pytest.mark.parametrize(
    ("keep", "score"),
    [
        (Keep.HIGHEST, "0.9000"),
        (Keep.LAST, "0.3332"),
        (Keep.FIRST, "0.4000"),
        (Keep.AVERAGE, "0.5444"),
    ],
)
def test_each_way_of_keeping_takes_its_own_score(keep, score):
    attempts = [tried("0.4"), tried("0.9"), tried("0.3332")]

    assert kept_score(keep, attempts) == Decimal(score)


def test_the_average_rounds_half_up():
    assert kept_score(Keep.AVERAGE, [tried("0.3332"), tried("0.3333")]) == Decimal("0.3333")


def test_a_pass_stays_a_pass_after_a_worse_attempt_and_a_regrade():
    assert passed(PASS_MARK, [tried("0.8"), tried("0.1")]) is True
    assert passed(PASS_MARK, [tried("0.8", "0.5")]) is True
    assert kept_score(Keep.HIGHEST, [tried("0.8", "0.5")]) == Decimal("0.5")


def test_just_below_the_pass_mark_is_not_passed():
    assert passed(PASS_MARK, [tried("0.7999")]) is False


def test_only_submitted_attempts_with_a_score_count():
    attempts = [
        tried(),
        tried("1", state=AttemptState.DISCARDED),
        tried(state=AttemptState.IN_PROGRESS),
    ]

    assert kept_score(Keep.HIGHEST, attempts) is None
    assert passed(Decimal(0), attempts) is False


@pytest.mark.parametrize(
    ("withdrawn", "passes"),
    [(0, True), (1, True), (2, False), (3, False)],
)
def test_a_pass_that_a_person_took_back_counts_no_more(withdrawn, passes):
    scores = (Decimal("0.5"), Decimal("0.9"), Decimal("0.5"))

    assert passed(PASS_MARK, [Tried(AttemptState.SUBMITTED, scores, withdrawn)]) is passes


def test_what_comes_after_that_may_pass_again():
    taken_back = Tried(AttemptState.SUBMITTED, (Decimal("0.9"), Decimal("0.5")), 2)
    again = Tried(AttemptState.SUBMITTED, (*taken_back.scores, Decimal("0.8")), 2)

    assert not passed(PASS_MARK, [taken_back])
    assert passed(PASS_MARK, [again])
    assert passed(PASS_MARK, [taken_back, tried("0.8")])
