"""A survey is written in the studio, and met as a learner meets it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.writing import add, add_module, begin, heading, text


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("trainer").new_page())


def test_a_survey_is_written_and_answered(page, sound):
    begin(page, "Asked at the end")
    add_module(page, "One")
    add(page, "What it was worth", "Survey")
    text(page).click()
    page.keyboard.type("Two minutes, if you like.")
    page.get_by_label("What it asks").fill("Will you use it?")
    page.get_by_label(re.compile("^Options")).fill("Yes\nPerhaps\nNo")
    page.get_by_role("button", name="Add an item").click()
    page.get_by_label("What it asks").nth(1).fill("What was missing?")
    page.get_by_label("Answered with").nth(1).select_option(label="Words of their own")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("What it asks")).to_have_count(2)
    sound(page)

    page.get_by_role("link", name="Preview as a learner").click()
    heading(page).to_have_text("What it was worth")
    expect(page.get_by_text("Your response is anonymous.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Send it and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Answer one item at least")
    page.get_by_label("Perhaps").check()
    page.get_by_role("button", name="Send it and go on").click()
    expect(page.get_by_text("Thank you: your response is kept.")).to_be_visible()
    page.get_by_role("link", name="Back to writing").click()
    expect(page.locator("#checks")).to_contain_text("Nothing to mend")
