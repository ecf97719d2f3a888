import pytest

from learning.rules.wording import filled, findings


def found(subject="Due", body="{courses}", recipient="learner"):
    return [(each.fault, each.name, each.line) for each in findings(recipient, subject, body)]


def test_good_words_have_no_fault():
    assert found("{headline} for {name}", "Hello {name},\n\n# {summary}\n\n{courses}\n") == []


@pytest.mark.parametrize(
    ("subject", "body", "faults"),
    [
        ("Due", "Hello {nam}\n\n{courses}", [("unknown", "nam", 1)]),
        ("{when}", "{courses}", [("unknown", "when", 0)]),
        ("Due", "Hello {name\n\n{courses}", [("open", "Hello {name", 1)]),
        ("Due", "Hello", [("missing", "courses", 0)]),
        ("Due", "These: {courses}", [("not_alone", "courses", 1)]),
        ("{courses}", "{courses}", [("in_subject", "courses", 0)]),
        ("Due", "{people}\n{courses}", [("unknown", "people", 1)]),
    ],
)
def test_each_fault_is_found_with_its_place(subject, body, faults):
    assert found(subject, body) == faults


def test_what_has_no_value_stays_as_it_is():
    assert filled("{name}: {other}", {"name": "{other}"}) == "{other}: {other}"
