"""What a stranger meets, in a real browser."""

import pytest

STRANGERS_PAGES = ("/", "/account/login/", "/verify/", "/help/", "/privacy/", "/accessibility/")


@pytest.mark.parametrize("path", [*STRANGERS_PAGES, "/nothing-here/"])
@pytest.mark.parametrize("width", [1280, 320])
def test_a_strangers_pages_are_sound(open_context, watch, axe, path, width):
    page = watch(open_context(viewport={"width": width, "height": 800}).new_page())
    missing = path == "/nothing-here/"

    reply = page.goto(path)

    assert reply.status == (404 if missing else 200)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def test_the_demos_inbox_shows_a_mail_as_it_looks(page, axe):
    page.goto("/demo/inbox/")
    axe(page)

    page.locator("tbody th a").first.click()

    page.wait_for_url("**/demo/inbox/*/")
    axe(page)
    assert page.frame_locator("iframe").locator("a").first.is_visible()
