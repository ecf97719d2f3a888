"""What is done in steps, each of them a page: a roster, a requirement, the way in by code."""

from playwright.sync_api import expect

ROSTER = """hr_id,email,first_name,last_name,unit,hired_on
90001,pilar.ortega@example.org,Pilar,Ortega,Harlow School of Medicine / Pediatrics,2026-11-02
90002,,Nobody,Reachable,Harlow School of Medicine / Pediatrics,
"""


def heading(page):
    return expect(page.get_by_role("heading", level=1))


def test_a_roster_is_looked_at_before_it_is_taken_in(open_as, watch, sound):
    page = watch(open_as("admin").new_page())
    page.goto("/people/import/")
    roster = {"name": "november.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    page.get_by_label("The roster").set_input_files(roster)
    page.get_by_role("button", name="See what would change").click()

    heading(page).to_contain_text("2 rows were read. Nothing has changed yet.", timeout=60_000)
    expect(page.get_by_role("row", name="3 email")).to_contain_text("left out")
    sound(page)
    page.get_by_role("button", name="Take it in").click()

    heading(page).to_contain_text("The roster has been taken in.", timeout=60_000)
    sound(page)
    page.goto("/people/?q=Ortega")
    page.get_by_role("link", name="Pilar Ortega").click()
    heading(page).to_contain_text("Pilar Ortega")


def test_what_a_requirement_brings_is_seen_before_it_is_switched_on(open_as, watch, sound):
    page = watch(open_as("admin").new_page())
    page.goto("/requirements/new/")
    page.get_by_label("Course", exact=True).select_option(label="One Good Question")
    page.get_by_label("Title").fill("Asking, emergency medicine")
    page.get_by_label("Emergency Medicine").check()
    page.get_by_role("button", name="See what it brings").click()

    heading(page).to_contain_text("Asking, emergency medicine: asked of")
    sound(page)
    page.get_by_role("button", name="Change something").click()

    expect(page.get_by_label("Title")).to_have_value("Asking, emergency medicine")
    expect(page.get_by_label("Emergency Medicine")).to_be_checked()
    page.goto("/requirements/?q=Asking, emergency")
    expect(page.get_by_text("No title holds those words.")).to_be_visible()


def test_the_way_in_by_code_is_sound(page, sound):
    page.goto("/account/login/")
    page.get_by_label("Your work e-mail address").fill("nobody.known@example.org")
    page.get_by_role("button", name="Mail me a code").click()

    heading(page).to_have_text("We have mailed you a code.")
    sound(page)
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("That is not the code.")).to_be_visible()
    sound(page)
