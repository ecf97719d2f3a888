"""What a stranger meets, in a real browser."""

from tests.running import wait_until


def test_the_demos_inbox_shows_a_mail_as_it_looks(page, axe):
    wait_until(lambda: page.goto("/demo/inbox/") and page.locator("tbody").count(), "a mail")
    axe(page)

    page.locator("tbody th a").first.click()

    page.wait_for_url("**/demo/inbox/*/")
    axe(page)
    page.frame_locator("iframe").locator("a").first.click()
    page.wait_for_url("**/account/login/?next=**")  # over the whole window, not in the frame
