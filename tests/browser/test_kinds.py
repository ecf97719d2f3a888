"""Every kind of question in a real browser: by keyboard, saved as it is given, on every screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard

COURSE = Path(__file__).parent / "every-kind"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
HELD = re.compile(r"^Kept on this device")
OFFLINE = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture(scope="module")
def published(site):
    site.manage("import_course", str(COURSE), "--publish")


@pytest.fixture
def open_quiz(published, open_as, watch):
    """Opens an attempt at the quiz, which goes on where it was left."""

    def open_one(name="trainer", but=OFFLINE, **options):
        page = watch(open_as(name, **options).new_page(), but=but)
        page.goto("/courses/every-kind/")
        page.get_by_role("button", name="Start", exact=True).or_(
            page.get_by_role("link", name="Continue", exact=True)
        ).first.click()
        page.locator("main").get_by_role(
            "button", name=re.compile("Start the quiz|Try again|Go on")
        ).or_(page.get_by_role("link", name="Go on with the quiz")).first.click()
        page.wait_for_url("**/learn/attempts/*/")
        return page

    return open_one


def question(page, key):
    return page.locator(f"[data-question={key}]")


def receipt(page, key):
    return expect(question(page, key).locator("[data-receipt]"))


def menus(page):
    """The items as they stand, with the place of each."""
    items = question(page, "ordering").locator("li").all()
    return [
        (item.locator("[data-item]").inner_text(), item.locator("select").input_value())
        for item in items
    ]


def test_an_order_is_made_by_keyboard_and_every_move_is_told(open_quiz):
    page = open_quiz()
    keyboard = Keyboard(page)
    [first, second, *rest] = [name for name, _place in menus(page)]

    button = keyboard.reach("button", f"Move down: {first}")
    page.keyboard.press("Enter")

    expect(button).to_be_focused()
    expect(question(page, "ordering").get_by_role("status")).to_have_text(
        f"{first} is now number 2 of 4."
    )
    assert menus(page) == [(second, "1"), (first, "2"), (rest[0], "3"), (rest[1], "4")]
    receipt(page, "ordering").to_have_text(SAVED)

    menu = question(page, "ordering").get_by_label(f"Place of: {first}")
    menu.select_option("4")

    expect(menu).to_be_focused()
    moved = [(second, "1"), (rest[0], "2"), (rest[1], "3"), (first, "4")]
    assert menus(page) == moved
    receipt(page, "ordering").to_have_text(SAVED)
    page.wait_for_function("localStorage.length === 0")
    page.reload()
    assert menus(page) == moved


def test_what_is_typed_is_saved_while_it_is_typed(open_quiz):
    page = open_quiz()
    field = question(page, "short_text").get_by_label("Your response")

    field.press_sequentially("speaks")
    receipt(page, "short_text").to_have_text(SAVED)
    expect(field).to_be_focused()
    page.wait_for_function("localStorage.length === 0")
    page.reload()

    expect(field).to_have_value("speaks")
    expect(page.locator("[data-map=short_text]")).to_have_text("Answered")


def test_what_is_given_offline_is_there_again_and_saved_later(open_quiz, watch):
    page = open_quiz("coordinator")
    page.context.set_offline(True)
    question(page, "matching").get_by_label("“What were you thinking").select_option(
        "None of these"
    )
    question(page, "numeric").get_by_label("Number").fill("0,3")
    question(page, "numeric").get_by_label("Unit").select_option("h")
    question(page, "cloze").get_by_label("Gap 1").fill("harm")
    question(page, "cloze").get_by_label("Gap 2").select_option("is obliged")
    question(page, "essay").get_by_label("Your response").fill("Once, on a\n\nTuesday.")
    question(page, "ordering").get_by_role("button", name="Move up").last.click()
    page.get_by_label("Sometimes").check()
    given = ("matching", "numeric", "cloze", "essay", "ordering", "likert")
    for key in given:
        receipt(page, key).to_have_text(HELD)
    before, address, context = menus(page), page.url, page.context
    page.close()
    context.set_offline(False)

    again = watch(context.new_page())
    again.goto(address)

    for key in given:
        receipt(again, key).to_have_text(SAVED)
    again.wait_for_function("localStorage.length === 0")
    again.reload()
    assert menus(again) == before
    expect(again.get_by_label("“What were you thinking").locator("option:checked")).to_have_text(
        "None of these"
    )
    expect(again.get_by_label("Number")).to_have_value("0,3")
    expect(again.get_by_label("Unit")).to_have_value("h")
    expect(again.get_by_label("Gap 1")).to_have_value("harm")
    expect(question(again, "essay").get_by_label("Your response")).to_have_value(
        "Once, on a\n\nTuesday."
    )
    expect(again.get_by_text("Words: 4")).to_be_visible()
    expect(again.get_by_label("Sometimes")).to_be_checked()


def test_every_kind_is_sound_asked_and_marked(open_quiz, sound):
    page = open_quiz("admin")
    question(page, "single").get_by_text("A hint", exact=True).click()
    question(page, "single").get_by_text("A further hint").click()
    expect(page.get_by_text("With the one who was harmed.")).to_be_visible()
    page.get_by_label("What was it like, and what did he mean?").check()
    question(page, "ordering").get_by_role("button", name="Move up").last.click()
    question(page, "cloze").get_by_label("Gap 1").fill("why")
    question(page, "numeric").get_by_label("Number").fill("17")
    sound(page)

    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")

    sound(page)


def test_every_kind_works_without_a_script(open_quiz):
    page = open_quiz("faculty", java_script_enabled=False)
    page.get_by_label("What was it like for you?").check()
    page.get_by_label("A word on why we are here").check()
    page.get_by_label("“What do you need").select_option("The person who was harmed")
    for place, item in enumerate(("Opening", "Agreements", "Rounds", "Closing"), 1):
        page.get_by_label(f"Place of: {item}").select_option(str(place))
    question(page, "short_text").get_by_label("Your response").fill("speak")
    page.get_by_label("Number").fill("18")
    page.get_by_label("Unit").select_option("min")
    page.get_by_label("Gap 1").fill("harm")
    page.get_by_label("Gap 2").select_option("is obliged")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Gap 1")).to_have_value("harm")

    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")

    heads = page.locator("h3.prompt .question-number").all_inner_texts()
    assert heads[:4] == [
        "Question 1 · right, 1 of 1 point",
        "Question 2 · partly right, 1 of 2 points",
        "Question 3 · left open, 0 of 1 point",
        "Question 4 · partly right, 1 of 3 points",
    ]
    assert [head.split(" · ")[1][:5] for head in heads[4:8]] == ["right"] * 4
