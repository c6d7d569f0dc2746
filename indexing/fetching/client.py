"""The HTTP client: guarded at every hop, bounded in time and size, polite."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from string import punctuation
from typing import Self
from urllib.parse import quote, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from indexing.errors import AddressRefused, FetchFailed, InvalidRequest
from indexing.fetching.exchange import REDIRECTS, Answer, Request, exchange, open_session
from indexing.fetching.guard import Guard, GuardedResolver
from indexing.fetching.headers import conditional, retry_after, user_agent
from indexing.fetching.politeness import Politeness
from indexing.fetching.response import Hop, Response
from indexing.fetching.robots import ROBOTS_BYTES, Robots
from indexing.settings import Settings
from indexing.urls import absolute_url

_ROBOTS_REDIRECTS = 5  # RFC 9309
_MAX_WEBHOOK_ANSWER = 100_000  # bytes; enough for the reason of a refusal


class Fetcher:
    """Gets feeds and pages, and posts to webhooks. ``async with`` closes its connections.

    No cookies, no proxies from the environment, and no address outside the public internet but
    ``fetching.allow_hosts``. ``resolver`` looks names up (None: the system's); the guard stands
    behind it. ``clock`` gives monotonic seconds. One Fetcher serves one event loop.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        resolver: AbstractResolver | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = settings.fetching
        self._user_agent = user_agent(settings.presswatch.contact)
        self._guard = Guard(self._limits.allow_hosts)
        self._resolver, self._clock = resolver, clock
        self._politeness = Politeness(self._limits, clock=clock)
        self._robots = Robots(self._get_robots, clock=clock)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        obey_robots: bool = False,
    ) -> Response:
        """Return what ``url`` answers at the end of its redirects, whatever the status.

        ``etag`` and ``last_modified`` make the request conditional (a 304 has no body). The
        deadline covers all hops, connect to last byte, but not our waiting for a polite moment.
        Raises AddressRefused (not public, not http), TooLarge, FetchFailed (time-out, DNS,
        connection, protocol, endless redirects); with ``obey_robots`` also ArticleUnreadable.
        """
        headers = conditional(etag=etag, last_modified=last_modified, accept=accept)
        request = Request(headers, self._limits.max_bytes, self._limits.deadline)
        return await self._follow(
            url, request, most=self._limits.max_redirects, obey_robots=obey_robots
        )

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: timedelta,  # noqa: ASYNC109 - an exchange's deadline
    ) -> Response:
        """Send ``body`` and return the answer, whatever its status; redirects are not followed.

        It waits for its turn at the host, but for no delay. Of the answer's body 100 KB are kept.
        Raises AddressRefused and FetchFailed.
        """
        request = Request(headers, _MAX_WEBHOOK_ANSWER, timeout, cut=True, body=body)
        target = _checked(url)
        answer, took = await self._hop(target, request, time_left=timeout, delay=timedelta(0))
        return _response(answer, [], url=url, final_url=target, took=took)

    async def _get_robots(self, url: str) -> Response:
        headers = conditional(etag="", last_modified="", accept="text/plain")
        request = Request(headers, ROBOTS_BYTES, self._limits.deadline, cut=True)
        return await self._follow(url, request, most=_ROBOTS_REDIRECTS)

    async def _follow(
        self, url: str, request: Request, *, most: int, obey_robots: bool = False
    ) -> Response:
        """Make the exchange hop by hop, at most ``most`` of them after the first."""
        left = request.deadline
        hops: list[Hop] = []
        visited = [target := _checked(url)]
        while True:
            delay = await self._robots.crawl_delay(target) if obey_robots else None
            answer, took = await self._hop(target, request, time_left=left, delay=delay)
            left -= took
            following = _redirect(answer, target)
            if not following:
                took = request.deadline - left
                return _response(answer, hops, url=url, final_url=target, took=took)
            _check_redirect(following, visited, most=most)
            hops.append(Hop(answer.status, following))
            visited.append(target := following)

    async def _hop(
        self, target: str, request: Request, *, time_left: timedelta, delay: timedelta | None
    ) -> tuple[Answer, timedelta]:
        """Return the answer of ``target`` itself, and the time that it took."""
        self._guard.check_url(target)
        if self._session is None:
            inner = self._resolver or aiohttp.ThreadedResolver()
            self._session = open_session(GuardedResolver(inner, self._guard), self._user_agent)
        async with self._politeness.turn(urlsplit(target).hostname or "", delay=delay):
            started = self._clock()
            answer = await exchange(self._session, target, request, time_left=time_left)
            return answer, timedelta(seconds=self._clock() - started)


def _response(
    answer: Answer, hops: list[Hop], *, url: str, final_url: str, took: timedelta
) -> Response:
    return Response(
        url=url,
        final_url=final_url,
        hops=tuple(hops),
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        retry_after=retry_after(answer.headers, now=datetime.now(UTC)),
        took=took,
    )


def _checked(url: str, base: str = "") -> str:
    try:
        return absolute_url(url, base)
    except InvalidRequest as error:
        do = "Only http and https addresses are fetched."
        raise AddressRefused(error.what, error.where, do) from error


def _redirect(answer: Answer, target: str) -> str:
    """Return where ``answer`` redirects to, empty if it does not."""
    location = answer.headers.get("location", "")
    if answer.status not in REDIRECTS or not location:
        return ""
    # aiohttp passes bytes that are no UTF-8 on as lone surrogates; they are part of the address.
    raw = location.encode("utf-8", "surrogateescape")
    return _checked(quote(raw, safe=punctuation), target)


def _check_redirect(following: str, visited: list[str], *, most: int) -> None:
    if following in visited:
        what = "redirects in a circle"
    elif len(visited) > most:
        what = f"redirects more than {most} times"
    else:
        return
    raise FetchFailed(what, visited[0], "Nothing to do: it is tried again later.")
