"""A trainer marks an essay by hand: the points, a word to the learner, and on to the next."""

import re

from playwright.sync_api import expect


def test_an_essay_is_marked_and_leads_on(open_as, watch, axe):
    page = watch(open_as("trainer").new_page())
    page.goto("/marking/")
    page.get_by_role("link", name=re.compile("^Response ")).first.click()
    page.wait_for_load_state()
    heading = page.get_by_role("heading", level=1)
    code = heading.inner_text().split("\n")[0]
    axe(page)

    points = page.locator("main form [type=number], main form [inputmode=decimal]")
    for nth in range(points.count()):
        points.nth(nth).fill("1")
    page.locator("main form textarea").fill("You began with those who were harmed.")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("heading", name=code)).to_have_count(0)
    page.goto("/marking/")
    expect(page.get_by_role("link", name=code)).to_have_count(0)
