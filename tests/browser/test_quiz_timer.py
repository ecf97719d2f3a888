"""The clock of a quiz with a time limit: it says what is left, politely, and decides nothing."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.ways import SAVED, choose, heading, receipt


@pytest.fixture(scope="module", autouse=True)
def course(site):
    site.manage("import_course", str(ways.COURSE), "--publish")


@pytest.fixture
def page(open_as, watch):
    """At a new attempt of twenty minutes, with a clock that the test moves on."""
    page = watch(open_as("trainer").new_page())
    page.clock.install()
    ways.begin(page, "timed")
    return page


def seconds(page):
    minutes, rest = re.search(r"(\d+):(\d\d)", page.locator("[role=timer]").inner_text()).groups()
    return int(minutes) * 60 + int(rest)


def move_to(page, left):
    """Let so much time pass that so many seconds are left."""
    page.clock.fast_forward((seconds(page) - left) * 1000)


def test_it_speaks_at_each_full_minute_then_at_half_a_minute_and_ten_seconds(page):
    spoken = page.locator("quiz-timer [role=status]")
    page.locator("[data-question=first] [type=radio]").first.focus()
    expect(page.locator("[role=timer]")).to_have_text(re.compile(r"^(20:00|19:5\d) left$"))
    expect(spoken).to_have_text("")

    said = []
    for left in (1139, 1081, 1080, 61, 60, 45, 30, 11, 10):
        move_to(page, left)
        expect(page.locator("[role=timer]")).to_have_text(re.compile(rf"^{clock(left)} left$"))
        said.append(spoken.inner_text())

    assert said == [
        *("19 minutes left", "19 minutes left", "18 minutes left"),
        *("1 minute left", "1 minute left", "1 minute left"),
        *("30 seconds left", "30 seconds left", "10 seconds left"),
    ]
    assert page.evaluate("document.activeElement.name") == "first"


def clock(left):
    """As shown, or a second less: real time goes on as well."""
    shown = [f"{at // 60}:{at % 60:02}" for at in (left, left - 1)]
    return f"({'|'.join(shown)})"


def test_a_device_whose_clock_runs_ahead_hands_nothing_in(page):
    choose(page, "first", "effect")
    expect(receipt(page, "first")).to_have_text(SAVED)

    page.clock.fast_forward("30:00")

    expect(page.locator("[role=timer]")).to_have_text(re.compile(r"^(20|19):\d\d left$"))
    assert "/result/" not in page.url
    ways.hand_in(page)


def test_when_the_server_says_that_time_is_over_what_is_there_is_handed_in(page):
    over = format_datetime(datetime.now(UTC) + timedelta(minutes=21), usegmt=True)
    page.route("**/healthz", lambda route: route.fulfill(body="ok", headers={"Date": over}))
    choose(page, "first", "effect")

    page.clock.fast_forward("20:01")

    page.wait_for_url("**/result/")
    heading(page).to_contain_text("Not passed yet: 33")
    expect(page.get_by_text("Something came too late.")).to_be_hidden()


def test_without_a_script_the_page_says_until_when(open_as):
    page = open_as("trainer", java_script_enabled=False).new_page()
    ways.begin(page, "timed")

    moment = r"until (\d+ \w+ \d{4}, )?\d\d:\d\d"  # late in the evening, with the day
    expect(page.locator("[role=timer]")).to_have_text(re.compile(f"^{moment}$"))
    expect(page.get_by_text(re.compile(f"You have {moment};"))).to_be_visible()
    ways.hand_in(page)
