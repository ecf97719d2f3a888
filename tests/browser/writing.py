"""What tests of the studio share: a course begun, a module, an activity, and what it says."""

import re

from playwright.sync_api import expect


def heading(page):
    return expect(page.get_by_role("heading", level=1))


def saved(page):
    """The page has saved itself, after the last change."""
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def text(page):
    return page.locator(".ProseMirror")


def begin(page, title):
    page.goto("/studio/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Unit").select_option(label="Harlow School of Medicine")
    page.get_by_role("button", name="Begin it").click()
    heading(page).to_have_text(title)


def add_module(page, title):
    page.get_by_label("Title of a new module").fill(title)
    page.get_by_role("button", name="Add the module").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def add(page, title, kind):
    adding = page.locator("details.adding").last
    if adding.get_attribute("open") is None:
        adding.locator("summary").click()
    adding.get_by_label("Title").fill(title)
    adding.get_by_label("Kind").select_option(label=kind)
    adding.get_by_role("button", name="Add and write it").click()
    heading(page).to_have_text(title)


def to_outline(page):
    page.get_by_role("link", name="Back to the outline").click()
    page.wait_for_url(re.compile(r"/studio/courses/[^/]+/en/$"))


def write_choice(page, row, words, feedback, *, right=False):
    page.locator(f"[name=choices-{row}-text]").fill(words)
    page.locator(f"[name=choices-{row}-feedback]").fill(feedback)
    if right:
        page.locator(f"[name=choices-{row}-right]").check()
