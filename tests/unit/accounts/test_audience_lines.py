import pytest

from accounts.rules.audience_lines import (
    DEEPEST_LINES,
    FIRST,
    Line,
    Lines,
    What,
    carried_out,
    lines_of,
    read,
    write,
)
from accounts.rules.audiences import parse

ADA, BERTA = "5c5b9ac4-7a3e-4c7d-93a4-0d6d8a1f5a01", "5c5b9ac4-7a3e-4c7d-93a4-0d6d8a1f5a02"
TAG, DAY = Line(What.TAG, {"tag": "preceptor"}), Line(What.HIRED, {"first": "2026-01-01"})
GROUP = Lines("none", (DAY,))


def test_a_line_is_added_at_the_end_of_its_group_and_turned_to():
    lines = Lines("any", (TAG, GROUP))

    assert carried_out(lines, "add rule tag") == (
        Lines("any", (TAG, GROUP, Line(What.TAG))),
        "rule-2",
    )
    assert carried_out(lines, "add rule-1 people") == (
        Lines("any", (TAG, Lines("none", (DAY, Line(What.PEOPLE))))),
        "rule-1-1",
    )
    assert carried_out(lines, "add rule group") == (Lines("any", (TAG, GROUP, FIRST)), "rule-2-0")


def test_a_line_is_taken_away_and_its_group_turned_to():
    lines = Lines("any", (TAG, GROUP))

    assert carried_out(lines, "remove rule-0") == (Lines("any", (GROUP,)), "rule")
    assert carried_out(lines, "remove rule-1-0") == (
        Lines("any", (TAG, Lines("none", ()))),
        "rule-1",
    )
    assert carried_out(lines, "remove rule-1") == (Lines("any", (TAG,)), "rule")


@pytest.mark.parametrize(
    "deed",
    [
        "",
        "count",
        "add",
        "add rule",
        "add rule nonsense",
        "add rule-0 tag",
        "add rule-7 tag",
        "add rule-0-0 tag",
        "add other tag",
        "add rule-x tag",
        "add rule--1 tag",
        "remove rule",
        "remove rule-9",
        "remove rule-0-0",
        "remove rule-²",
    ],
)
def test_a_deed_that_names_nothing_there_changes_nothing(deed):
    lines = Lines("any", (TAG, GROUP))

    assert carried_out(lines, deed)[0] == lines


def test_groups_are_added_only_so_deep():
    path, lines = "rule", FIRST
    for _ in range(9):
        lines, line = carried_out(lines, f"add {path} group")
        path = line.removesuffix("-0")

    assert write(lines).keys() >= {"rule" + "-1" * DEEPEST_LINES + "-what"}
    assert "rule" + "-1" * (DEEPEST_LINES + 1) + "-what" not in write(lines)


def test_what_is_no_line_is_dropped():
    sent = {
        "rule-combine": "all",
        "rule-0-what": "nonsense",
        "rule-1-what": "tag",
        "rule-1-tag": "preceptor",
        "rule-1-person": "x",
        "rule-3-what": "tag",
    }

    assert read(sent) == Lines("all", (TAG,))


def test_people_named_beside_one_another_are_one_line():
    both = [{"person": ADA}, {"person": BERTA}]
    line = Line(What.PEOPLE, {"who": f"{ADA}\n{BERTA}"})

    assert lines_of(parse({"any": [*both, {"tag": "preceptor"}]})) == Lines("any", (line, TAG))
    assert lines_of(parse({"all": [{"any": both}, {"tag": "preceptor"}]})) == Lines(
        "all", (line, TAG)
    )
    apart = lines_of(parse({"all": both}))
    assert apart == Lines(
        "all", (Line(What.PEOPLE, {"who": ADA}), Line(What.PEOPLE, {"who": BERTA}))
    )


def test_days_are_written_with_the_last_one_counted():
    hired = {"hired": {"from": "2026-01-01", "to": "2026-07-01"}}

    assert lines_of(parse(hired)) == Lines(
        "any", (Line(What.HIRED, {"first": "2026-01-01", "last": "2026-06-30"}),)
    )
