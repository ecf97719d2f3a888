"""A quiz on a bad network: it says so calmly, keeps going, catches up, and loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.ways import close_the_laptop

SAVED = re.compile(r"^Saved \d\d:\d\d$")
HELD = re.compile(r"^Kept on this device")
OFFLINE = "ERR_INTERNET_DISCONNECTED"  # Chromium's own word on every request that fails


@pytest.fixture
def quiz(open_as, watch):
    """An attempt of somebody who came to the course unasked."""
    page = watch(open_as("coordinator").new_page(), but=OFFLINE)
    page.goto("/courses/one-good-question/")
    start = page.get_by_role("button", name="Start", exact=True)
    if start.count():
        start.click()
        page.get_by_role("button", name="Next").click()
    else:
        page.get_by_role("link", name="Quiz: asking").last.click()
    page.locator("main form button", has_text=re.compile("Start the quiz|Try again")).click()
    page.wait_for_url("**/learn/attempts/*/")
    return page


def receipt(page, key):
    return expect(page.locator(f"[data-question={key}] [data-receipt]"))


def notice(page):
    return expect(page.get_by_text("You are offline. Keep going."))


def as_the_server_has_it(page):
    """The choices that are in the page as it is sent, before any script runs."""
    sent = page.context.request.get(page.url).text()
    return re.findall(r'name="(\w+)" value="(\w+)" checked', sent)


def test_what_is_chosen_offline_is_saved_once_the_network_is_back(quiz, axe):
    quiz.get_by_label("What was it like for you?").check()
    receipt(quiz, "first").to_have_text(SAVED)

    quiz.context.set_offline(True)
    quiz.get_by_label("Time").check()
    notice(quiz).to_be_visible()
    receipt(quiz, "waiting").to_have_text(HELD)
    quiz.get_by_label("A closed door").check()
    quiz.get_by_label("False", exact=True).check()
    receipt(quiz, "silence").to_have_text(HELD)
    quiz.get_by_role("button", name="Hand in").click()
    notice(quiz).to_be_visible()
    axe(quiz)

    quiz.context.set_offline(False)
    for key in ("first", "waiting", "silence"):
        receipt(quiz, key).to_have_text(SAVED)
    notice(quiz).to_be_hidden()
    assert as_the_server_has_it(quiz) == [
        ("first", "effect"),
        ("waiting", "time"),
        ("waiting", "privacy"),
        ("silence", "false"),
    ]
    hand_in(quiz)


def test_closing_the_laptop_loses_nothing(quiz, watch):
    quiz.context.set_offline(True)
    quiz.get_by_label("A witness taking notes").check()
    quiz.get_by_label("True", exact=True).check()
    receipt(quiz, "silence").to_have_text(HELD)
    address, context = quiz.url, quiz.context
    close_the_laptop(quiz)

    context.set_offline(False)
    again = watch(context.new_page())
    again.goto(address)

    expect(again.get_by_label("A witness taking notes")).to_be_checked()
    for key in ("waiting", "silence"):
        receipt(again, key).to_have_text(SAVED)
    assert as_the_server_has_it(again) == [("waiting", "witness"), ("silence", "true")]
    again.reload()
    assert as_the_server_has_it(again) == [("waiting", "witness"), ("silence", "true")]
    expect(again.get_by_label("A witness taking notes")).to_be_checked()
    hand_in(again)


def hand_in(page):
    """So that whoever comes next finds no attempt open."""
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")
