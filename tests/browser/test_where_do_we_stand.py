"""Where do we stand? From the table to one person and back, of another day, as a file, by mail."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard

TITLE = "Restorative practices, all faculty"


@pytest.fixture
def admin(open_as, watch):
    page = watch(open_as("admin").new_page())
    return page, Keyboard(page)


def test_a_number_is_followed_to_one_person_and_back_by_keyboard(admin):
    page, keys = admin
    page.goto("/reports/")
    school = page.get_by_role("row").filter(has_text="Harlow School of Medicine").first
    whole = school.get_by_text(re.compile(r"\d+ of \d+")).first.inner_text()

    keys.follow("Internal Medicine")
    expect(page.get_by_role("rowheader", name="Cardiology")).to_be_visible()
    keys.follow("Cardiology")
    overdue = page.locator("a.overdue").first
    number = overdue.inner_text().split()[0]
    keys.follow_it(overdue)
    rows = page.locator("table.people tbody tr")
    expect(rows).to_have_count(int(number))
    name = rows.first.get_by_role("rowheader").inner_text().strip()
    keys.follow_it(rows.first.get_by_role("link", name="Overdue"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    for _page in range(4):
        page.go_back()
    expect(school.get_by_text(whole).first).to_be_visible()


def test_the_table_is_sorted_kept_and_opened_again(admin):
    page, keys = admin
    page.goto("/reports/")
    keys.follow(TITLE)
    head = page.locator("table.heat").get_by_role("columnheader", name=TITLE)
    expect(head).to_have_attribute("aria-sort", "ascending")
    keys.follow("Keep this view")
    keys.write("Name", "Least compliant first")
    keys.press("Keep it")
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.goto("/reports/views/")
    keys.follow("Least compliant first")
    expect(head).to_have_attribute("aria-sort", "ascending")


def test_the_same_table_of_a_past_day_says_so_and_is_mailed_each_month(admin):
    page, keys = admin
    page.goto("/reports/?as_of=2026-10-20")
    expect(page.get_by_text("As it stood at the end of 20 October 2026")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as XLSX").click()
    assert download.value.suggested_filename == "completion-2026-10-20.xlsx"

    page.goto("/reports/")
    keys.follow("Have it mailed")
    keys.write("Name", "Where we stand")
    keys.pick("How often", "On the first of each month")
    keys.press("Have it mailed")
    expect(page.get_by_text("Where we stand will be mailed to you.")).to_be_visible()
