"""A server on loopback that shows an exhibit at each path, in a thread of its own."""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Self

from hostile.wire import Script, answers

NOTHING = answers(b"", status=b"404 Not Found")


class Museum:
    """Serves ``rooms`` (path → script) until it closes.

    ``asked`` counts the paths asked for, ``visitors`` the connections made."""

    def __init__(
        self, rooms: Mapping[str, Script] | None = None, *, host: str = "127.0.0.1", port: int = 0
    ):
        self.rooms = dict(rooms or {})
        self.asked: Counter[str] = Counter()
        self.visitors = 0
        self.port = port
        self._host, self._loop = host, asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._serving: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self.port}"

    async def _open(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, self._host, self.port)

    async def _close(self) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        self.visitors += 1
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("ascii")
                self.asked[path] += 1
                room = self.rooms.get(path) or self.rooms.get(path.partition("?")[0], NOTHING)
                await room(writer)
        finally:
            writer.close()
            self._serving.discard(task)
