"""A trainer keeps a bank of questions, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard

GIFT = """::Who first:: Who may speak? { =Whoever holds the piece ~The senior one }

::Broken:: What is this? {
"""


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("trainer").new_page())


@pytest.fixture
def keyboard(page):
    return Keyboard(page)


def heading(page):
    return expect(page.get_by_role("heading", level=1))


def make_a_bank(page, keyboard, name):
    page.goto("/")
    keyboard.follow("Questions")
    keyboard.follow("Make a bank")
    keyboard.write("Name", name)
    keyboard.pick("Unit", "Harlow School of Medicine")
    keyboard.press("Make it")
    heading(page).to_contain_text(name)


def begin(keyboard, kind):
    keyboard.open("Write a question")
    keyboard.follow(kind)


def fill(page, keyboard, **fields):
    """Type into the fields with these ids, in this order."""
    for name, text in fields.items():
        keyboard.reach_it(page.locator(f"#id_{name.replace('__', '-')}"))
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)


def test_a_trainer_writes_questions_and_words_one_anew(page, keyboard, sound):
    make_a_bank(page, keyboard, "Circles, by keyboard")
    sound(page)

    begin(keyboard, "Matching")
    sound(page)
    fill(
        page,
        keyboard,
        prompt="What is each of these for?",
        pairs__0__text="The piece",
        pairs__0__option="Taking turns",
        pairs__1__text="The keeper",
        pairs__1__option="Holding the space",
        pairs__2__option="Keeping minutes",
    )
    expect(page.get_by_text("It can be marked, and got right.")).to_be_visible()
    keyboard.press("Save")
    heading(page).to_contain_text("What is each of these for?")
    sound(page)

    keyboard.follow("Circles, by keyboard")
    begin(keyboard, "Numeric")
    fill(page, keyboard, prompt="Nine speak for two minutes each. How long is a round?")
    fill(page, keyboard, values__0__value="18", values__0__tolerance="0,5")
    fill(page, keyboard, units__0__unit="min", units__0__factor="1")
    keyboard.reach("button", "Add a unit")
    page.keyboard.press("Enter")
    expect(page.locator("#id_units-1-unit")).to_be_focused()
    page.keyboard.type("h")
    fill(page, keyboard, units__1__factor="60")
    keyboard.press("Save")
    heading(page).to_contain_text("Numeric, number 1")

    keyboard.follow("Edit")
    fill(page, keyboard, values__0__tolerance="1")
    sound(page)
    keyboard.press("Save")
    heading(page).to_contain_text("Numeric, number 2")
    expect(page.get_by_text("How it is marked changed.")).to_be_visible()
    sound(page)

    keyboard.follow("Circles, by keyboard")
    keyboard.tick("Choose “What is each of these for?”")
    keyboard.press("Give a tag")
    heading(page).to_contain_text("Give a tag to 1 question.")
    sound(page)
    keyboard.write("Tag", "circles")
    keyboard.press("Give the tag")
    expect(page.get_by_role("row", name="What is each")).to_contain_text("circles")
    sound(page)


def test_a_file_of_questions_is_looked_at_before_it_is_taken_in(page, keyboard, sound):
    make_a_bank(page, keyboard, "Circles, from a file")
    page.get_by_role("link", name="Take in a file of questions").click()
    file = {"name": "circle.gift", "mimeType": "text/plain", "buffer": GIFT.encode()}
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="See what comes in").click()

    heading(page).to_contain_text("This is what would come in.", timeout=60_000)
    expect(page.get_by_role("row", name="Broken")).to_contain_text("left out")
    sound(page)
    page.get_by_role("button", name="Take them in").click()

    heading(page).to_contain_text("The questions have been taken in.", timeout=60_000)
    page.get_by_role("link", name="See the bank").click()
    page.get_by_role("link", name="Who may speak?").click()
    heading(page).to_contain_text("Single choice, number 1")


def test_a_mistake_is_named_and_leads_to_its_field(page, keyboard, sound):
    make_a_bank(page, keyboard, "Circles, mistaken")
    begin(keyboard, "Single choice")
    fill(page, keyboard, prompt="Who may speak?", choices__0__text="Whoever holds the piece")
    keyboard.press("Save")

    expect(page.get_by_role("alert")).to_contain_text("Tick just one of the choices as right.")
    expect(page.locator("#id_choices-0-text")).to_have_value("Whoever holds the piece")
    sound(page)


def test_rows_are_added_and_moved_without_script(open_as, page, keyboard):
    make_a_bank(page, keyboard, "Circles, without script")
    address = page.url
    plain = open_as("trainer", java_script_enabled=False).new_page()
    plain.goto(address)
    plain.get_by_text("Write a question").click()
    plain.get_by_role("link", name="Ordering").click()
    for place, words in enumerate(("Closing", "Opening")):
        plain.locator(f"#id_items-{place}-text").fill(words)

    plain.get_by_role("button", name="Move up Item 2").click()
    plain.get_by_role("button", name="Add an item").click()

    assert [plain.locator(f"#id_items-{n}-text").input_value() for n in range(4)] == [
        "Opening",
        "Closing",
        "",
        "",
    ]
    plain.locator("#id_prompt").fill("In which order?")
    plain.get_by_role("button", name="Save").click()
    heading(plain).to_contain_text("In which order?")
