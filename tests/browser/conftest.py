"""A real browser on a real system: gunicorn, worker, beat and broker, with the demo in it.

`page` fails its test on any console error, page error or breach of the content security
policy, and looks at every page it comes to through axe.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.running import Site, a_running_site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


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
        yield running


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """For one module at a time: while it runs, nothing here may ask the test's own database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
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


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser found wrong during the test; anything at all fails it."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def watch(complaints: list[str]) -> Callable[[Page], Page]:
    """Makes a page's complaints the test's failure."""

    def listen(page: Page) -> Page:
        def hear(message: ConsoleMessage) -> None:
            # A page that answers 404 or 422 on purpose: the test itself knows its status.
            of_the_page = message.location["url"] == page.url
            refused = of_the_page and message.text.startswith("Failed to load resource")
            if message.type == "error" and not refused:
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    return listen


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], watch: Callable[[Page], Page]) -> Page:
    return watch(open_context().new_page())


@pytest.fixture
def axe(complaints: list[str]) -> Callable[[Page], None]:
    """Asserts that axe finds nothing on the page as it stands."""

    def look(page: Page) -> None:
        page.evaluate("0")  # whatever was said before has been heard
        before = len(complaints)
        found = Axe().run(page, options=AXE).response["violations"]
        page.evaluate("0")
        del complaints[before:]  # axe tries inline styles, and the policy refuses them
        plain = [
            f"{it['id']} ({it['impact']}): {it['help']}: {[node['html'] for node in it['nodes']]}"
            for it in found
        ]
        assert plain == [], f"{page.url}\n" + "\n".join(plain)

    return look
