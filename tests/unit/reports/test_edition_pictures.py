"""Where people stop, as a picture and in a sentence; and times in words."""

from datetime import timedelta

import pytest

from reports.charts.editions import drop_off
from reports.queries.editions import ActivityFigures
from reports.wording_editions import effect_words, time_words


def activities(*done):
    return [
        ActivityFigures(f"a{place}", f"A {place}", "page", "M", True, number, None)
        for place, number in enumerate(done)
    ]


def test_each_activity_is_a_column_as_high_as_its_share():
    picture = drop_off(activities(4, 2, 0), 4)

    assert [column.height for column in picture.columns] == ["160.0", "80.0", "0.0"]
    assert [column.number for column in picture.columns] == ["1", "2", "3"]
    assert [words for _y, words in picture.grid] == [
        f"{share}\N{NO-BREAK SPACE}%" for share in (0, 50, 100)
    ]


def test_of_many_activities_only_some_are_numbered():
    columns = drop_off(activities(*range(300, 0, -1)), 300).columns

    assert [column.number for column in columns if column.number] == [
        str(number) for number in range(1, 300, 25)
    ]


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ((4,), "Of 9 who began, 4 have done activity 1 and 4 activity 1."),
        ((4, 4), "Of 9 who began, 4 have done activity 1 and 4 activity 2."),
        (
            (9, 8, 3, 5),
            "Of 9 who began, 9 have done activity 1 and 5 activity 4. "
            "Most were lost from activity 2 to 3: 5.",
        ),
    ],
)
def test_the_picture_is_said_in_a_sentence(done, said):
    assert drop_off(activities(*done), 9).said == said


def test_where_nobody_began_or_nothing_is_to_do_there_is_no_picture():
    assert drop_off(activities(0), 0) is None
    assert drop_off([], 4) is None


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, ""),
        (timedelta(seconds=59.9), "under a minute"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(seconds=89), "1 minute"),
        (timedelta(minutes=12, seconds=31), "13 minutes"),
    ],
)
def test_a_time_is_said_to_the_nearest_minute(time, words):
    assert time_words(time) == words


def test_an_effect_that_was_not_stated_says_nothing():
    assert effect_words("") == ""
    assert effect_words("minor").startswith("Minor")
