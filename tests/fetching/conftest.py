"""Real servers on loopback: one that speaks HTTP well, and one that sends whatever bytes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from hostile.wire import Script

from indexing.fetching import Fetcher
from indexing.settings import Settings
from indexing.settings.model import Fetching, General

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Answers by ``routes``; ``seen`` holds every request, in order."""

    def __init__(self) -> None:
        self.routes: dict[str, Handler | web.Response] = {}
        self.seen: list[web.Request] = []
        self.host = ""

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        answer = self.routes.get(request.path_qs, web.Response(status=404))
        if isinstance(answer, web.Response):
            return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
        return await answer(request)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.routes[path] = web.Response(status=status, headers={"Location": to})

    def paths(self) -> list[str]:
        return [request.path_qs for request in self.seen]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    runner = web.ServerRunner(web.Server(site.answer), shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.host = f"127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


@pytest.fixture
async def raw_server() -> AsyncIterator[Callable[[Script], Awaitable[str]]]:
    """Start servers that read a request's head, then do what a script says; gives their host."""
    async with contextlib.AsyncExitStack() as stack:
        serving: set[asyncio.Task[None]] = set()
        script_of: dict[tuple[str, int], Script] = {}

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            serving.add(task)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await reader.readuntil(b"\r\n\r\n")
                await script_of[writer.get_extra_info("sockname")](writer)
            writer.close()
            serving.discard(task)

        async def start(script: Script) -> str:
            server = await stack.enter_async_context(await asyncio.start_server(serve, "127.0.0.1"))
            address = server.sockets[0].getsockname()
            script_of[address] = script
            return f"127.0.0.1:{address[1]}"

        yield start
        for task in tuple(serving):
            task.cancel()
            await task


@pytest.fixture
async def fetcher_for() -> AsyncIterator[Callable[..., Fetcher]]:
    """Make fetchers that may connect to ``hosts``; ``limits`` are settings of ``[fetching]``."""
    async with contextlib.AsyncExitStack() as stack:

        def make(
            *hosts: str, resolver: AbstractResolver | None = None, **limits: object
        ) -> Fetcher:
            quick = {"per_host_delay": timedelta(0), "deadline": timedelta(seconds=20)}
            settings = Settings(
                presswatch=General(contact="desk@news.example"),
                fetching=Fetching(allow_hosts=hosts, **{**quick, **limits}),
            )
            fetcher = Fetcher(settings, resolver=resolver)
            stack.push_async_exit(fetcher)
            return fetcher

        yield make


@pytest.fixture
def fetcher(site: Site, fetcher_for: Callable[..., Fetcher]) -> Fetcher:
    return fetcher_for(site.host)
