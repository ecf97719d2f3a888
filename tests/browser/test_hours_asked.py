"""Hours from a menu, as the learner meets them in the demo: on home, explained, and on a course."""

import re

from playwright.sync_api import expect

TITLE = "Two hours a year, internal medicine"
SO_FAR = re.compile(r"\d+(\.\d+)? of 2 hours")


def test_the_balance_is_on_home_explained_by_category_and_named_on_a_course(open_as, watch, axe):
    page = watch(open_as("faculty").new_page())

    page.goto("/")
    on_home = page.get_by_role("listitem").filter(has_text=TITLE).last
    said = SO_FAR.search(on_home.inner_text()).group()
    assert "still missing" in on_home.inner_text()

    page.get_by_role("link", name=TITLE, exact=True).click()
    axe(page)
    expect(page.locator("#main")).to_contain_text(said)
    table = page.get_by_role("table").first
    names = [each.split("\n")[0] for each in table.locator("tbody th").all_inner_texts()]
    assert names == ["Equity and teams", "Short cases", "Restorative practices"]
    hours = [float(each) for each in table.locator("tbody td:last-child").all_inner_texts()]
    assert f"{sum(hours):g}" == said.split(" ")[0]

    page.get_by_role("link", name="Health Equity in Practice").first.click()
    expect(page.locator("#main")).to_contain_text(
        f"as Equity and teams (at least 1). You have {said}."
    )


def test_what_is_earned_adds_up_on_a_narrow_page_without_script(open_as, watch):
    page = watch(
        open_as(
            "faculty", java_script_enabled=False, viewport={"width": 360, "height": 800}
        ).new_page()
    )

    page.goto("/")
    page.get_by_role("link", name=TITLE, exact=True).click()

    expect(page.get_by_role("heading", name="Where the hours stand")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
