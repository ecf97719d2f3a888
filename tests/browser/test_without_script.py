"""The learner's part, and the admin's, with JavaScript off: every step is a plain page."""

import re

import pytest
from playwright.sync_api import expect

from lms.sign_ins import PASSWORD
from tests.browser.inbox import code_for, newest_mail

COURSE = "One Good Question"
LEON = "leon.fischer@example.org"  # of Cardiology


@pytest.fixture
def sit_down(open_context, watch):
    return lambda: watch(open_context(java_script_enabled=False).new_page())


def heading(page):
    return expect(page.get_by_role("heading", level=1))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_course_is_required_and_completed_without_a_script(sit_down):
    an_admin_requires_it_of_cardiology(sit_down())

    page = sit_down()
    newest_mail(page, LEON, COURSE)
    page.frame_locator("iframe").get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("Your work e-mail address").fill(LEON)
    press(page, "Mail me a code")
    page.get_by_label("The six digits").fill(code_for(page.context, LEON))
    press(page, "Go on")
    press(page, "Start")

    heading(page).to_have_text("What to ask first")
    press(page, "Next")
    leon_takes_the_quiz(page)
    page.get_by_label("What you write").fill("What would help you?")
    press(page, "Keep it and go on")
    page.get_by_label("I have read the statement above, and I sign it.").check()
    press(page, "Sign")

    heading(page).to_contain_text("You are done.")
    page.get_by_role("link", name="Your certificate").click()
    heading(page).to_have_text("Leon Fischer")


def an_admin_requires_it_of_cardiology(page):
    page.goto("/account/login/")
    page.get_by_text("Sign in with a password").click()
    page.get_by_label("E-mail address", exact=True).fill("admin@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/requirements/new/")
    page.get_by_label("Course", exact=True).select_option(label=COURSE)
    page.get_by_label("Title").fill("Asking, cardiology")
    page.get_by_label("Cardiology").check()
    press(page, "Count them")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\s*\d+ people today\."))
    press(page, "See what it brings")
    press(page, "Switch it on")
    heading(page).to_contain_text("Asking, cardiology")


def leon_takes_the_quiz(page):
    """Saves half, comes back to what is kept, fails, tries again and passes."""
    press(page, "Start the quiz")
    page.get_by_label("Which rule did it break?").check()
    press(page, "Save")
    expect(page.get_by_text(re.compile(r"^Saved at \d\d:\d\d\.$"))).to_be_visible()
    expect(page.get_by_label("Which rule did it break?")).to_be_checked()
    press(page, "Hand in")
    heading(page).to_contain_text("Not passed yet: 0")
    page.get_by_role("link", name="Try again").click()
    press(page, "Try again")
    for choice in ("What was it like for you?", "Time", "A closed door", "True"):
        page.get_by_label(choice, exact=True).check()
    press(page, "Hand in")
    heading(page).to_contain_text("You passed, with 100")
    page.get_by_role("link", name="Next: A question you were asked").click()
