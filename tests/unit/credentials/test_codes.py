import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.rules.codes import ALPHABET, BITS, as_typed, code_of


def test_a_code_has_at_least_eighty_bits_in_groups_of_four():
    assert BITS >= 80
    assert code_of(0) == "0000-0000-0000-0000-0000"
    assert code_of((1 << BITS) - 1) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"


@pytest.mark.parametrize("number", [-1, 1 << BITS])
def test_a_number_out_of_range_makes_no_code(number):
    with pytest.raises(ValueError, match="100 bits"):
        code_of(number)


def test_letters_that_look_alike_are_read_as_meant():
    assert as_typed("hc7k q29m 4txa 8w2b noil") == "HC7K-Q29M-4TXA-8W2B-N011"


@pytest.mark.parametrize("text", ["", "HC7K", "HC7K-Q29M-4TXA-8W2B-N01U", "x" * 200, "é" * 20])
def test_what_cannot_be_a_code_is_none(text):
    assert as_typed(text) == ""


@given(st.integers(0, (1 << BITS) - 1))
def test_a_code_typed_as_printed_is_itself(number):
    code = code_of(number)

    assert as_typed(code) == code
    assert as_typed(code.lower().replace("-", " ")) == code
    assert set(code) <= set(ALPHABET) | {"-"}


@given(st.integers(0, (1 << BITS) - 1), st.integers(0, (1 << BITS) - 1))
def test_two_numbers_never_share_a_code(one, other):
    assert (code_of(one) == code_of(other)) is (one == other)
