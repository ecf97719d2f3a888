from datetime import date

import pytest

from accounts.rules.audience_reasons import reason_of, term_of
from accounts.rules.audience_terms import (
    AppointmentTerm,
    AudienceTerm,
    Facts,
    HiredTerm,
    PersonTerm,
    Place,
    Span,
    TagTerm,
    in_unit,
)
from accounts.rules.audiences import (
    Combine,
    Group,
    Saved,
    Through,
    as_json,
    expand,
    inside,
    matches,
    parse,
    positive_terms,
    reasons,
    suffices,
    units_named,
    within,
)

SCHOOL = "11111111-1111-4111-8111-111111111111"
SURGERY = "22222222-2222-4222-8222-222222222222"
NURSING = "33333333-3333-4333-8333-333333333333"


def unit(uuid):
    return {"unit": uuid}


def placed(*units):
    """Somebody with one appointment, below all of these."""
    return Facts(places=(Place(frozenset(units)),))


ALL_BUT_SURGERY = {"all": [unit(SCHOOL), {"none": [unit(SURGERY)]}]}


def test_a_unit_brings_everyone_in_it_or_below_it():
    audience = parse(unit(SURGERY))

    assert matches(audience, placed(SCHOOL, SURGERY)) is True
    assert matches(audience, placed(SCHOOL, NURSING)) is False


def test_groups_nest():
    audience = parse(ALL_BUT_SURGERY)

    assert audience == Group(
        Combine.ALL, (in_unit(SCHOOL), Group(Combine.NONE, (in_unit(SURGERY),)))
    )
    assert matches(audience, placed(SCHOOL, NURSING)) is True
    assert matches(audience, placed(SCHOOL, SURGERY)) is False


def test_it_can_be_stored_and_read_again():
    assert as_json(parse(ALL_BUT_SURGERY)) == ALL_BUT_SURGERY


def test_ids_are_stored_in_one_spelling():
    assert parse(unit(SCHOOL.replace("-", "").upper())) == parse(unit(SCHOOL))


def test_reasons_are_the_terms_that_bring_a_person_in():
    audience = parse({"any": [unit(SURGERY), unit(NURSING), ALL_BUT_SURGERY]})

    assert units_named(audience) == {SCHOOL, SURGERY, NURSING}
    assert positive_terms(audience) == (in_unit(SURGERY), in_unit(NURSING), in_unit(SCHOOL))
    assert reasons(audience, placed(SCHOOL, NURSING)) == (in_unit(NURSING), in_unit(SCHOOL))
    assert reasons(parse(ALL_BUT_SURGERY), placed(SCHOOL, SURGERY)) == ()


