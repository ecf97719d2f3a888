"""What must come before what, in any small course, against a search that tries every order."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.prerequisites import all_before, circles, never_open, unmet

KEYS = ("a", "b", "c", "d", "e")


@st.composite
def courses(draw):
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    named = st.lists(st.sampled_from([*keys, "gone"]), max_size=3, unique=True)
    return {key: draw(named) for key in keys}


def done_in_order(needs, order):
    """What somebody has done who takes the activities in this order, and leaves out closed ones."""
    done = []
    for key in order:
        if not unmet(needs[key], done):
            done.append(key)
    return done


def ways(key, needs, gone=()):
    """Every way from an activity along what it names, none twice in one."""
    for each in needs.get(key, ()):
        if each not in gone:
            yield (*gone, each)
            yield from ways(each, needs, (*gone, each))


@given(courses())
def test_what_no_order_reaches_is_never_open(needs):
    reached = {key for order in permutations(needs) for key in done_in_order(needs, order)}

    assert never_open(needs) == tuple(key for key in needs if key not in reached)


@given(courses())
def test_all_before_is_where_any_way_leads(needs):
    for key in needs:
        assert all_before(key, needs) == {way[-1] for way in ways(key, needs)}


@given(courses())
def test_circles_hold_just_those_that_wait_for_one_another(needs):
    leads = {key: {way[-1] for way in ways(key, needs)} for key in needs}
    together = {
        tuple(it for it in needs if it == key or (it in leads[key] and key in leads[it]))
        for key in needs
        if key in leads[key]
    }

    found = circles(needs)

    assert set(found) == together
    assert len(found) == len(together)


@given(courses())
def test_with_neither_circles_nor_unknown_keys_everything_opens(needs):
    known = {key: [it for it in named if it in needs] for key, named in needs.items()}

    assert bool(never_open(known)) == bool(circles(known))
