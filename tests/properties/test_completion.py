from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.completion import CourseRule, Step, completed_at, missing, progress

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
keys = st.sampled_from("abcdefgh")
facts = st.dictionaries(keys, moments)


@st.composite
def rules(draw):
    named = draw(st.lists(keys, unique=True))
    cut = draw(st.integers(0, len(named)))
    required, group = tuple(named[:cut]), tuple(named[cut:])
    return CourseRule(required, group, draw(st.integers(0, len(group))))


@given(rule=rules(), satisfied=facts)
def test_complete_means_that_nothing_is_missing(rule, satisfied):
    found = completed_at(rule, satisfied)

    if missing(rule, satisfied):
        assert found is None
    elif rule.required or rule.at_least:
        assert found in satisfied.values()


@given(rule=rules(), satisfied=facts, extra=facts)
def test_later_facts_neither_remove_nor_re_date_a_completion(rule, satisfied, extra):
    found = completed_at(rule, satisfied)
    later = {key: at for key, at in extra.items() if key not in satisfied and found and at >= found}

    assert found is None or completed_at(rule, satisfied | later) == found


@given(
    steps=st.lists(st.builds(Step, keys, st.integers(0, 60)), unique_by=lambda step: step.key),
    satisfied=facts,
    extra=facts,
)
def test_progress_never_goes_back(steps, satisfied, extra):
    before, after = progress(steps, satisfied), progress(steps, extra | satisfied)

    assert before.done <= after.done <= after.total == len(steps)
    assert after.minutes_left <= before.minutes_left
    assert (after.percent == 100) is (after.done == after.total > 0)
