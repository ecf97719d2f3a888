"""The whole of it, once, by keyboard alone and with the real worker: required, reminded,
learned, recorded, reported."""

import re

import pytest
from playwright.sync_api import expect

from lms.sign_ins import PASSWORD
from tests.browser.inbox import code_for, newest_mail
from tests.browser.keyboard import Keyboard

COURSE = "One Good Question"
UNIT = "Hospital Medicine"  # of Internal Medicine, for which the demo's coordinator answers
ROSA = "rosa.jimenez@example.org"


@pytest.fixture
def somebody(open_context, watch):
    """A window of its own, and a keyboard."""

    def sit_down(width=1280):
        page = watch(open_context(viewport={"width": width, "height": 740}).new_page())
        return page, Keyboard(page)

    return sit_down


def test_what_an_admin_requires_is_learned_certified_and_counted(somebody, axe):
    people = an_admin_requires_the_course(*somebody(), axe)
    coordinator = somebody()
    assert a_coordinator_reads(*coordinator, axe) == f"0 of {people}"

    learner, keys = somebody(width=360)  # as at 400 % zoom: no bar may hide what has the focus
    rosa_comes_from_the_mail(learner, keys, axe)
    rosa_learns(learner, keys, axe)
    code = rosa_has_her_certificate(learner, keys, axe)

    a_stranger_verifies(*somebody(), axe, code)
    assert a_coordinator_reads(*coordinator, axe) == f"1 of {people}"
    the_number_leads_to_rosa(*coordinator, axe)


def sign_in(page, keys, email):
    page.goto("/account/login/")
    keys.open("Sign in with a password")
    keys.write("E-mail address", email)
    keys.write("Password", PASSWORD)
    keys.press("Sign in", within=page.locator("details"))


def an_admin_requires_the_course(page, keys, axe):
    """The count lives as units are ticked; nothing happens before the preview is confirmed."""
    sign_in(page, keys, "admin@example.org")
    keys.follow("Requirements")
    axe(page)
    keys.follow("Require a course")
    keys.pick("Course", COURSE)
    keys.write("Title", "Asking, hospital medicine")
    keys.tick(UNIT)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\s*\d+ people today\."))
    people = int(re.search(r"\d+", page.get_by_role("status").inner_text())[0])
    axe(page)
    keys.press("See what it brings")
    asked = f"Asking, hospital medicine: asked of {people} people."
    expect(page.get_by_role("heading", level=1)).to_contain_text(asked)
    axe(page)
    keys.press("Switch it on")
    completed = f"Completed by 0 of {people} people."
    expect(page.get_by_role("heading", level=1)).to_contain_text(completed, timeout=60_000)
    axe(page)
    return people


def a_coordinator_reads(page, keys, axe):
    """The figure of the unit, as the report says it."""
    if page.url == "about:blank":
        sign_in(page, keys, "coordinator@example.org")
        keys.follow("Reports")
        axe(page)
    page.reload()
    return figure_of(page).locator("small a").first.inner_text()


def figure_of(page):
    """The cell of our unit and our requirement."""
    columns = page.locator("table.heat thead th").all_inner_texts()
    row = page.locator("table.heat tbody tr", has_text=UNIT)
    return row.locator("th, td").nth(columns.index("Asking, hospital medicine"))


def rosa_comes_from_the_mail(page, keys, axe):
    """The mail's link signs nobody in; the mailed code does, and leads on to the same place."""
    newest_mail(page, ROSA, COURSE)
    keys.follow_it(page.get_by_role("region", name="As text").get_by_role("link").first)
    expect(page).to_have_url(re.compile(r"/account/login/\?next=/courses/one-good-question/next/"))
    axe(page)
    keys.write("Your work e-mail address", ROSA)
    keys.press("Mail me a code")
    axe(page)
    keys.write("The six digits", code_for(page.context, ROSA))
    keys.press("Go on")
    expect(page).to_have_url(re.compile("/courses/one-good-question/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(COURSE)
    axe(page)
    keys.press("Start")
    expect(page.get_by_role("heading", level=1)).to_have_text("What to ask first")


def rosa_learns(page, keys, axe):
    axe(page)
    keys.press("Next")
    keys.press("Start the quiz")
    keys.choose("What was it like for you?")
    expect(page.locator("[data-question=first] [data-receipt]")).to_have_text(SAVED)
    keys.tick("Time")
    keys.tick("A closed door")
    keys.choose("True")
    expect(page.locator("[data-question=silence] [data-receipt]")).to_have_text(SAVED)
    axe(page)
    keys.press("Hand in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You passed, with 100")
    axe(page)
    keys.follow("Next: A question you were asked")
    axe(page)
    keys.write("What you write", "What would help you?")
    keys.press("Keep it and go on")
    axe(page)
    keys.tick("I have read the statement above, and I sign it.")
    keys.press("Sign")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are done.")
    axe(page)


SAVED = re.compile(r"^Saved \d\d:\d\d$")


def rosa_has_her_certificate(page, keys, axe):
    """The page, the PDF, and the code that is printed on both."""
    keys.follow("Your certificate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Jiménez")
    axe(page)
    keys.reach("link", "Download as PDF")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    return page.locator(".certificate dd").last.inner_text().split("\n")[-1].strip()


def a_stranger_verifies(page, keys, axe, code):
    page.goto("/")
    keys.follow("Verify a certificate", within=page.get_by_role("banner"))
    keys.write("The code on the certificate", code)
    keys.press("Verify")
    expect(page.get_by_role("heading", level=1)).to_contain_text("This certificate is valid.")
    facts = page.locator("dl.facts dd")
    for nth, said in enumerate(["Rosa Jiménez", COURSE, "1"]):
        expect(facts.nth(nth)).to_have_text(said)
    axe(page)


def the_number_leads_to_rosa(page, keys, axe):
    keys.follow_it(figure_of(page).locator("a").first)
    expect(page.locator("table.people tbody th")).to_have_text(["Rosa Jiménez"])
    axe(page)
