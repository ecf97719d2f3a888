from datetime import date

import pytest

from learning.rules.renewal import (
    Completed,
    Mode,
    Renewal,
    RenewalError,
    RenewalPolicy,
    renewal,
)


def a_policy(mode, *, active=12, window=2, minimum=6, anniversary=None):
    return RenewalPolicy(mode, active, window, minimum, anniversary)


def expires(policy, *days):
    return renewal(policy, Completed(*days)).expires_on


def test_by_completion_it_is_valid_for_the_active_period_and_the_window_opens_before():
    assert renewal(a_policy(Mode.COMPLETION), Completed(date(2026, 1, 15))) == Renewal(
        expires_on=date(2027, 1, 15), window_opens_on=date(2026, 11, 15)
    )


def test_by_expiry_nothing_is_lost_by_renewing_on_time():
    policy, held_to = a_policy(Mode.EXPIRY), date(2026, 6, 30)

    assert expires(policy, held_to, held_to) == date(2027, 6, 30)
    assert expires(policy, date(2026, 5, 10), held_to, held_to) == date(2027, 6, 30)
    assert expires(policy, date(2026, 7, 1), held_to, held_to) == date(2027, 7, 1)
    assert expires(policy, date(2026, 7, 1)) == date(2027, 7, 1)


def test_the_published_case_of_fixed_dates():
    policy, due_on = a_policy(Mode.FIXED), date(2026, 12, 1)

    assert expires(policy, date(2026, 8, 10), due_on) == date(2027, 12, 1)
    assert expires(policy, date(2026, 11, 5), due_on, due_on) == date(2027, 12, 1)
    assert expires(policy, date(2027, 4, 20), due_on, due_on) == date(2027, 12, 1)


def test_fixed_dates_without_a_due_day_count_from_the_first_completion():
    completed = Completed(
        date(2027, 3, 20),
        previous_expires_on=date(2027, 4, 17),
        first_completed_on=date(2026, 4, 17),
    )

    assert renewal(a_policy(Mode.FIXED), completed).expires_on == date(2028, 4, 17)


def test_an_anniversary_on_29_february_is_the_28th_in_common_years():
    policy = a_policy(Mode.ANNIVERSARY, anniversary=(2, 29))

    assert expires(policy, date(2026, 5, 10)) == date(2027, 2, 28)
    assert expires(policy, date(2027, 5, 10)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "policy",
    [
        a_policy(Mode.FIXED, window=12, minimum=12),
        a_policy(Mode.FIXED, window=3, minimum=2),
        a_policy(Mode.FIXED, minimum=13),
        a_policy(Mode.ANNIVERSARY),
        a_policy(Mode.ANNIVERSARY, active=24, anniversary=(7, 1)),
    ],
)
def test_periods_that_do_not_fit_give_no_dates(policy):
    assert renewal(policy, Completed(date(2026, 1, 1))) == Renewal(error=RenewalError.BAD_PERIODS)
