"""The forecast of who will be late: what it says, and how often it is right."""

from random import Random

import pytest

from reports.rules.pace import Pace, forecast, still_open


def test_without_anybody_who_could_complete_everything_is_possible():
    found = forecast(Pace(0, 0.0), [(7, 10.0)])

    assert (found.low, found.high, found.is_few) == (0, 7, True)


def test_without_a_completion_lately_all_may_be_late_and_it_is_too_few_to_tell():
    found = forecast(Pace(0, 280.0), [(10, 10.0)])

    assert (round(found.late), found.high, found.is_few) == (10, 10, True)
    assert found.low == 7


def test_nobody_who_waits_is_nobody_who_will_be_late():
    found = forecast(Pace(9, 100.0), [])

    assert (found.waiting, found.late, found.low, found.high) == (0, 0, 0, 0)


def test_a_quick_pace_leaves_few_and_a_slow_one_many():
    left = [(20, 14.0)]
    quick, slow = forecast(Pace(40, 280.0), left), forecast(Pace(6, 560.0), left)

    assert round(quick.late, 1) == 2.7
    assert round(slow.late, 1) == 17.2
    assert quick.high < slow.low


def test_more_completions_at_the_same_pace_tell_more():
    left = [(100, 14.0)]
    few, many = forecast(Pace(6, 120.0), left), forecast(Pace(60, 1200.0), left)

    assert few.late == many.late
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize("completions", [0, 1, 5, 50])
def test_the_pace_lies_between_its_limits(completions):
    pace = Pace(completions, 100.0)

    assert pace.low <= pace.rate < pace.high


def test_today_so_many_are_open_as_are_and_later_as_many_as_a_forecast_says():
    pace = Pace(9, 100.0)
    later = forecast(pace, [(10, 7.0)])

    assert still_open(pace, 10, 0) == (10, 10)
    assert still_open(pace, 10, 7) == (later.low, later.high)
    assert still_open(Pace(0, 0.0), 10, 7) == (0, 10)


@pytest.mark.parametrize(("rate", "people"), [(0.01, 40), (0.03, 15), (0.05, 200)])
def test_nine_times_in_ten_and_more_the_truth_lies_in_the_interval(rate, people):
    random = Random(7)
    right = 0
    for _time in range(300):
        pace = four_weeks(random, rate, people)
        left = [(1, 14.0)] * people
        late = sum(random.expovariate(rate) > 14 for _one in range(people))
        found = forecast(pace, left)
        right += found.low <= late <= found.high
    assert right >= 270


def four_weeks(random, rate, people):
    """What so many people did in four weeks, each with a pace of their own making."""
    took = [random.expovariate(rate) for _one in range(people)]
    return Pace(sum(days <= 28 for days in took), sum(min(days, 28.0) for days in took))
