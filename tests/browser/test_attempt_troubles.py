"""What may go wrong in the middle of a quiz: nothing saved is lost, and the page never lies."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import sign_in_by_password
from tests.browser.ways import HELD, OFFLINE, SAVED, choose, heading, receipt


@pytest.fixture(scope="module", autouse=True)
def course(site):
    site.manage("import_course", str(ways.COURSE), "--publish")


@pytest.fixture
def begin(open_as, watch):
    """A window at an attempt of somebody who takes the course for these tests alone."""

    def sit_down(quiz, but="", clock=False):
        page = watch(open_as("trainer").new_page(), but=but)
        if clock:
            page.clock.install()
        ways.begin(page, quiz)
        return page

    return sit_down


def test_two_minutes_without_a_network_lose_nothing(begin):
    page = begin("calm", but=OFFLINE, clock=True)
    address = page.url
    choose(page, "first", "rule")
    expect(receipt(page, "first")).to_have_text(SAVED)

    page.context.set_offline(True)
    choose(page, "first", "effect")
    page.locator("[data-question=silence] [name^=':later:']").check()
    expect(receipt(page, "silence")).to_have_text(HELD)
    page.clock.fast_forward("02:00")
    choose(page, "waiting", "time")
    expect(receipt(page, "waiting")).to_have_text(HELD)
    expect(page.get_by_text("You are offline. Keep going.")).to_be_visible()
    page.get_by_role("button", name="Review").click()
    assert page.url == address

    page.context.set_offline(False)
    for key in ("first", "waiting", "silence"):
        expect(receipt(page, key)).to_have_text(SAVED)
    expect(page.get_by_text("You are offline. Keep going.")).to_be_hidden()
    assert ways.chosen_on_the_server(page, address) == [("first", "effect"), ("waiting", "time")]
    page.get_by_role("button", name="Review").click()
    heading(page).to_contain_text("One question is still open.")
    expect(page.get_by_role("region", name="To look at again")).to_contain_text("Question 3")
    ways.hand_in(page)


def test_what_the_server_refuses_is_said_with_its_reason_and_never_called_saved(begin):
    page = begin("calm", but="status of 422")
    page.locator("[data-question=first] input[value=rule]").evaluate("it => it.value = 'zebra'")
    choose(page, "first", "zebra")
    expect(receipt(page, "first")).to_have_text("Not saved")
    question = page.locator("[data-question=first]")
    expect(question.get_by_text("That is not one of the choices.")).to_be_visible()

    choose(page, "waiting", "time")
    expect(receipt(page, "waiting")).to_have_text(SAVED)
    expect(page.locator("[data-part=state]")).to_have_text("Not saved")
    expect(page.get_by_text("One response cannot be saved as it is.")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("[data-question=first] input").first).to_be_attached()
    assert "/result/" not in page.url

    choose(page, "first", "effect")
    expect(receipt(page, "first")).to_have_text(SAVED)
    expect(question.get_by_text("That is not one of the choices.")).to_be_hidden()
    ways.hand_in(page)


def test_a_server_that_is_killed_and_comes_back_has_everything(site, open_context, watch):
    with ways.a_server(site) as server:
        context = open_context(base_url=f"http://127.0.0.1:{server.port}")
        page = watch(context.new_page(), but="Failed to load resource")
        sign_in_by_password(page, "trainer@example.org")
        ways.begin(page, "calm")
        choose(page, "first", "rule")
        expect(receipt(page, "first")).to_have_text(SAVED)

        server.kill()
        choose(page, "first", "effect")
        expect(receipt(page, "first")).to_have_text(HELD)
        expect(page.get_by_text("The server does not answer. Keep going.")).to_be_visible()
        expect(page.get_by_text("You are offline.")).to_be_hidden()
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("The server does not answer. Keep going.")).to_be_visible()

        server.start()
        ways.hand_in(page)
        expect(page.get_by_text("Something came too late.")).to_be_hidden()
        expect(page.get_by_text("Your response, and right")).to_be_visible()


def test_signing_in_again_in_another_window_is_enough(begin, open_as):
    page = begin("calm", but="status of 40")
    page.context.clear_cookies(name="sessionid")
    choose(page, "silence", "true")
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    expect(receipt(page, "silence")).to_have_text(HELD)

    other = page.context.new_page()
    sign_in_by_password(other, "trainer@example.org")
    page.bring_to_front()
    choose(page, "first", "effect")

    expect(receipt(page, "silence")).to_have_text(SAVED)
    expect(receipt(page, "first")).to_have_text(SAVED)
    expect(page.get_by_text("You have been signed out.")).to_be_hidden()
    ways.hand_in(page)


def test_a_window_that_is_no_longer_the_newest_still_sends_what_only_it_has(begin, watch):
    old = begin("calm", but="status of 409")
    new = watch(old.context.new_page(), but=OFFLINE)
    new.goto(old.url)
    choose(new, "first", "rule")
    expect(receipt(new, "first")).to_have_text(SAVED)

    choose(old, "waiting", "privacy")
    expect(receipt(old, "waiting")).to_have_text(SAVED)
    choose(old, "first", "effect")

    expect(old.get_by_text("This quiz went on in another window.")).to_be_visible()
    expect(old.get_by_role("button", name="Hand in")).to_be_disabled()
    assert set(ways.chosen_on_the_server(new, new.url)) >= {
        ("first", "rule"),
        ("waiting", "privacy"),
    }
    new.reload()
    ways.hand_in(new)


def test_a_laptop_closed_past_the_deadline_hands_in_what_was_saved_and_says_what_was_not(
    begin, site, watch
):
    page = begin("timed", but=OFFLINE)
    address, context = page.url, page.context
    choose(page, "first", "effect")
    expect(receipt(page, "first")).to_have_text(SAVED)
    context.set_offline(True)
    choose(page, "silence", "true")
    expect(receipt(page, "silence")).to_have_text(HELD)
    ways.close_the_laptop(page)

    later = datetime.now(UTC) + timedelta(minutes=21)
    site.manage(*("run_task", "tasks.attempts.submit_expired_attempts", "--now", later.isoformat()))
    context.set_offline(False)
    again = watch(context.new_page(), but="status of 409")
    again.goto(address)

    heading(again).to_contain_text("Not passed yet: 33")
    expect(again.get_by_text("Something came too late.")).to_be_visible()
    again.reload()
    heading(again).to_contain_text("Not passed yet: 33")
    expect(again.get_by_text("Something came too late.")).to_be_hidden()


def test_handing_in_twice_at_once_is_handing_in_once_and_back_does_not_open_it_again(begin):
    page = begin("calm")
    for key, value in (("first", "effect"), ("waiting", "time"), ("silence", "true")):
        choose(page, key, value)
    choose(page, "waiting", "privacy")
    address = page.url

    page.get_by_role("button", name="Hand in").dblclick()

    # The second press may cut the first one's way to the result short: look at where it ends.
    heading(page).to_contain_text("You passed, with 100")
    expect(page).to_have_url(re.compile("/result/$"))
    page.go_back()
    page.wait_for_load_state()
    page.goto(address)
    page.wait_for_url("**/result/")
