"""One question a page, by keyboard alone: answered, checked, looked over, handed in."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.keyboard import Keyboard
from tests.browser.ways import SAVED, heading, receipt


@pytest.fixture(scope="module", autouse=True)
def course(site):
    site.manage("import_course", str(ways.COURSE), "--publish")


@pytest.fixture
def page(open_as, watch):
    page = watch(open_as("trainer").new_page())
    ways.begin(page, "steps")
    return page


def test_one_question_after_the_other_by_keyboard(page, axe):
    keys = Keyboard(page)
    here = page.get_by_role("group").first
    expect(here).to_contain_text("Question 1 of 3")
    axe(page)
    keys.choose("Which rule did it break?")
    expect(receipt(page, "first")).to_have_text(SAVED)
    keys.press("Check")
    expect(page.get_by_text("Your saved response is not right.")).to_be_visible()
    expect(page.get_by_text("Later, perhaps.")).to_be_visible()
    axe(page)
    keys.choose("What was it like for you?")
    expect(page.get_by_text("Your saved response is not right.")).to_be_hidden()
    keys.press("Next")

    expect(here).to_contain_text("Question 2 of 3")
    keys.tick("Look at this again later (question 2)")
    expect(receipt(page, "waiting")).to_have_text(SAVED)
    keys.press("Next")
    keys.choose("True")
    keys.press("Review")

    heading(page).to_contain_text("One question is still open.")
    axe(page)
    keys.follow_it(page.get_by_role("region", name="To look at again").get_by_role("link"))
    expect(here).to_contain_text("Question 2 of 3")
    keys.tick("Time")
    keys.tick("A closed door")
    keys.press("Back")
    expect(page.get_by_label("What was it like for you?")).to_be_checked()
    keys.press("3 Answered", within=page.get_by_role("navigation", name="Questions"))
    expect(here).to_contain_text("Question 3 of 3")
    keys.press("Review")
    heading(page).to_contain_text("Every question is answered.")
    keys.press("Hand in")
    heading(page).to_contain_text("You passed, with 100")


def test_the_browsers_own_back_finds_what_was_saved(page, sound):
    page.get_by_label("Which rule did it break?").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("A witness taking notes").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("group").first).to_contain_text("Question 3 of 3")

    page.go_back()
    expect(page.get_by_label("A witness taking notes")).to_be_checked()
    page.go_back()
    expect(page.get_by_label("Which rule did it break?")).to_be_checked()

    sound(page)
    page.get_by_role("navigation", name="Questions").get_by_role("button").last.click()
    page.get_by_role("button", name="Review").click()
    sound(page)
    ways.hand_in(page)


def test_what_is_held_of_a_question_on_another_page_is_sent_from_this_one(page, watch):
    page.get_by_label("Which rule did it break?").check()
    expect(receipt(page, "first")).to_have_text(SAVED)
    page.evaluate(
        """() => {
          const { attempt } = document.querySelector("quiz-saver").dataset;
          const held = { values: [["silence", "true"]], later: true, sequence: 9, at: "10:42" };
          localStorage.setItem(`concord:attempt:${attempt}:silence`, JSON.stringify(held));
        }"""
    )

    page.reload()

    page.wait_for_function("() => localStorage.length === 0")
    questions = page.get_by_role("navigation", name="Questions")
    expect(questions.get_by_role("button").last).to_contain_text("Answered")
    page.goto(f"{page.url.split('?')[0]}?question=3")
    expect(page.get_by_label("True", exact=True)).to_be_checked()
    page.get_by_role("button", name="Review").click()
    ways.hand_in(page)
