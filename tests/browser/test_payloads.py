"""What attackers have tried elsewhere, shown by a real browser as a page would show it."""

import os
import shutil

import pytest
from django.template import engines

from courses.services.richtext import render, sanitise, sanitise_passage, sanitise_phrase
from tests.browser.conftest import NAMES
from tests.integration.courses.payloads import payloads

pytestmark = pytest.mark.browser

BATCH = 250
PAGE = "<!doctype html>{% for text in texts %}<article>{{ text }}</article>{% endfor %}"
# Anything that runs leaves a mark; nothing of what is shown may lead anywhere but these.
WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...words) => { window.ran.push(name); };
document.addEventListener("securitypolicyviolation", () => window.ran.push("policy"));
"""
TOUCH = """
() => {
  const strange = [];
  for (const element of document.querySelectorAll("article *")) {
    for (const type of ["click", "mouseover", "focus", "error", "load", "toggle", "animationend"])
      if (!(type === "click" && element.closest("a"))) element.dispatchEvent(new Event(type));
    for (const attribute of element.attributes)
      if (/^(on|style|srcdoc|formaction)/i.test(attribute.name)) strange.push(attribute.name);
    if (element instanceof HTMLAnchorElement && element.hasAttribute("href")
        && !["http:", "https:", "mailto:", "about:"].includes(element.protocol))
      strange.push(element.href);
    if (element.namespaceURI !== "http://www.w3.org/1999/xhtml" || element.tagName.includes("-"))
      strange.push(element.tagName);
    if (/^(SCRIPT|STYLE|IFRAME|OBJECT|EMBED|FORM|INPUT|BASE|META|LINK)$/.test(element.tagName))
      strange.push(element.tagName);
  }
  return [...window.ran, ...strange];
}
"""


@pytest.fixture(scope="module")
def page():
    """A page of the system's Chromium, with scripts on and no policy to lean on."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        said = "no Chromium on this machine"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script(WATCH)
        yield page
        browser.close()


def shown(texts):
    return engines["django"].from_string(PAGE).render({"texts": texts})


WAYS = {
    "page": lambda payload: render(sanitise(payload)),
    "passage": lambda payload: render(sanitise_passage(payload)),
    "phrase": lambda payload: render(sanitise_phrase(payload)),
    "never sanitised": render,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_payload_runs(page, way):
    tried = payloads()
    dialogs, asked = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))

    for start in range(0, len(tried), BATCH):
        page.goto("about:blank")
        page.set_content(shown([WAYS[way](text) for text in tried[start : start + BATCH]]))
        assert page.evaluate(TOUCH) == []

    assert dialogs == []
    assert asked == []


def test_the_watch_would_see_a_script_that_runs(page):
    page.goto("about:blank")
    page.set_content("<article><img src=x onerror='alert(1)'><script>alert(2)</script></article>")
    page.wait_for_function("window.ran.length >= 2")

    assert page.evaluate(TOUCH)[:2] == ["alert", "alert"]
