"""What every page must pass, whatever is on it."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

AXE = Axe().axe_script
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
SETTLED = """async () => {
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
}"""
WIDE, PHONE, ZOOMED = 1280, 360, 320  # 320 px is 1280 at 400 %


def assert_axe_finds_nothing(page: Page, only: list[str] | None = None) -> None:
    page.wait_for_load_state()  # a click is over before the page that it brings
    options = {"runOnly": only or TAGS, "preload": False, "resultTypes": ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    plain = [
        f"{it['id']} ({it['impact']}): {it['help']}: {[node['html'] for node in it['nodes']]}"
        for it in found
    ]
    assert plain == [], f"{page.url}, {page.viewport_size}\n" + "\n".join(plain)


def assert_sound(page: Page) -> None:
    """One heading of the first order; nothing for axe; nothing that scrolls sideways.

    What axe says of a page depends on its width, and only of colours on light and dark: so the
    wide page is looked at in light, the phone's in dark, and of the wide one the colours in both.
    """
    expect(page.locator("h1")).to_have_count(1)
    show_at(page, WIDE)
    assert_axe_finds_nothing(page)
    show_in(page, "dark")
    assert_axe_finds_nothing(page, COLOURS)
    show_at(page, PHONE)
    assert_axe_finds_nothing(page)
    show_in(page, "light")
    show_at(page, ZOOMED)


def show_at(page: Page, width: int) -> None:
    """At this width nothing scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} needs {needed} px where there are {width}"


def show_in(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Change the colours, and wait until no button is on its way from one to the other."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(SETTLED)
