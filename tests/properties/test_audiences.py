from dataclasses import replace
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.audience_lines import lines_of, read, write
from accounts.rules.audience_reasons import reason_of, term_of
from accounts.rules.audience_terms import Facts, Place
from accounts.rules.audience_verdicts import verdict
from accounts.rules.audiences import (
    Through,
    as_json,
    expand,
    matches,
    parse,
    positive_terms,
    reasons,
    saved_in,
    suffices,
    units_named,
)

DAYS = [date(2026, 1, day) for day in range(1, 6)]

ids = st.integers(1, 4).map(lambda number: str(UUID(int=number)))
positions = st.sampled_from(["Chair", "chair", "Fellow; interim", "a;position:b"])
kinds = st.sampled_from(["clinical", "Adjunct"])
tags = st.sampled_from(["preceptor", "new"])
spans = st.sampled_from(
    [{"from": f"2026-01-0{n}"} for n in (1, 3)]
    + [{"to": f"2026-01-0{n}"} for n in (2, 4)]
    + [{"from": "2026-01-02", "to": "2026-01-04"}]
)
appointments = st.fixed_dictionaries(
    {}, optional={"unit": ids, "position": positions, "kind": kinds, "appointed": spans}
).filter(bool)
alone = ids.map(lambda unit: {"unit": unit, "alone": True})
leaves = (
    appointments
    | alone
    | tags.map(lambda tag: {"tag": tag})
    | spans.map(lambda span: {"hired": span})
    | ids.map(lambda person: {"person": person})
)


def grouped(inner):
    return st.sampled_from(["any", "all", "none"]).flatmap(
        lambda name: st.lists(inner, min_size=1, max_size=3).map(lambda parts: {name: parts})
    )


def sound(data):
    try:
        return parse(data)
    except ValueError:
        return None


audiences_within = ids.map(lambda audience: {"audience": audience})
plain = st.recursive(leaves, grouped, max_leaves=8)
naming = st.recursive(leaves | audiences_within, grouped, max_leaves=6)
parsed = naming.map(sound).filter(lambda audience: audience is not None)
# What some saved audiences say: of each other too, in a circle even.
kept = st.dictionaries(ids, parsed, max_size=3)
expanded = st.builds(expand, parsed, kept)

days = st.none() | st.sampled_from(DAYS)
places = st.builds(
    lambda units, *rest: Place(units, *rest, unit=min(units, default="")),
    st.frozensets(ids),
    positions | st.just(""),
    kinds | st.just(""),
    days,
)
people = st.builds(Facts, ids, st.lists(places, max_size=3).map(tuple), st.frozensets(tags), days)


@given(data=naming)
def test_what_is_parsed_can_be_stored_and_parsed_again(data):
    audience = sound(data)

    assert audience is None or parse(as_json(audience)) == audience


@given(audience=parsed, saved=kept)
def test_what_is_expanded_is_stored_as_it_was(audience, saved):
    assert as_json(expand(audience, saved)) == as_json(audience)


@given(audience=expanded, person=people)
def test_whoever_belongs_can_be_told_why(audience, person):
    assert matches(audience, person) is bool(reasons(audience, person))


@given(audience=expanded, person=people)
def test_a_saved_audience_is_a_reason_only_for_those_whom_it_holds(audience, person):
    holding = {each.audience for each in saved_in(audience) if matches(each.says, person)}

    told = {each.audience for each in reasons(audience, person) if isinstance(each, Through)}

    assert told <= holding


@given(audience=expanded, person=people)
def test_only_the_units_named_matter(audience, person):
    named = units_named(audience)
    narrowed = Facts(
        person.person,
        tuple(replace(place, units=place.units & named) for place in person.places),
        person.tags,
        person.hired_on,
    )

    assert matches(audience, narrowed) is matches(audience, person)


@given(audience=expanded, person=people)
def test_a_reason_that_suffices_lets_everybody_in(audience, person):
    for reason in positive_terms(audience):
        if not suffices(reason, audience):
            continue
        if isinstance(reason, Through):
            saved = next(each for each in saved_in(audience) if each.audience == reason.audience)
            holds = matches(saved.says, person)
        else:
            holds = reason.holds(person)
        assert not holds or matches(audience, person)


@given(audience=expanded)
def test_every_reason_fits_its_column_and_is_read_back(audience):
    for reason in positive_terms(audience):
        text = reason_of(reason)

        assert len(text) <= 300
        assert term_of(text) == reason


@given(audience=parsed)
def test_the_lines_of_an_audience_come_back_as_they_were_sent(audience):
    lines = lines_of(audience)

    assert read(write(lines)) == lines


@given(audience=expanded, person=people)
def test_the_verdict_on_the_whole_is_whether_they_belong(audience, person):
    assert verdict(audience, person).holds is matches(audience, person)
