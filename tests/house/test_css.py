"""The style sheets: every one is loaded, raw values stay in one place, and all of it is light."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
# What pages load themselves: every page the first, those of who writes courses the second too,
# and where they write texts the third; those of who requires courses the fourth.
LOADED = {"app.css", "studio.css", "editor.css", "office.css"}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")


def test_every_sheet_is_imported_by_the_one_that_pages_load():
    imported = re.findall(r'@import "([^"]+)" layer\(\w+\);', (CSS / "app.css").read_text())

    expected = sorted(str(sheet.relative_to(CSS)) for sheet in SHEETS if sheet.name not in LOADED)
    assert sorted(imported) == expected


def test_the_css_of_every_page_is_under_30_kb_together_and_the_studios_under_10():
    sizes = {sheet.name: sheet.stat().st_size for sheet in SHEETS}
    studios = sizes.pop("studio.css") + sizes.pop("editor.css")
    offices = sizes.pop("office.css")

    assert sum(sizes.values()) < 30_000
    assert studios < 10_000
    assert offices < 10_000


def test_colours_are_written_in_tokens_only():
    found = {
        sheet.name: COLOUR.findall(sheet.read_text())
        for sheet in SHEETS
        if sheet.name != "tokens.css" and COLOUR.search(sheet.read_text())
    }

    assert found == {}


def test_nothing_shouts():
    assert [sheet.name for sheet in SHEETS if "!important" in sheet.read_text()] == []
