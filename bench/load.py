"""A small load of keep-alive clients, in a process of its own."""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass


@dataclass
class Load:
    """What a stretch of load came to."""

    requests: int = 0
    failed: int = 0
    seconds: float = 0.0
    bytes: int = 0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


async def client(host: str, port: int, request: bytes, until: float, load: Load) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    while time.perf_counter() < until:
        writer.write(request)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        body = await reader.readexactly(length)
        load.requests += 1
        load.bytes += len(body)
        load.failed += not head.startswith(b"HTTP/1.1 200")
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection(host, port)
    writer.close()


async def press(host: str, port: int, requests: list[tuple[str, str]], seconds: float) -> Load:
    """One client for each (path, session) until the time is over."""
    load = Load()
    begin = time.perf_counter()
    await asyncio.gather(
        *(
            client(host, port, written(host, path, session), begin + seconds, load)
            for path, session in requests
        )
    )
    load.seconds = time.perf_counter() - begin
    return load


def written(host: str, path: str, session: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: sessionid={session}\r\n"
        "Accept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n"
    ).encode()


if __name__ == "__main__":
    ordered = json.load(sys.stdin)
    pressed = asyncio.run(
        press(ordered["host"], ordered["port"], ordered["requests"], ordered["seconds"])
    )
    json.dump(asdict(pressed), sys.stdout)
