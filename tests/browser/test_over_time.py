"""How did each unit stand at the end of each month? From a cell to the people of that day."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.sound import PHONE, WIDE, show_at


@pytest.fixture
def admin(open_as, watch):
    page = watch(open_as("admin").new_page())
    return page, Keyboard(page)


def test_a_number_of_a_past_month_is_followed_to_the_people_of_that_day_by_keyboard(admin):
    page, keys = admin
    page.goto("/reports/")
    keys.pick("Columns", "Ends of months")
    keys.press("Show")
    heat = page.locator("table.heat")
    expect(heat.get_by_role("columnheader", name="Today")).to_be_visible()
    expect(page.get_by_text("Each column is the end of that day").first).to_be_visible()

    school = heat.get_by_role("row").filter(has_text="Harlow School of Medicine")
    past = school.locator("td:has(a)").first.locator("small a").first
    everybody = past.inner_text().split()[-1]
    keys.follow_it(past)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{everybody} people")
    expect(page.get_by_text("As it stood at the end of")).to_be_visible()
    page.go_back()
    keys.follow("Keep this view")
    keys.write("Name", "Month by month")
    keys.press("Keep it")
    expect(heat.get_by_role("columnheader", name="Today")).to_be_visible()


def test_on_a_phone_the_names_of_the_units_stay_while_the_months_go_by(admin):
    page, _keys = admin
    page.goto("/reports/?by=months&since=2025-06-30")
    show_at(page, PHONE)
    frame = page.get_by_role("region", name="Table of units and days")
    name = frame.get_by_role("rowheader").first
    last = frame.locator("tbody tr").first.locator("td").last
    right = sides(frame)[1]
    assert sides(last)[1] > right

    frame.evaluate("one => one.scrollTo({ left: one.scrollWidth, behavior: 'instant' })")

    assert sides(last)[1] <= right + 1
    assert sides(frame)[0] <= sides(name)[0] < sides(name)[1] < right
    show_at(page, WIDE)


def sides(one):
    box = one.bounding_box()
    return box["x"], box["x"] + box["width"]


def test_what_is_wrong_is_said_beside_its_field(admin):
    page, _keys = admin
    page.goto("/reports/?by=months&since=2000-01-31")

    field = page.get_by_label("Columns from")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("columns before the last. Choose")).to_be_visible()
    expect(page.locator("table.heat")).to_be_visible()


def test_the_file_has_a_row_for_each_of_the_days(admin):
    page, _keys = admin
    page.goto("/reports/?by=months")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.startswith("completion-over-time-")
    with open(download.value.path(), encoding="utf-8") as file:
        assert file.readline().startswith("unit,requirement,as_of,people,compliant,")
