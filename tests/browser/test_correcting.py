"""A wrong choice was marked right in a live course: mended, published, attempts marked again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.ways import hand_in
from tests.browser.writing import add, add_module, begin, heading, to_outline, write_choice


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("trainer").new_page())


def publish(page, effect):
    page.get_by_role("link", name="Publish …").click()
    page.get_by_role("radio", name=re.compile(effect)).check()
    page.get_by_role("checkbox", name=re.compile("Yes, publish it")).check()
    page.get_by_role("button", name="Publish").click()


def a_live_quiz_with_a_mistake(page):
    begin(page, "Marked wrongly")
    add_module(page, "One")
    add(page, "Who may speak", "Quiz")
    page.locator("summary", has_text="Write a question").click()
    page.get_by_role("link", name="Single choice", exact=True).click()
    page.locator("[name=prompt]").fill("Who may speak?")
    write_choice(page, 0, "Whoever is loudest", "So it is.", right=True)
    write_choice(page, 1, "Whoever holds the piece", "Not now.")
    page.locator("#editor").get_by_role("button", name="Save").last.click()
    heading(page).to_have_text("Who may speak")
    to_outline(page)
    publish(page, "New learners only")
    expect(page.get_by_text("Edition 1 is published.")).to_be_visible()


def hand_in_rightly(page):
    """As it should have been marked."""
    page.goto("/courses/marked-wrongly/")
    page.locator("main form button", has_text="Start").click()
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_label("Whoever holds the piece").check()
    hand_in(page)
    expect(page.locator("main")).to_contain_text("0 %")


def mend(page):
    page.goto("/studio/courses/marked-wrongly/")
    page.get_by_role("button", name="Begin the next draft").click()
    page.get_by_role("link", name="Who may speak", exact=True).click()
    page.locator("ol.lines a").first.click()
    page.locator("[name=choices-0-right]").uncheck()
    page.locator("[name=choices-1-right]").check()
    page.locator("#editor").get_by_role("button", name="Save").last.click()
    heading(page).to_have_text("Who may speak")
    to_outline(page)


def test_a_wrong_key_is_mended_published_and_the_attempts_marked_again(page, open_as, watch, sound):
    a_live_quiz_with_a_mistake(page)
    learner = watch(open_as("faculty").new_page())
    hand_in_rightly(learner)

    mend(page)
    publish(page, "Minor")
    expect(page.get_by_text("1 finished attempt at “Who may speak”")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="See what marking them again would bring").click()
    heading(page).to_contain_text("1 score of 1 changes.")
    sound(page)
    page.locator("[name=reason]").fill("The wrong choice was marked right.")
    page.get_by_role("button", name="Mark 1 attempt again").click()
    expect(page.get_by_text("1 attempt was marked again.")).to_be_visible()

    learner.reload()
    expect(learner.locator("main")).to_contain_text("You passed, with 100 %.")
