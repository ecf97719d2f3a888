import pytest

from accounts.rules.audiences import (
    Combine,
    Group,
    UnitTerm,
    as_json,
    matches,
    parse,
    positive_terms,
    reasons,
    suffices,
    units_named,
)

SCHOOL = "11111111-1111-4111-8111-111111111111"
SURGERY = "22222222-2222-4222-8222-222222222222"
NURSING = "33333333-3333-4333-8333-333333333333"


def unit(uuid):
    return {"unit": uuid}


ALL_BUT_SURGERY = {"all": [unit(SCHOOL), {"none": [unit(SURGERY)]}]}


def test_a_unit_brings_everyone_in_it_or_below_it():
    audience = parse(unit(SURGERY))

    assert matches(audience, {SCHOOL, SURGERY}) is True
    assert matches(audience, {SCHOOL, NURSING}) is False


def test_groups_nest():
    audience = parse(ALL_BUT_SURGERY)

    assert audience == Group(
        Combine.ALL, (UnitTerm(SCHOOL), Group(Combine.NONE, (UnitTerm(SURGERY),)))
    )
    assert matches(audience, {SCHOOL, NURSING}) is True
    assert matches(audience, {SCHOOL, SURGERY}) is False


def test_it_can_be_stored_and_read_again():
    assert as_json(parse(ALL_BUT_SURGERY)) == ALL_BUT_SURGERY


def test_ids_are_stored_in_one_spelling():
    assert parse(unit(SCHOOL.replace("-", "").upper())) == parse(unit(SCHOOL))


def test_reasons_are_the_terms_that_bring_a_person_in():
    audience = parse({"any": [unit(SURGERY), unit(NURSING), ALL_BUT_SURGERY]})

    assert units_named(audience) == {SCHOOL, SURGERY, NURSING}
    assert positive_terms(audience) == (UnitTerm(SURGERY), UnitTerm(NURSING), UnitTerm(SCHOOL))
    assert reasons(audience, {SCHOOL, NURSING}) == (UnitTerm(NURSING), UnitTerm(SCHOOL))
    assert reasons(parse(ALL_BUT_SURGERY), {SCHOOL, SURGERY}) == ()


def test_a_term_suffices_where_nothing_else_is_asked():
    either = {"any": [unit(SURGERY), unit(NURSING)]}

    assert suffices(UnitTerm(SURGERY), parse(either)) is True
    assert suffices(UnitTerm(SURGERY), parse({"all": [either, unit(SURGERY)]})) is True
    assert suffices(UnitTerm(SURGERY), parse({"all": [either, unit(SCHOOL)]})) is False
    assert suffices(UnitTerm(SCHOOL), parse(either)) is False
    assert suffices(UnitTerm(SCHOOL), parse(ALL_BUT_SURGERY)) is False


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
