"""Journey 6: an admin requires a course of people more exactly than by units, and keeps who they
are for the next time. By mouse, and by keyboard alone."""

import re

from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard

COURSE = "One Good Question"
SCHOOL, SURGERY = "Harlow School of Medicine", "Surgery"


def count(page):
    return page.get_by_role("status")


def heading(page):
    return page.get_by_role("heading", level=1)


def people_counted(page, says):
    """How many people the page says that these words hold."""
    expect(count(page)).to_contain_text(says)
    return int(re.search(r"\d+", count(page).inner_text())[0])


def test_it_is_required_by_mouse_of_some_of_a_school(open_as, watch, axe, sound):
    page = watch(open_as("admin").new_page())
    page.goto("/requirements/new/")
    page.get_by_label("Course", exact=True).select_option(label=COURSE)
    page.get_by_label("Title", exact=True).fill("Asking, professors but no surgeons")
    page.get_by_label("More exactly").check()
    page.get_by_label("Who belongs").select_option(label="All of these hold")
    page.locator("[name=rule-0-position]").fill("assistant professor")
    page.locator("[name=rule-0-unit]").select_option(label=SCHOOL)
    all_of_them = people_counted(page, f"as assistant professor in {SCHOOL}.")
    axe(page)

    page.get_by_role("button", name="Group", exact=True).click()
    group = page.locator("#rule-1")
    expect(page.locator("[name=rule-1-0-unit]")).to_be_focused()
    group.get_by_label("Who belongs").select_option(label="None of these holds")
    page.locator("[name=rule-1-0-unit]").select_option(label=f"\N{EM SPACE}{SURGERY}")
    fewer = people_counted(page, f"but not in {SURGERY}.")
    assert 0 < fewer < all_of_them
    sound(page)

    group.get_by_role("button", name="Tag", exact=True).click()
    expect(page.locator("[name=rule-1-1-tag]")).to_be_focused()
    page.get_by_role("button", name="See what it brings").click()
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.get_by_role("button", name="See what it brings").click()
    expect(page.get_by_text("Write a tag, or remove this line.")).to_be_visible()
    sound(page)
    page.locator("#rule-1-1").get_by_role("button", name="Remove").click()
    expect(page.locator("#rule-1-1")).to_have_count(0)
    expect(page.locator("[name=rule-0-position]")).to_have_value("assistant professor")

    page.get_by_role("button", name="See what it brings").click()
    expect(heading(page)).to_contain_text(f"asked of {fewer} people.")
    expect(page.get_by_text(f"but not in {SURGERY}.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Switch it on").click()
    expect(heading(page)).to_contain_text(f"Completed by 0 of {fewer} people.", timeout=60_000)
    sound(page)


def test_an_audience_is_kept_and_asked_by_keyboard_alone(open_as, watch, axe):
    page = watch(open_as("admin").new_page())
    keys = Keyboard(page)
    page.goto("/requirements/")
    keys.follow("Saved audiences")
    axe(page)
    keys.follow("Make an audience")
    keys.write("Name", "Chief residents and friends")
    keys.reach("button", "People by name")
    page.keyboard.press("Enter")
    who = page.locator("[name=rule-1-who]")
    expect(who).to_be_focused()
    page.keyboard.type("faculty@example.org")
    take_away = page.locator("#rule-0").get_by_role("button", name="Remove")
    while not take_away.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#rule-1")).to_have_count(0)
    expect(page.get_by_role("button", name="Appointment", exact=True)).to_be_focused()
    people = people_counted(page, "1 person today.")
    assert people == 1
    axe(page)
    keys.press("Keep it")
    expect(heading(page)).to_contain_text("Chief residents and friends")
    axe(page)

    keys.follow("Does somebody belong to it, and why?")
    keys.write("Name, e-mail address or HR id", "faculty@example.org")
    keys.press("Find")
    keys.follow_it(page.locator(".sample").get_by_role("link"))
    expect(heading(page)).to_contain_text("belongs to it today.")
    axe(page)

    page.goto("/requirements/new/")
    keys.pick("Course", COURSE)
    keys.write("Title", "Asking, of friends")
    keys.choose("A saved audience")
    keys.pick("The saved audience", "Chief residents and friends")
    people_counted(page, "Everyone in the audience “Chief residents and friends”.")
    axe(page)
    keys.press("See what it brings")
    expect(heading(page)).to_contain_text("Asking, of friends: asked of 1 person.")
    axe(page)


def test_enter_in_a_field_takes_no_line_away(open_as, watch):
    page = watch(open_as("admin").new_page())
    page.goto("/requirements/new/")
    page.get_by_label("More exactly").check()
    page.get_by_label("Course", exact=True).select_option(label=COURSE)
    page.get_by_label("Title", exact=True).fill("Asking, professors")
    page.locator("[name=rule-0-position]").fill("Professor")

    with page.expect_event("domcontentloaded"):
        page.locator("[name=rule-0-position]").press("Enter")

    expect(heading(page)).to_contain_text("Asking, professors: asked of")


def test_lines_are_written_without_a_script(open_as, watch):
    page = watch(open_as("admin", java_script_enabled=False).new_page())
    page.goto("/audiences/new/")
    page.get_by_label("Name", exact=True).fill("Without a script")
    page.locator("[name=rule-0-position]").fill("Professor")
    page.get_by_role("button", name="Group", exact=True).click()
    expect(page.locator("[name=rule-0-position]")).to_have_value("Professor")
    page.locator("#rule-1").get_by_label("Position").fill("Chair")
    page.locator("#rule-1").get_by_role("button", name="Remove the group").click()
    expect(page.locator("#rule-1")).to_have_count(0)
    page.get_by_role("button", name="Count them").click()
    expect(count(page)).to_contain_text("with an appointment as Professor")
    page.get_by_role("button", name="Keep it").click()
    expect(heading(page)).to_contain_text("Without a script")
