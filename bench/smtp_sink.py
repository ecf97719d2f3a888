"""A mail server that takes everything and keeps nothing: `python -m bench.smtp_sink PORT`.

As little of RFC 5321 as a sender needs, so that what is measured is the sender.
"""

import asyncio
import sys

ANSWERS = {
    b"EHLO": b"250 localhost\r\n",
    b"HELO": b"250 localhost\r\n",
    b"DATA": b"354 Go on\r\n",
    b"QUIT": b"221 Bye\r\n",
}


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 localhost\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write(ANSWERS.get(verb, b"250 OK\r\n"))
        if verb == b"DATA":
            await writer.drain()
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 Taken\r\n")
        await writer.drain()
        if verb == b"QUIT":
            break
    writer.close()


async def serve(port: int) -> None:
    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=2**20)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
