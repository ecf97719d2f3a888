"""What tests that take quizzes of the course “Ways to Ask” share."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

from lms.supervisor import broker
from tests.running import ROOT, Site, environment, free_port, wait_until

COURSE = Path(__file__).parent / "ways-to-ask"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
HELD = re.compile(r"^Kept on this device \d\d:\d\d$")
OFFLINE = "ERR_INTERNET_DISCONNECTED"  # Chromium's own word on every request that fails


def begin(page: Page, quiz: str) -> None:
    """Go to a new attempt at this quiz; one that is open is handed in before."""
    page.goto("/courses/ways-to-ask/")
    start = page.locator("main form button", has_text="Start")
    start.or_(page.get_by_role("link", name="Continue")).first.click()
    page.wait_for_url("**/learn/**")
    address = re.sub(r"[^/]+/$", f"{quiz}/", page.url)
    page.goto(address)
    if page.get_by_role("link", name="Go on with the quiz").count():
        page.get_by_role("link", name="Go on with the quiz").click()
        page.goto(f"{page.url.split('?')[0]}review/")
        hand_in(page)
        page.goto(address)
    page.get_by_role("button", name=re.compile("Start the quiz|Try again")).click()
    page.wait_for_url("**/learn/attempts/*/**")


def receipt(page: Page, key: str) -> Locator:
    return page.locator(f"[data-question={key}] [data-receipt]")


def choose(page: Page, key: str, value: str) -> None:
    page.locator(f"[data-question={key}] input[value={value}]").check()


def chosen_on_the_server(page: Page, address: str) -> list[tuple[str, str]]:
    """The choices that are in the page as it is sent, before any script runs."""
    sent = page.context.request.get(address).text()
    return re.findall(r'name="(\w+)" value="(\w+)" checked', sent)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")


def heading(page: Page):  # type: ignore[no-untyped-def]
    return expect(page.get_by_role("heading", level=1))


class Server:
    """A second web server on the site's database, to be killed and started again."""

    def __init__(self, site: Site) -> None:
        self.port = free_port()
        self.env = environment(site.var, DEMO="1", REDIS_URL=broker.url(site.var))
        self.env["SECRET_KEY"] = (site.var / "secret_key").read_text().strip()
        self.env["SITE_URL"] = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "lms.wsgi", "--no-control-socket"),
                *("--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--log-level", "error"),
            ],
            cwd=ROOT,
            env=self.env,
            start_new_session=True,
        )
        wait_until(self.answers, "a web server")

    def answers(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)  # its worker, too
            self.process.wait(30)
            self.process = None


@contextmanager
def a_server(site: Site) -> Iterator[Server]:
    server = Server(site)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def close_the_laptop(page: Page) -> None:
    """At once, as when it sleeps: what a page sends on its way out would pass the cut network."""
    with suppress(Error):
        page.goto("chrome://crash")
    page.close()
