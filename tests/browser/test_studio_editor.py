"""What a page's editor makes of what is pasted, noted and brought to it."""

import pytest
from playwright.sync_api import expect

from courses.services.richtext import sanitise, sanitise_passage
from tests.browser.writing import add, add_module, begin, saved, text

WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p{mso-x:1}</style></head>"
    "<body><p class=MsoNormal style='margin:0'><b>Bold</b> and <i>leaning</i><o:p></o:p></p>"
    "<h1 class=x>A heading</h1><script>alert(1)</script></body></html>"
)
GOOGLE = (
    '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
    '<span style="font-size:11pt;font-weight:700;">Bold</span><span style="font-size:11pt;'
    'font-weight:400;"> and </span><span style="font-style:italic;font-weight:400;">leaning</span>'
    "</p><h1 dir='ltr'><span style='font-weight:400'>A heading</span></h1></b>"
)
CLEAN = "<p><strong>Bold</strong> and <em>leaning</em></p>\n<h2>A heading</h2>"
ITEM = (
    "<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level{} lfo1'>"
    "<![if !supportLists]><span style='mso-list:Ignore'>{}<span style='font:7pt'>"
    "&nbsp;&nbsp; </span></span><![endif]>{}<o:p></o:p></p>"
)
WORD_LISTS = "".join(
    [
        "<p class=MsoNormal>Bring:</p>",
        ITEM.format(1, "·", "a chair"),
        ITEM.format(2, "o", "a soft one"),
        ITEM.format(1, "·", "water"),
        "<p class=MsoNormal>Then:</p>",
        ITEM.format(1, "1.", "sit"),
        ITEM.format(1, "2.", "<b><i>listen</i></b>"),
    ]
)
LISTS = (
    "<p>Bring:</p>\n<ul><li>a chair<ul><li>a soft one</li></ul></li><li>water</li></ul>"
    "\n<p>Then:</p>\n<ol><li>sit</li><li><strong><em>listen</em></strong></li></ol>"
)
GOOGLE_BOTH = '<p><span style="font-weight:700;font-style:italic;">Both</span></p>'
PASTED = {
    "Word": (WORD, CLEAN),
    "Google Docs": (GOOGLE, CLEAN),
    "lists from Word": (WORD_LISTS, LISTS),
    "two marks from Google Docs": (GOOGLE_BOTH, "<p><strong><em>Both</em></strong></p>"),
}


@pytest.fixture
def page(open_as, watch):
    return watch(open_as("trainer").new_page())


@pytest.mark.parametrize(("html", "clean"), PASTED.values(), ids=PASTED.keys())
def test_what_is_pasted_from_a_word_processor_comes_out_clean(page, html, clean):
    begin(page, "Pasted")
    add_module(page, "One")
    add(page, "From Word", "Page")
    text(page).click()
    page.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", "plain");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )
    saved(page)
    page.reload()
    stored = page.locator("[name=body]").input_value()
    assert stored == clean


def test_words_become_a_footnote(page, sound):
    begin(page, "With a footnote")
    add_module(page, "One")
    add(page, "Noted", "Page")
    text(page).click()
    page.keyboard.type("Repair comes first. ")
    page.get_by_role("button", name="Footnote").click()
    page.keyboard.type("See the appendix.")
    saved(page)
    page.get_by_role("link", name="Preview as a learner").click()
    note = page.get_by_role("listitem").filter(has_text="See the appendix.")
    expect(note).to_be_visible()
    sound(page)


@pytest.mark.parametrize(
    ("course", "activities"), [("restorative-practices", 29), ("words-that-stay", 6)]
)
def test_every_page_that_ships_survives_the_editor(page, course, activities):
    """What the editor reads it writes again: no shipped text loses anything by being opened."""
    page.goto(f"/studio/courses/{course}/")
    begins = page.get_by_role("button", name="Begin the next draft")
    if begins.count():
        begins.click()
    listed = page.locator("[data-activity] .line-title a")
    expect(listed).to_have_count(activities)  # a click is over before the page that it brings
    addresses = listed.evaluate_all("links => links.map(link => link.href)")
    for address in addresses:
        page.goto(address)
        page.wait_for_function("document.querySelector('[data-editor]').editor")
        stored, again = page.evaluate(
            """() => {
              const box = document.querySelector("[data-editor]");
              return [box.defaultValue, box.editor.isEmpty ? "" : box.editor.getHTML()];
            }"""
        )
        whole = page.locator("[data-editor]").get_attribute("data-editor") == "page"
        assert (sanitise if whole else sanitise_passage)(again) == stored, address
