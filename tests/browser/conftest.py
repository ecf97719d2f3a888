"""A real browser on a real system: gunicorn, worker, beat and broker, with the demo in it.

`page` fails its test on any console error, page error or breach of the content security
policy; `axe` and `sound` look at a page as it stands.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from lms.sign_ins import PASSWORD
from tests.browser.sound import assert_axe_finds_nothing, assert_sound
from tests.running import Site, a_running_site

# The first is Chromium without its windows: a page opens in half the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COURSE = Path(__file__).parent / "one-good-question"

Open = Callable[..., BrowserContext]
Watch = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid or "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("There is no Chromium on PATH, and in CI there must be one.")
    pytest.skip("There is no Chromium on PATH: the journeys in a browser were not walked.")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, chromium_path: str) -> Iterator[Site]:
    """The whole system, started once. Another test's traces stay: use people of your own."""
    with a_running_site(tmp_path_factory.mktemp("site")) as running:
        running.manage("import_course", str(COURSE), "--publish")
        yield running


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """For one module at a time: while it runs, nothing here may ask the test's own database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser, site: Site) -> Iterator[Open]:
    """Further windows: `open_context(java_script_enabled=False)`, `open_context(locale="es")`."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        given = {"base_url": site.url, "viewport": {"width": 1280, "height": 900}, **options}
        context = chromium.new_context(**given)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """Who has signed in already, with their cookies."""
    return {}


@pytest.fixture
def open_as(open_context: Open, sessions: dict[str, object]) -> Open:
    """A window of somebody whom the demo gives a password: `open_as("admin")`."""

    def open_one(name: str, **options: object) -> BrowserContext:
        if name not in sessions:
            context = open_context()
            sign_in_by_password(context.new_page(), f"{name}@example.org")
            sessions[name] = context.storage_state()
        return open_context(storage_state=sessions[name], **options)

    return open_one


def sign_in_by_password(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_text("Sign in with a password").click()
    page.get_by_label("E-mail address", exact=True).fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser found wrong during the test; anything at all fails it."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def watch(complaints: list[str]) -> Watch:
    """Makes a page's complaints the test's failure, but for those that hold these words."""

    def listen(page: Page, but: str = "") -> Page:
        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and not is_expected(message, page, but):
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    return listen


def is_expected(message: ConsoleMessage, page: Page, but: str) -> bool:
    """A page that answers 404 or 422 on purpose: the test itself knows its status."""
    of_the_page = message.location["url"] == page.url
    refused = of_the_page and message.text.startswith("Failed to load resource")
    return refused or bool(but and but in message.text)


@pytest.fixture
def page(open_context: Open, watch: Watch) -> Page:
    return watch(open_context().new_page())


@pytest.fixture
def axe(complaints: list[str]) -> Callable[[Page], None]:
    """Asserts that axe finds nothing on the page as it stands."""
    return partial(unheard, complaints, assert_axe_finds_nothing)


@pytest.fixture
def sound(complaints: list[str]) -> Callable[[Page], None]:
    """Asserts that a page is sound on wide and narrow screens, in light and dark."""
    return partial(unheard, complaints, assert_sound)


def unheard(complaints: list[str], look: Callable[[Page], None], page: Page) -> None:
    """Look with axe: it tries inline styles, which the policy refuses; that is not the page's."""
    page.evaluate("0")  # whatever was said before has been heard
    before = len(complaints)
    look(page)
    page.evaluate("0")
    del complaints[before:]
