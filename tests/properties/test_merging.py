"""Whatever two people changed: what goes together is kept of both, what does not is named."""

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.merging import merged

names = st.sampled_from("abcde")
values = st.none() | st.booleans() | st.text("xyz", max_size=2)
fields = st.dictionaries(names, values)


def changed(base, side):
    """What this side says otherwise than both began with; a name taken away is None."""
    return {name: side.get(name) for name in {*base, *side} if side.get(name) != base.get(name)}


@given(base=fields, mine=fields, theirs=fields)
def test_they_quarrel_exactly_where_both_changed_differently(base, mine, theirs):
    _result, quarrels = merged(base, mine, theirs)

    ours, others = changed(base, mine), changed(base, theirs)
    both = ours.keys() & others.keys()
    assert sorted(quarrels) == sorted(name for name in both if ours[name] != others[name])


@given(base=fields, mine=fields, theirs=fields)
def test_no_change_of_either_side_is_lost(base, mine, theirs):
    result, quarrels = merged(base, mine, theirs)

    ours, others = changed(base, mine), changed(base, theirs)
    assert {name: result.get(name) for name in ours} == ours
    kept = {name: said for name, said in others.items() if name not in quarrels}
    assert {name: result.get(name) for name in kept} == kept


@given(base=fields, mine=fields, theirs=fields)
def test_what_nobody_changed_stays(base, mine, theirs):
    result, _quarrels = merged(base, mine, theirs)

    touched = changed(base, mine).keys() | changed(base, theirs).keys()
    stayed = {name: said for name, said in base.items() if name not in touched}
    assert {name: result.get(name) for name in stayed} == stayed
    assert result.keys() == mine.keys() | theirs.keys()


@given(base=fields, mine=fields, theirs=fields)
def test_without_a_quarrel_it_does_not_matter_who_came_first(base, mine, theirs):
    one, quarrels = merged(base, mine, theirs)
    other, as_many = merged(base, theirs, mine)

    assert sorted(quarrels) == sorted(as_many)
    agreed = one.keys() - set(quarrels)
    assert {name: one[name] for name in agreed} == {name: other[name] for name in agreed}


@given(base=fields, mine=fields)
def test_one_who_changed_nothing_takes_what_the_other_says(base, mine):
    assert merged(base, mine, base) == ({**dict.fromkeys(base), **mine}, ())
    assert merged(base, base, mine) == ({**dict.fromkeys(base), **mine}, ())
