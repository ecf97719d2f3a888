"""The demo's inbox, read as whoever tries the demo out reads it."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.running import wait_until


def newest_mail(page: Page, to: str, about: str) -> Page:
    """The newest mail to this address whose subject holds these words, once it has come."""
    found = page.locator("tbody tr", has_text=about).get_by_role("link")

    def has_come() -> bool:
        page.goto(f"/demo/inbox/?to={to}")
        return found.count() > 0

    wait_until(has_come, f"a mail to {to} about {about}", seconds=60)
    found.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(about)
    page.wait_for_load_state("load")  # with the mail as it looks, in its frame
    return page


def code_for(context: BrowserContext, email: str) -> str:
    """The six digits that were mailed, read in another tab."""
    tab = context.new_page()
    newest_mail(tab, email, "code")
    digits = re.search(r"\b\d{6}\b", tab.get_by_role("region", name="As text").inner_text())
    assert digits, tab.content()
    tab.close()
    return digits[0]
