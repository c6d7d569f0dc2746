"""What a server does on a connection after a request's head, byte for byte."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable

HEAD = b"HTTP/1.1 200 OK\r\n"
Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


def sends(*pieces: bytes) -> Script:
    """Send what is given, and hang up."""

    async def script(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return script


def answers(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Script:
    """Send a whole answer, as HTTP wants it."""
    named = (b"Content-Length: %d" % len(body), b"Connection: close", *headers)
    return sends(b"HTTP/1.1 %s\r\n%s\r\n\r\n" % (status, b"\r\n".join(named)), body)


def redirects(to: bytes, status: bytes = b"302 Found") -> Script:
    """Send the reader elsewhere."""
    return answers(b"", b"Location: " + to, status=status)


async def says_nothing(_: asyncio.StreamWriter) -> None:
    """Take the request and stay silent."""
    await asyncio.Event().wait()


def sends_for_ever(head: bytes, piece: bytes, pause: float = 0) -> Script:
    """Send a head, then a piece again and again; # in it stands for its number."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for number in itertools.count():
            writer.write(piece.replace(b"#", str(number).encode()))
            await writer.drain()
            await asyncio.sleep(pause)

    return script
