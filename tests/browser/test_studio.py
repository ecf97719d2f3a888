"""A trainer writes a course: by mouse first, then a second one by keyboard alone."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.writing import (
    add,
    add_module,
    begin,
    heading,
    saved,
    text,
    to_outline,
    write_choice,
)

VTT = "WEBVTT\n\n00:00.000 --> 00:04.000\nWhoever holds the piece may speak.\n"
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("trainer").new_page())


@pytest.fixture
def keyboard(page):
    return Keyboard(page)


def a_page_with_a_picture(page, tmp_path: Path):
    add(page, "A morning on ward 7", "Page")
    text(page).click()
    page.keyboard.type("It is twenty to seven.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Picture").click()
    picture = tmp_path / "ward.png"
    Image.new("RGB", (2400, 1200), "teal").save(picture)
    page.get_by_label("The file").first.set_input_files(picture)
    page.get_by_label("What does the picture show?").fill("A ward at dawn.")
    page.get_by_label(re.compile("^Caption")).fill("Ward 7")
    page.get_by_role("button", name="Put it in").first.click()
    expect(text(page).locator("figure img")).to_have_attribute("alt", "A ward at dawn.")
    saved(page)


def a_video(page, tmp_path: Path):
    add(page, "The talking piece", "Video")
    film, captions = tmp_path / "piece.mp4", tmp_path / "piece.vtt"
    film.write_bytes(FILM)
    captions.write_text(VTT)
    for label, file in (("The film", film), ("Captions", captions)):
        field = page.get_by_label(re.compile(f"^{label}"))
        field.locator("xpath=following-sibling::input[@type='file']").set_input_files(file)
        expect(field).to_have_value(re.compile("^/assets/"))
    text(page).click()
    page.keyboard.type("Whoever holds the piece may speak.")
    saved(page)


def a_quiz_of_three_kinds(page):
    add(page, "Knowledge check", "Quiz")
    for kind in ("Single choice", "Multiple response", "True or false"):
        page.locator("summary", has_text="Write a question").click()
        page.get_by_role("link", name=kind, exact=True).click()
        page.locator("[name=prompt]").fill(f"What comes first, {kind.lower()}?")
        if kind == "True or false":
            page.get_by_label("True", exact=True).or_(
                page.locator("[name=right][value=true]")
            ).first.check()
            for each in page.locator("textarea[name*=feedback]").all():
                each.fill("So it is.")
        else:
            write_choice(page, 0, "Listening", "So it is.", right=True)
            write_choice(page, 1, "Judging", "Later, if at all.")
        page.locator("#editor").get_by_role("button", name="Save").last.click()
        heading(page).to_have_text("Knowledge check")
    expect(page.locator("ol.lines > li")).to_have_count(3)


def test_a_course_is_written_checked_previewed_and_published(page, sound, tmp_path):
    begin(page, "Circles on the ward")
    sound(page)
    add_module(page, "Why a circle")
    a_page_with_a_picture(page, tmp_path)
    sound(page)
    to_outline(page)
    a_video(page, tmp_path)
    to_outline(page)
    a_quiz_of_three_kinds(page)
    sound(page)
    to_outline(page)
    add(page, "What I will try", "Reflection")
    text(page).click()
    page.keyboard.type("What will you try this week?")
    saved(page)
    to_outline(page)
    expect(page.locator("#checks")).to_contain_text("Nothing to mend in 4 activities.")

    page.get_by_role("link", name="Preview as a learner").click()
    heading(page).to_have_text("A morning on ward 7")
    sound(page)
    page.get_by_role("button", name="Next").click()
    heading(page).to_have_text("The talking piece")
    page.get_by_role("link", name="Back to writing").click()

    page.get_by_role("link", name="Publish …").click()
    page.get_by_role("radio", name=re.compile("New learners only")).check()
    expect(page.locator("#outcome")).to_contain_text("Nobody is in the middle of this course.")
    sound(page)
    page.get_by_role("checkbox", name=re.compile("Yes, publish it")).check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Edition 1 is published.")).to_be_visible()
    page.goto("/courses/circles-on-the-ward/")
    heading(page).to_have_text("Circles on the ward")


def test_a_line_is_moved_by_hand_by_button_and_brought_back(page, sound):
    page.goto("/studio/new/")
    page.get_by_label("Title").fill("Moved about")
    page.get_by_label("Unit").select_option(label="Harlow School of Medicine")
    page.get_by_role("radio", name=re.compile("Short course")).check()
    page.get_by_role("button", name="Begin it").click()
    lines = page.locator("[data-activity] .line-title")
    expect(lines).to_have_text(["A case", "What is known", "What I will try", "Knowledge check"])

    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": 1280, "height": 1600})  # all of it in sight: nothing scrolls
    page.locator("[data-activity=check]").drag_to(
        page.locator("[data-activity=a-case]"), target_position={"x": 40, "y": 4}
    )
    expect(lines).to_have_text(["Knowledge check", "A case", "What is known", "What I will try"])
    page.get_by_role("button", name=re.compile("^Down.*Knowledge check")).click()
    expect(lines).to_have_text(["A case", "Knowledge check", "What is known", "What I will try"])
    page.get_by_role("button", name="Remove “A case”").click()
    expect(lines).to_have_text(["Knowledge check", "What is known", "What I will try"])
    sound(page)
    page.get_by_role("button", name="Undo").click()
    expect(lines).to_have_text(["A case", "Knowledge check", "What is known", "What I will try"])


def test_a_course_is_written_and_published_by_keyboard_alone(page, keyboard):
    page.goto("/")
    keyboard.follow("Studio")
    keyboard.follow("Begin a course")
    keyboard.write("Title", "By keyboard")
    keyboard.pick("Unit", "Harlow School of Medicine")
    keyboard.press("Begin it")
    keyboard.write("Title of a new module", "Why")
    keyboard.press("Add the module")
    keyboard.write("Title", "A case")
    keyboard.press("Add and write it")
    keyboard.reach_it(text(page))
    page.keyboard.type("It is twenty to seven.")
    keyboard.press("Save")
    keyboard.follow("Back to the outline")
    keyboard.follow("Publish …")
    keyboard.choose("New learners only Those in progress stay where they are.")
    keyboard.tick("Yes, publish it. What is published stays.")
    keyboard.press("Publish")
    expect(page.get_by_text("Edition 1 is published.")).to_be_visible()


def test_the_pages_around_a_draft_are_sound(page, sound):
    page.goto("/studio/courses/restorative-practices/")
    begins = page.get_by_role("button", name="Begin the next draft")
    if begins.count():
        begins.click()
    page.wait_for_url("**/en/")
    draft = page.url
    quiz = page.locator(".line-title a", has_text="Quiz: what it is").get_attribute("href")
    page.goto(quiz)
    question = page.locator("ol.lines a").first.get_attribute("href")
    around = ["front/", "checks/", "history/", "discard/", "activities/ward-seven/move/"]
    for address in [*(draft + each for each in around), question, f"{quiz}draws/"]:
        page.goto(address)
        sound(page)


def test_a_scenario_is_written_and_walked(page, sound):
    begin(page, "A branching case")
    add_module(page, "One")
    add(page, "A remark at the board", "Scenario")
    text(page).click()
    page.keyboard.type("You run the morning round.")
    page.locator("[name=situations-0-title]").fill("At the board")
    page.locator("[name=situations-0-text]").fill("Somebody laughs at the intern.")
    page.locator("[name=situations-1-title]").fill("You spoke")
    page.locator("[name=situations-1-text]").fill("The room is quiet, and listens.")
    page.locator("[name=choices-1-0-text]").fill("Say something now")
    page.locator("[name=choices-1-0-leads_to]").select_option(index=2)
    page.get_by_role("button", name="Save", exact=True).last.click()
    sound(page)
    page.get_by_role("link", name="Preview as a learner").click()
    page.get_by_role("link", name="Say something now").click()
    expect(page.get_by_text("The room is quiet, and listens.")).to_be_visible()
    page.get_by_role("button", name="Next").click()
