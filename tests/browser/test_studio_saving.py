"""Writing saves itself: beside another trainer, and through every kind of lost network."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.writing import add, add_module, begin, saved, text


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("trainer").new_page())


def test_two_trainers_in_one_activity_are_told_and_neither_loses(page, open_as, watch):
    begin(page, "Two at once")
    add_module(page, "One")
    add(page, "Together", "Page")
    address = page.url
    other = watch(open_as("admin").new_page(), but="409")
    other.goto(address)
    expect(other.locator("#others")).to_contain_text("is also here")

    text(other).click()
    other.keyboard.type("Their words.")
    saved(other)
    text(page).click()
    page.keyboard.type("My words.")
    quarrel = page.locator("#quarrel")
    expect(quarrel).to_contain_text("Their words.")
    expect(quarrel).to_contain_text("My words.")
    page.get_by_role("button", name="Save mine over theirs").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(text(page)).to_have_text("My words.")
    page.get_by_role("link", name="What it said before").click()
    expect(page.locator(".ledger > li")).not_to_have_count(0)


def test_a_lost_network_loses_nothing(open_as, watch):
    page = watch(open_as("trainer").new_page(), but="ERR_INTERNET_DISCONNECTED")
    begin(page, "Through a tunnel")
    add_module(page, "One")
    add(page, "In the tunnel", "Page")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    text(page).click()
    page.keyboard.type("Written in the tunnel.")
    expect(page.locator("#saved")).to_contain_text("no network")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(text(page)).to_have_text("Written in the tunnel.")


def test_what_a_device_kept_joins_what_was_saved_meanwhile(open_as, watch):
    page = watch(open_as("trainer").new_page(), but="ERR_INTERNET_DISCONNECTED")
    begin(page, "On the train")
    add_module(page, "One")
    add(page, "In the train", "Page")
    address, context = page.url, page.context
    other = watch(open_as("admin").new_page())
    other.goto(address)
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    text(page).click()
    page.keyboard.type("Written in the train.")
    expect(page.locator("#saved")).to_contain_text("no network")
    page.close(run_before_unload=False)

    other.get_by_label("Title", exact=True).fill("A title of theirs")
    saved(other)
    context.set_offline(False)
    again = watch(context.new_page())
    again.goto(address)
    saved(again)
    expect(text(again)).to_have_text("Written in the train.")
    expect(again.get_by_label("Title", exact=True)).to_have_value("A title of theirs")


def test_pressing_save_without_a_network_loses_nothing(open_as, watch):
    page = watch(open_as("trainer").new_page(), but="ERR_INTERNET_DISCONNECTED")
    begin(page, "Pressed")
    add_module(page, "One")
    add(page, "Pressed in the lift", "Page")
    address = page.url
    page.wait_for_load_state("networkidle")
    text(page).click()
    page.keyboard.type("Typed in the lift.")
    page.context.set_offline(True)
    with suppress(Error):
        page.get_by_role("button", name="Save", exact=True).last.click()
        page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.goto(address)
    saved(page)
    expect(text(page)).to_have_text("Typed in the lift.")
