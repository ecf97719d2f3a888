import csv
from functools import cache

import pytest

from learning.rules.item_analysis import Taken, item, reliability, taken_of
from tests.vectors.tables import FOLDER, cases, structure


@cache
def table(dataset, part):
    """A dataset's columns by question; nothing where the dataset has no such part."""
    path = FOLDER / f"item_analysis_{dataset}_{part}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0] if name != "attempt"}


def scores_of(dataset):
    columns = table(dataset, "scores").values()
    return [[float(score) for score in row] for row in zip(*columns, strict=True)]


def figure(text):
    return pytest.approx(float(text), abs=1e-6) if text else None


def is_question(row):
    return bool(row["question"])


@pytest.mark.parametrize("row", cases("item_analysis.csv", only=is_question))
def test_a_question(row):
    dataset, question = row["dataset"], row["question"]
    place = list(table(dataset, "scores")).index(question)
    taken = taken_of(scores_of(dataset), place)
    chosen = table(dataset, "choices").get(question)
    if chosen:
        taken = [
            Taken(one.score, one.rest, one.total, (choice,) if choice else ())
            for one, choice in zip(taken, chosen, strict=True)
        ]

    found = item(taken, row["choices"])

    assert found.n == int(row["n"])
    assert found.facility == figure(row["facility"])
    assert found.discrimination == figure(row["discrimination"])
    if chosen:
        expected = structure(row["frequencies"]) if row["frequencies"] else None
        assert found.frequencies == expected


@pytest.mark.parametrize("row", cases("item_analysis.csv", only=lambda row: not is_question(row)))
def test_a_quiz(row):
    found = reliability(scores_of(row["dataset"]))

    assert found.n == int(row["n"])
    assert found.kr20 == figure(row["kr20"])
    assert found.alpha == figure(row["alpha"])
