"""A link in a mail leads to exactly the place, and never signs anyone in."""

import pytest
from playwright.sync_api import expect

from tests.browser.inbox import newest_mail

AMARA = "faculty@example.org"  # begun, and due in three days: the demo reminds her today
COURSE = "Restorative Practices in Academic Medicine"


@pytest.fixture
def link(open_context, watch):
    """The address of the button in the mail, as it looks."""
    page = watch(open_context().new_page())
    newest_mail(page, AMARA, COURSE)
    return page.frame_locator("iframe").get_by_role("link", name="Continue").get_attribute("href")


@pytest.fixture
def pages_of():
    """The pages that a window shows, as they come."""

    def listen(page):
        shown = []
        page.on(
            "response",
            lambda reply: (
                shown.append(reply.url)
                if reply.request.resource_type == "document" and reply.status == 200
                else None
            ),
        )
        return shown

    return listen


def test_a_mails_link_signs_nobody_in_and_the_sign_in_leads_on(
    link, open_context, open_as, watch, site
):
    context = open_context()
    page = watch(context.new_page())
    page.goto(link)

    expect(page).to_have_url(f"{site.url}/account/login/?next=/courses/restorative-practices/next/")
    assert [each for each in context.cookies() if each["name"] == "sessionid"] == []
    page.goto("/")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto("/transcript/")
    expect(page).to_have_url(f"{site.url}/account/login/?next=/transcript/")

    page.goto(link)
    page.get_by_text("Sign in with a password").click()
    page.get_by_label("E-mail address", exact=True).fill(AMARA)
    page.get_by_label("Password", exact=True).fill("the talking piece")
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.wait_for_url("**/learn/**")
    signed_in = open_as("faculty").new_page()
    signed_in.goto(link)
    assert page.url == signed_in.url


def test_the_next_activity_is_one_click_and_one_page_from_the_mail(link, open_as, watch, pages_of):
    page = watch(open_as("faculty").new_page())
    shown = pages_of(page)

    page.goto(link)

    assert len(shown) == 1
    assert page.url == shown[0]
    assert page.locator("article.prose p").first.is_visible()
    reached = page.locator("#main h1").inner_text()
    page.goto("/")
    assert page.locator("main h2").first.inner_text() == reached


def test_a_course_not_begun_is_two_clicks_and_two_pages_from_the_mail(
    site, open_as, watch, pages_of
):
    """The link of the first reminder, to somebody who has never opened the course."""
    page = watch(open_as("trainer").new_page())
    shown = pages_of(page)

    page.goto(f"{site.url}/courses/one-good-question/next/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/learn/**")

    assert len(shown) == 2
    expect(page.locator("article.prose p").first).to_be_visible()