def test_a_term_suffices_where_nothing_else_is_asked():
    either = {"any": [unit(SURGERY), unit(NURSING)]}

    assert suffices(in_unit(SURGERY), parse(either)) is True
    assert suffices(in_unit(SURGERY), parse({"all": [either, unit(SURGERY)]})) is True
    assert suffices(in_unit(SURGERY), parse({"all": [either, unit(SCHOOL)]})) is False
    assert suffices(in_unit(SCHOOL), parse(either)) is False
    assert suffices(in_unit(SCHOOL), parse(ALL_BUT_SURGERY)) is False


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "audience: expected one of"),
        ({}, "audience: expected one of"),
        ({"unit": SCHOOL, "any": []}, "audience: expected one of"),
        ({"any": []}, "audience: 'any' needs a list of at least one"),
        ({"any": {"unit": SCHOOL}}, "audience: 'any' needs a list of at least one"),
        ({"any": [{"role": "chair"}]}, r"any\[0\]: unknown term 'role'"),
        ({"all": [unit(SCHOOL), unit("x")]}, r"all\[1\]: 'x' is not the id of a unit"),
        ({"all": [{"any": [unit(7)]}]}, r"all\[0\]\.any\[0\]: 7 is not the id of a unit"),
        ({"none": [unit(SCHOOL)]}, "must say who is in"),
        ({"any": [unit(SCHOOL), {"none": [unit(SURGERY)]}]}, "must say who is in"),
        ({"unit": SCHOOL, "tag": "x"}, "audience: expected one of"),
        ({"unit": SCHOOL, "alone": "yes"}, r"audience\.alone: 'yes' is not true"),
        ({"alone": True, "kind": "clinical"}, "audience: 'alone' is said of a unit"),
        ({"position": " "}, "audience: ' ' is not a name"),
        ({"position": "x" * 121}, "audience: longer than 120 letters"),
        ({"all": [{"unit": SCHOOL, "position": 3}]}, r"all\[0\]\.position: 3 is not a name"),
        ({"kind": "a;b"}, "audience: 'a;b' is not the kind of an appointment"),
        ({"any": [{"tag": "two words"}]}, r"any\[0\]: 'two words' is not a tag"),
        ({"hired": {}}, 'audience: expected {"from": …}'),
        ({"hired": {"since": "2026-01-01"}}, 'audience: expected {"from": …}'),
        ({"hired": {"from": "1 May"}}, r"audience\.from: '1 May' is not a day"),
        (
            {"any": [{"hired": {"from": "2026-07-01", "to": "2026-07-01"}}]},
            r"any\[0\]: 'from' must lie before 'to'",
        ),
        (
            {"unit": SCHOOL, "appointed": {"to": "2026-02-30"}},
            r"audience\.appointed\.to: '2026-02-30' is not a day",
        ),
        ({"person": "Ada"}, "audience: 'Ada' is not the id of a person"),
        ({"audience": None}, "audience: None is not the id of an audience"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(data, message):
    with pytest.raises(ValueError, match=message):
        parse(data)


def test_depth_and_number_have_a_limit():
    deep = unit(SCHOOL)
    for _ in range(9):
        deep = {"any": [deep]}

    with pytest.raises(ValueError, match="nested more than 8 deep"):
        parse(deep)
    with pytest.raises(ValueError, match="more than 500 terms"):
        parse({"any": [unit(SCHOOL)] * 501})


FIRST, LAST = date(2026, 1, 1), date(2026, 7, 1)
SPAN = {"from": "2026-01-01", "to": "2026-07-01"}


def test_what_one_term_says_of_appointments_holds_of_one_and_the_same():
    chair_elsewhere = Facts(
        places=(
            Place(frozenset({SURGERY}), position="Fellow"),
            Place(frozenset({NURSING}), position="Chair"),
        )
    )

    assert matches(parse({"unit": SURGERY, "position": "Chair"}), chair_elsewhere) is False
    assert matches(parse({"unit": NURSING, "position": "Chair"}), chair_elsewhere) is True
    both = {"all": [unit(SURGERY), {"position": "Chair"}]}
    assert matches(parse(both), chair_elsewhere) is True


def test_positions_and_kinds_are_compared_without_case_and_extra_blanks():
    person = Facts(places=(Place(frozenset(), "ASSISTANT  Professor ", "Clinical"),))

    assert matches(parse({"position": " assistant professor"}), person) is True
    assert matches(parse({"kind": "clinical"}), person) is True
    assert matches(parse({"position": "professor"}), person) is False


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 12, 31), False),
        (FIRST, True),
        (date(2026, 6, 30), True),
        (LAST, False),
        (None, False),
    ],
)
def test_spans_hold_from_their_first_day_to_the_one_before_the_last(day, holds):
    appointed = Facts(places=(Place(frozenset(), from_on=day),))

    assert matches(parse({"hired": SPAN}), Facts(hired_on=day)) is holds
    assert matches(parse({"appointed": SPAN}), appointed) is holds


def test_an_end_of_a_span_may_be_missing():
    assert parse({"hired": {"from": "2026-01-01"}}) == HiredTerm(Span(FIRST, None))
    assert matches(parse({"hired": {"to": "2026-07-01"}}), Facts(hired_on=date(1999, 1, 1))) is True


def test_tags_and_named_people():
    assert matches(parse({"tag": "preceptor"}), Facts(tags=frozenset({"preceptor"}))) is True
    assert matches(parse({"tag": "preceptor"}), Facts(tags=frozenset({"Preceptor"}))) is False
    assert matches(parse({"person": SCHOOL}), Facts(person=SCHOOL)) is True


KEPT = {SCHOOL: parse({"any": [unit(SURGERY), {"tag": "preceptor"}]})}


