from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.audiences import (
    UnitTerm,
    as_json,
    matches,
    parse,
    reasons,
    suffices,
    units_named,
)

units = st.integers(1, 6).map(lambda number: str(UUID(int=number)))
expressions = st.recursive(
    units.map(lambda unit: {"unit": unit}),
    lambda inner: st.sampled_from(["any", "all", "none"]).flatmap(
        lambda name: st.lists(inner, min_size=1, max_size=3).map(lambda parts: {name: parts})
    ),
    max_leaves=8,
)


def sound(data):
    try:
        return parse(data)
    except ValueError:
        return None


@given(data=expressions)
def test_what_is_parsed_can_be_stored_and_parsed_again(data):
    audience = sound(data)

    assert audience is None or parse(as_json(audience)) == audience


@given(data=expressions, present=st.frozensets(units))
def test_whoever_belongs_can_be_told_why(data, present):
    audience = sound(data)

    if audience is not None:
        assert matches(audience, present) is bool(reasons(audience, present))


@given(data=expressions, present=st.frozensets(units))
def test_only_the_units_named_matter(data, present):
    audience = sound(data)

    if audience is not None:
        assert matches(audience, present) is matches(audience, present & units_named(audience))


@given(data=expressions, unit=units, present=st.frozensets(units))
def test_a_term_that_suffices_lets_everybody_in(data, unit, present):
    audience = sound(data)

    if audience is not None and suffices(UnitTerm(unit), audience):
        assert matches(audience, present | {unit})
