"""The style sheets: every one is loaded, raw values stay in one place, and all of it is light."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")


def test_every_sheet_is_imported_by_the_one_that_pages_load():
    imported = re.findall(r'@import "([^"]+)" layer\(\w+\);', (CSS / "app.css").read_text())

    expected = sorted(str(sheet.relative_to(CSS)) for sheet in SHEETS if sheet.name != "app.css")
    assert sorted(imported) == expected


def test_all_css_together_is_under_30_kb():
    assert sum(sheet.stat().st_size for sheet in SHEETS) < 30_000


def test_colours_are_written_in_tokens_only():
    found = {
        sheet.name: COLOUR.findall(sheet.read_text())
        for sheet in SHEETS
        if sheet.name != "tokens.css" and COLOUR.search(sheet.read_text())
    }

    assert found == {}


def test_nothing_shouts():
    assert [sheet.name for sheet in SHEETS if "!important" in sheet.read_text()] == []
