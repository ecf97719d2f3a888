"""People taking a quiz, each over a connection that is kept, in a process of their own.

Reads what to do as JSON: the address, for how long, and for each client the people it plays in
turn, each a session and the path at which their attempt starts. Prints what it came to.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

TOKEN = "b" * 32  # of cross-site request forgery: a cookie and a header that agree
FORM = "application/x-www-form-urlencoded"


@dataclass
class Taken:
    """Attempts handed in and seen, from start to result, and the seconds they took together."""

    attempts: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return self.attempts / self.seconds if self.seconds else 0.0


class Browser:
    """One connection; asks, and gives status, place to go on to, and length of the page."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def ask(self, path: str, session: str, posted: str | None = None) -> tuple[int, str]:
        body = (posted or "").encode()
        lines = [
            f"{'GET' if posted is None else 'POST'} {path} HTTP/1.1",
            f"Host: {self.host}",
            f"Cookie: sessionid={session}; csrftoken={TOKEN}",
            "Accept-Encoding: gzip",
        ]
        if posted is not None:
            lines += [f"X-CSRFToken: {TOKEN}", f"Content-Type: {FORM}"]
            lines += [f"Content-Length: {len(body)}"]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        fields = {name.lower(): value for name, _, value in (it.partition(": ") for it in head)}
        await self.reader.readexactly(int(fields.get("content-length", 0)))
        if fields.get("connection", "").lower() == "close":
            self.writer.close()
            await self.open()
        return int(head[0].split()[1]), fields.get("location", "")


async def take(
    browser: Browser, session: str, start: str, values: dict[str, str], *, each: bool
) -> None:
    """Start, see the page, save each response if so asked, hand in, see the result."""
    status, attempt = await browser.ask(start, session, "")
    expect(status, 302, start)
    expect((await browser.ask(attempt, session))[0], 200, attempt)
    for key, value in values.items() if each else ():
        saved = urlencode({":question": key, f"sequence:{key}": 1, key: value})
        expect((await browser.ask(f"{attempt}save/", session, saved))[0], 200, "save")
    status, result = await browser.ask(f"{attempt}submit/", session, urlencode(values))
    expect(status, 302, "submit")
    expect((await browser.ask(result, session))[0], 200, result)


def expect(status: int, wanted: int, what: str) -> None:
    if status != wanted:
        raise RuntimeError(f"{what} answered {status}, not {wanted}")


async def press(ordered: dict[str, Any]) -> Taken:
    begin = time.perf_counter()
    until = begin + ordered["seconds"]
    taken = Taken()

    async def client(people: list[tuple[str, str]]) -> None:
        browser = Browser(ordered["host"], ordered["port"])
        await browser.open()
        turn = ordered["turn"]
        while time.perf_counter() < until:
            session, start = people[turn % len(people)]
            await take(browser, session, start, ordered["values"], each=ordered["each"])
            taken.attempts += 1
            turn += 1
        browser.writer.close()

    await asyncio.gather(*(client(people) for people in ordered["clients"]))
    taken.seconds = time.perf_counter() - begin
    return taken


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(press(json.load(sys.stdin)))), sys.stdout)
