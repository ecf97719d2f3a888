"""Ways through any small scenario, against a search that tries them all."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.findings import Code
from courses.rules.scenario import (
    Choice,
    Scenario,
    Situation,
    from_settings,
    shortest_way,
    to_settings,
    walk,
)
from courses.rules.scenario_checks import faults

KEYS = ("s", "t", "u", "v")
LEADS = st.lists(st.sampled_from([*KEYS, "gone"]), max_size=2)


@st.composite
def scenarios(draw):
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    return Scenario(
        tuple(
            Situation(
                key,
                f"Situation {key}",
                "<p>Words.</p>",
                tuple(
                    Choice(name, "Words", f"<p>{key}{name}</p>", to)
                    for name, to in zip("ab", draw(LEADS), strict=False)
                ),
            )
            for key in keys
        )
    )


def stood(scenario, way):
    """Where each possible way leads, without `walk`: None for one that is not possible."""
    known = {situation.key: situation for situation in scenario.situations}
    at = scenario.situations[0]
    for key in way:
        leads = [choice.leads_to for choice in at.choices if choice.key == key]
        if not leads or leads[0] not in known:
            return None
        at = known[leads[0]]
    return at


def ways(length):
    return [way for size in range(length + 1) for way in product("ab", repeat=size)]


@given(scenarios())
def test_a_way_leads_where_its_longest_possible_part_does(scenario):
    for way in product("abc", repeat=3):
        possible = next(
            way[:size] for size in (3, 2, 1, 0) if stood(scenario, way[:size]) is not None
        )

        walked = walk(scenario, way)

        assert walked.way == possible
        assert walked.at == stood(scenario, possible)
        assert walked.is_ending == (not walked.at.choices)


@given(scenarios())
def test_what_is_reached_and_what_ends_is_what_trying_every_way_finds(scenario):
    every = ways(len(KEYS))
    met = {it.key for way in every if (it := stood(scenario, way))}
    ending = {
        situation.key
        for situation in scenario.situations
        if any(
            (it := stood(Scenario((situation, *scenario.situations)), way)) and it.is_ending
            for way in every
        )
    }
    keys = [situation.key for situation in scenario.situations]
    found = faults(scenario)

    assert [name for code, name in found if code == Code.NOT_REACHED] == [
        f"Situation {key}" for key in keys if key not in met
    ]
    assert ((Code.NO_ENDING, "") in found) == (not ending)
    assert [name for code, name in found if code == Code.NO_WAY_OUT] == [
        f"Situation {key}" for key in keys if ending and key not in ending
    ]


@given(scenarios())
def test_the_shortest_way_ends_and_no_shorter_one_does(scenario):
    ends = [way for way in ways(len(KEYS)) if (it := stood(scenario, way)) and it.is_ending]

    way = shortest_way(scenario)

    assert (way is None) == (not ends)
    assert way is None or (walk(scenario, way).is_ending and len(way) == len(ends[0]))


@given(scenarios())
def test_settings_say_all_of_it(scenario):
    assert from_settings(to_settings(scenario)) == scenario
