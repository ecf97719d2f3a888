from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.due_dates import add_months
from learning.rules.renewal import Completed, Mode, RenewalPolicy, renewal

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
facts = st.builds(Completed, days, st.none() | days, st.none() | days, st.none() | days)


@st.composite
def policies(draw):
    mode = draw(st.sampled_from(Mode))
    active = 12 if mode == Mode.ANNIVERSARY else draw(st.integers(2, 48))
    minimum = draw(st.integers(1, active))
    window = draw(st.integers(0, min(minimum, active - 1)))
    on = draw(st.dates(date(2000, 1, 1), date(2000, 12, 31)))
    return RenewalPolicy(mode, active, window, minimum, (on.month, on.day))


@given(policy=policies(), facts=facts)
def test_validity_lasts_beyond_the_completion_and_the_window_opens_within_it(policy, facts):
    found = renewal(policy, facts)

    assert found.error is None
    assert found.expires_on > facts.completed_on
    assert found.window_opens_on == add_months(found.expires_on, -policy.window_months)


@given(policy=policies(), facts=facts)
def test_fixed_dates_leave_the_minimum_and_a_renewal_moves_on(policy, facts):
    found = renewal(policy, facts)

    if policy.mode in (Mode.FIXED, Mode.ANNIVERSARY):
        assert found.expires_on >= add_months(facts.completed_on, policy.minimum_months)
        assert facts.previous_expires_on is None or found.expires_on > facts.previous_expires_on


@given(policy=policies(), completed_on=days, due_on=days, early=st.integers(0, 400))
def test_a_renewal_never_shortens_validity(policy, completed_on, due_on, early):
    """Renewed at whichever time while the last completion still holds, from its window on."""
    first = renewal(policy, Completed(completed_on, due_on))
    opens, held_to = first.window_opens_on, first.expires_on
    renewed_on = min(opens + timedelta(days=early), held_to)

    again = Completed(renewed_on, held_to, held_to, completed_on)

    assert renewal(policy, again).expires_on >= held_to
