"""Where people go on, in any small course: never to what is closed while something is open."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.prerequisites import never_open, unmet
from courses.services.outlines import ActivityOutline, ModuleOutline, Outline
from learning.rules.completion import missing
from learning.services.completion import rule_of
from learning.services.places import place_in

KEYS = ("a", "b", "c", "d", "e")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_activity(key, number, places, after, required):
    return ActivityOutline(
        id=number,
        key=key,
        kind="page",
        title=key,
        required=required,
        criterion="viewed",
        minutes=4,
        pass_mark=None,
        content_hash=key,
        after=after,
        module=1,
        place=number,
        places=places,
        number=number,
    )


def an_outline(activities, rule):
    module = ModuleOutline("m", "M", "", 1, activities)
    return Outline(
        edition_id=1,
        course_id=1,
        language="en",
        number=1,
        title="A course",
        summary="",
        hours=Decimal(1),
        completion_rule=rule,
        sources={},
        modules=(module,),
        activities=activities,
        by_key={each.key: each for each in activities},
        minutes=sum(each.minutes for each in activities),
    )


@st.composite
def outlines(draw, *, sound=False):
    """Sound: what comes before an activity is of the course, and there is no circle."""
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    ranks = draw(st.permutations(keys))
    activities = []
    for number, key in enumerate(keys, 1):
        known = ranks[: ranks.index(key)] if sound else [*keys, "gone"]
        after = draw(st.lists(st.sampled_from(known), max_size=2, unique=True)) if known else []
        activities.append(an_activity(key, number, len(keys), tuple(after), draw(st.booleans())))
    group = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
    rule = {"at_least": draw(st.integers(1, len(group))), "of": group} if group else {}
    return an_outline(tuple(activities), rule)


some_done = st.sets(st.sampled_from(KEYS)).map(lambda keys: dict.fromkeys(keys, AT))


def open_ones(outline, done):
    return {
        each.key
        for each in outline.activities
        if each.key not in done and not unmet(each.after, done)
    }


@given(outlines(), some_done)
def test_the_next_is_open_while_anything_is(outline, done):
    place = place_in(outline, done)
    left = open_ones(outline, done)

    assert place.next.key in left or not left
    assert place.waits.keys() == {it.key for it in outline.activities} - left - done.keys()


@given(outlines(), some_done, st.sampled_from(KEYS))
def test_onward_leads_to_the_nearest_that_is_not_closed(outline, done, key):
    if key in outline.by_key:
        here = outline.by_key[key]
        place = place_in(outline, done)
        later = outline.activities[here.number :]

        assert place.onward(here) == next(
            (each for each in later if each.key in done or each.key in open_ones(outline, done)),
            None,
        )


@given(outlines(), some_done, st.sets(st.sampled_from(KEYS)))
def test_what_was_begun_is_never_closed(outline, done, begun):
    assert not place_in(outline, done, begun).waits.keys() & begun


@given(outlines(), some_done)
def test_what_is_missing_does_not_depend_on_what_comes_before_what(outline, done):
    assert place_in(outline, done).missing == missing(rule_of(outline), done)


@given(outlines(sound=True))
def test_going_on_leads_through_all_that_is_asked_with_no_detour(outline):
    """Each step is asked for, or must come before something that is; then all is done."""
    done = {}
    place = place_in(outline, done)
    minutes = place.minutes_left
    while place.missing:
        assert place.next.key not in done
        done[place.next.key] = AT
        place = place_in(outline, done)
    assert not never_open({each.key: each.after for each in outline.activities})
    assert 4 * len(done) <= minutes
