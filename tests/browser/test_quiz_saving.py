"""A quiz in two windows, and after the session has ended: nothing is lost or overwritten."""

import re

import pytest
from playwright.sync_api import expect

SAVED = re.compile(r"^Saved \d\d:\d\d$")
KEPT = re.compile(r"^Kept on this device \d\d:\d\d$")


@pytest.fixture
def quiz(open_as):
    """A browser of somebody at an open quiz, and the quiz's address."""
    context = open_as("faculty")
    page = context.new_page()
    page.goto("/courses/one-good-question/")
    page.get_by_role("button", name="Start").or_(
        page.get_by_role("link", name="Continue")
    ).first.click()
    page.goto(re.sub(r"[^/]+/$", "quiz/", page.url))
    page.get_by_role("button", name=re.compile("Start the quiz|Try again")).or_(
        page.get_by_role("link", name="Go on with the quiz")
    ).first.click()
    page.wait_for_url("**/attempts/**")
    address = page.url
    page.close()
    return context, address


def receipt(page, key):
    return page.locator(f"[data-question={key}] [data-receipt]")


def choose(page, key, value):
    page.locator(f"[data-question={key}] input[value={value}]").check()


def test_an_old_window_can_be_read_and_changes_nothing(quiz, watch):
    context, address = quiz
    old = watch(context.new_page(), but="status of 409")
    old.goto(address)
    new = watch(context.new_page())
    new.goto(address)
    choose(new, "first", "rule")
    expect(receipt(new, "first")).to_have_text(SAVED)
    choose(new, "first", "effect")
    expect(receipt(new, "first")).to_have_text(SAVED)
    new.wait_for_function("() => localStorage.length === 0")

    old.locator("[data-question=first] input[value=rule]").dispatch_event("change")

    expect(old.get_by_text("This quiz went on in another window.")).to_be_visible()
    expect(old.get_by_role("button", name="Hand in")).to_be_disabled()
    expect(old.locator("[data-part=state]")).to_have_text("Not saved")
    new.reload()
    expect(new.locator("[data-question=first] input[value=effect]")).to_be_checked()


def test_a_lost_sign_in_keeps_the_responses(quiz, watch):
    context, address = quiz
    page = watch(context.new_page(), but="status of 40")
    page.goto(address)
    cookies = context.cookies()
    context.clear_cookies(name="sessionid")

    choose(page, "silence", "true")

    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    expect(receipt(page, "silence")).to_have_text(KEPT)
    context.add_cookies(cookies)
    page.reload()
    expect(receipt(page, "silence")).to_have_text(SAVED)
