"""What a stranger meets, in a real browser."""

from tests.browser.inbox import newest_mail


def test_the_demos_inbox_shows_a_mail_as_it_looks(page, axe):
    newest_mail(page, "faculty@example.org", "Restorative Practices")
    axe(page)

    page.frame_locator("iframe").locator("a").first.click()

    page.wait_for_url("**/account/login/?next=**")  # over the whole window, not in the frame
