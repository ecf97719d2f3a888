"""Tables of expected results: a row is a case, its id the id of the test."""

import csv
import json
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("VECTORS") or PROJECT.parent / "shared/data/vectors")


def cases(name, *, only=lambda row: True):
    """The rows of a table as parameters; without the table one that is skipped, and says so."""
    path = FOLDER / name
    if not path.is_file():
        reason = f"{path} is absent: set VECTORS to the folder that holds it"
        return [pytest.param({}, id="absent", marks=pytest.mark.skip(reason=reason))]
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if only(row)]
    return [pytest.param(row, id=row["id"]) for row in rows]


def instant(text):
    return datetime.fromisoformat(text) if text else None


def day(text):
    return date.fromisoformat(text) if text else None


def number(text):
    return Decimal(text) if text else None


def whole(text):
    return int(text) if text else None


def flag(text):
    return text == "yes"


def items(text):
    return text.split(";") if text else []


def structure(text):
    return json.loads(text)
