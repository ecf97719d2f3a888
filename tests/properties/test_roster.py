"""What a roster settles stays settled, and never leaves what the tables refuse."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.roster import (
    Frame,
    Place,
    Stretch,
    Wanted,
    refused_addresses,
    settle_employment,
    settle_places,
)

TODAY = date(2026, 11, 24)
days = st.integers(-5, 5).map(lambda n: TODAY + timedelta(days=n))
maybe = st.none() | days


@st.composite
def stretches(draw):
    """Employments as they can stand: one after another, the last perhaps open."""
    marks = sorted(draw(st.lists(days, max_size=7)))
    found = [Stretch(hired, left) for hired, left in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2:
        found.append(Stretch(marks[-1], None))
    if found and draw(st.booleans()):
        found[0] = replace(found[0], hired_on=None)
    return found


@st.composite
def told(draw):
    hired, left = draw(maybe), draw(maybe)
    return Stretch(hired, left and max(left, hired or left))


def taken_over(known, settled):
    after = list(known)
    if settled is None:
        return after
    if settled.corrects is not None:
        after.pop(settled.corrects)
    return [*after, settled.stretch]


@given(known=stretches(), said=told())
def test_employment_told_twice_is_settled_once(known, said):
    try:
        settled = settle_employment(known, said, TODAY)
    except ValueError:
        return
    after = taken_over(known, settled)

    assert sum(stretch.left_on is None for stretch in after) <= 1
    assert all(s.hired_on is None or s.left_on is None or s.left_on >= s.hired_on for s in after)
    assert settle_employment(after, said, TODAY) is None


@st.composite
def places(draw):
    """Places as they can stand: one open in a unit, one open primary."""
    found, open_units, primaries = [], set(), 0
    for _ in range(draw(st.integers(0, 4))):
        start, end = draw(maybe), draw(maybe)
        place = Place(
            draw(st.integers(1, 3)),
            draw(st.sampled_from(["", "Fellow"])),
            draw(st.none() | st.integers(1, 2)),
            draw(st.booleans()),
            start,
            end and max(end, start or end),
        )
        if place.to_on is None:
            if place.unit in open_units or (place.primary and primaries):
                continue
            open_units.add(place.unit)
            primaries += place.primary
        found.append(place)
    return found


wanted = st.lists(
    st.builds(Wanted, st.integers(1, 4), st.none() | st.just("Dean"), st.none() | st.just(1)),
    min_size=1,
    max_size=3,
    unique_by=lambda want: want.unit,
)
frames = st.builds(
    Frame,
    today=st.just(TODAY),
    start=st.just(TODAY),
    left_on=st.none() | days.filter(lambda day: day > TODAY),
    fresh=st.just(False),
    partial=st.booleans(),
)


def placed(known, changes):
    gone = {change.replaces for change in changes}
    kept = [place for number, place in enumerate(known) if number not in gone]
    return kept + [row for change in changes for row in change.rows]


@given(known=places(), wants=wanted, frame=frames)
def test_places_told_twice_are_settled_once_and_fit_the_table(known, wants, frame):
    after = placed(known, settle_places(known, wants, frame))

    still_open = [place for place in after if place.to_on is None]
    assert len({place.unit for place in still_open}) == len(still_open)
    assert sum(place.primary for place in still_open) <= 1
    assert all(p.from_on is None or p.to_on is None or p.to_on >= p.from_on for p in after)
    assert settle_places(after, wants, frame) == []


@given(known=places(), wants=wanted, frame=frames)
def test_who_has_left_holds_nothing_from_that_day_on(known, wants, frame):
    gone = replace(frame, left_on=TODAY - timedelta(days=1), start=None, partial=False)

    after = placed(known, settle_places(known, wants, gone))

    assert not any(place.reaches_beyond(gone.left_on) for place in after)
    assert settle_places(after, wants, gone) == []


people = st.integers(0, 5).map(str)
addresses = st.sampled_from("abcdef")


@given(
    asked=st.dictionaries(people, addresses),
    known=st.dictionaries(people, addresses).map(lambda d: {a: who for who, a in d.items()}),
)
def test_nobody_ends_up_with_an_address_of_two(asked, known):
    refused = refused_addresses(asked, known)

    final = {who: address for address, who in known.items()}
    final |= {who: address for who, address in asked.items() if who not in refused}
    assert len(set(final.values())) == len(final)
    assert all(known.get(asked[who]) != who for who in refused)