def test_a_saved_audience_holds_whom_it_holds_and_is_named_in_the_reason():
    audience = expand(parse({"any": [{"audience": SCHOOL}, unit(NURSING)]}), KEPT)
    person = Facts(places=(Place(frozenset({SURGERY, NURSING})),))

    assert reasons(audience, person) == (Through(SCHOOL, in_unit(SURGERY)), in_unit(NURSING))
    assert as_json(audience) == {"any": [{"audience": SCHOOL}, unit(NURSING)]}
    assert suffices(Through(SCHOOL, TagTerm("preceptor")), audience) is True
    assert suffices(TagTerm("preceptor"), audience) is True


def test_a_saved_audience_that_does_not_hold_somebody_is_nobodys_reason():
    kept = {SCHOOL: parse({"all": [unit(SURGERY), {"none": [{"tag": "preceptor"}]}]})}
    audience = expand(parse({"any": [{"audience": SCHOOL}, unit(NURSING)]}), kept)
    person = Facts(places=(Place(frozenset({SURGERY, NURSING})),), tags=frozenset({"preceptor"}))

    assert reasons(audience, person) == (in_unit(NURSING),)


def test_a_reason_in_an_audience_inside_another_names_the_outer_one():
    kept = KEPT | {NURSING: parse({"audience": SCHOOL})}
    audience = expand(parse({"audience": NURSING}), kept)

    assert positive_terms(audience) == (
        Through(NURSING, in_unit(SURGERY)),
        Through(NURSING, TagTerm("preceptor")),
    )


def test_an_audience_inside_itself_or_not_there_holds_nobody():
    circle = {SCHOOL: parse({"any": [{"audience": NURSING}]}), NURSING: AudienceTerm(SCHOOL)}

    assert matches(expand(AudienceTerm(SCHOOL), circle), Facts()) is False
    assert matches(expand(AudienceTerm(SURGERY), circle), Facts()) is False
    assert expand(AudienceTerm(SCHOOL), circle) == Saved(
        SCHOOL, Group(Combine.ANY, (Saved(NURSING, AudienceTerm(SCHOOL)),))
    )


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (in_unit(SCHOOL), f"unit:{SCHOOL}"),
        (AppointmentTerm(position="Chair; interim"), "position:Chair; interim"),
        (AppointmentTerm(SCHOOL, alone=True), f"only:{SCHOOL}"),
        (
            AppointmentTerm(SCHOOL, "a;position:b", "clinical", Span(FIRST, None)),
            f"unit:{SCHOOL};appointed:2026-01-01..;kind:clinical;position:a;position:b",
        ),
        (HiredTerm(Span(None, LAST)), "hired:..2026-07-01"),
        (TagTerm("preceptor"), "tag:preceptor"),
        (PersonTerm(SCHOOL), f"person:{SCHOOL}"),
        (AudienceTerm(SCHOOL), f"audience:{SCHOOL}"),
        (Through(SCHOOL, in_unit(SURGERY)), f"audience:{SCHOOL}/unit:{SURGERY}"),
    ],
)
def test_a_reason_is_kept_as_text(reason, text):
    assert reason_of(reason) == text
    assert term_of(text) == reason


def test_the_longest_reason_fits_where_it_is_kept():
    widest = AppointmentTerm(SCHOOL, "x" * 120, "y" * 40, Span(FIRST, LAST), alone=True)

    assert len(reason_of(Through(SCHOOL, widest))) <= 300


def test_what_no_audience_gives_is_no_reason():
    assert term_of("by hand") is None
    assert term_of(f"audience:{SCHOOL}/by hand") is None


def test_a_unit_alone_is_not_those_below_it():
    alone = AppointmentTerm(SCHOOL, alone=True)

    assert alone.holds(Facts(places=(Place(frozenset({SCHOOL}), unit=SCHOOL),))) is True
    assert alone.holds(Facts(places=(Place(frozenset({SCHOOL, SURGERY}), unit=SURGERY),))) is False


def test_an_audience_within_a_unit_is_found_again_inside_it():
    chairs = AppointmentTerm(position="Chair")

    assert inside(SCHOOL, within(SCHOOL, chairs)) == chairs
    assert inside(SURGERY, within(SCHOOL, chairs)) == within(SCHOOL, chairs)
    assert matches(within(SCHOOL, chairs), Facts(places=(Place(frozenset(), "Chair"),))) is False
