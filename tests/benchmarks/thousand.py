"""A thousand feeds that behave as real ones do: ``python thousand.py PORT``, on loopback.

They stand on 250 addresses of their own, so that politeness, robots.txt and connections are those
of a thousand sites. What they list depends on the round only, which ``/round/NUMBER`` sets: in a
round 3% of the feeds have news, 64% of whose entries are repeats; in every fifth round all
feeds of ten addresses tell one event in the same words. Who a feed is, its last two digits tell.
"""

import asyncio
import random
import re
import sys
from contextlib import suppress
from enum import StrEnum
from functools import cache, lru_cache
from html import escape
from pathlib import Path

import wordfreq
from aiohttp import web

sys.path.insert(0, str(Path(__file__).parent))

from wire import as_web_page, headlines, mixed

FEEDS = 1_000
HOSTS = 250
ENTRIES = 10
WORDS = 200
"""Of an article."""
BURST_EVERY = 5
BURST_HOSTS = 10
SLOW = 1.5
"""Seconds until a slow server answers."""
_RARE = 5
"""One long word in so many is another one of English: no two articles share all their words."""
_LONG = re.compile(r"\b[a-z]{6,}\b")
_ENTRY = (
    "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
    "<description>{teaser}</description>{more}</item>"
)
_WHOLE = "<content:encoded>{text}</content:encoded>"
_FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Paper {number}</title><link>{root}/</link><language>en</language>"
    "<lastBuildDate>{built}</lastBuildDate>{entries}</channel></rss>"
)


class Manner(StrEnum):
    """How a feed's server behaves."""

    VALIDATED = "has validators, answers 304"
    PLAIN = "has none, sends the same bytes"
    RESTLESS = "has none, and a new date in every answer"
    SLOW = "takes its time"
    FAILING = "answers 500, 503 or 404, or hangs up"
    SHAKY = "fails in every third round"
    BROKEN = "sends what is no feed"
    MOVED = "moved for good"
    GONE = "is gone from the fifth round on"
    DRIPPING = "never comes to an end"


_MANNERS = (
    [Manner.VALIDATED] * 60 + [Manner.PLAIN] * 20 + [Manner.RESTLESS] * 8 + [Manner.SLOW] * 3
    + [Manner.FAILING] * 3 + [Manner.SHAKY, Manner.BROKEN] + [Manner.MOVED] * 2
    + [Manner.GONE, Manner.DRIPPING]
)  # fmt: skip


def manner(number: int) -> Manner:
    """Return how feed ``number`` behaves."""
    return _MANNERS[number % 100]


def address(number: int, port: int) -> str:
    """Return where feed ``number`` is read."""
    return f"http://{_host(number)}:{port}/{number}/feed.xml"


def hosts() -> list[str]:
    """Return the addresses on which the feeds stand."""
    return [_host(number) for number in range(HOSTS)]


def _host(number: int) -> str:
    return f"127.1.1.{1 + number % HOSTS}"


@cache
def edition(number: int, at: int) -> int:
    """Return how often feed ``number`` had news until round ``at``."""
    if not at:
        return 0
    busy = number // 100
    rate = 0.15 if busy == 0 else 0.03 if busy < 4 else 0.01
    return edition(number, at - 1) + (random.Random(f"{number}/{at}").random() < rate)


@cache
def _other_words() -> list[str]:
    return wordfreq.top_n_list("en", 40_000)[2_000:]


@lru_cache(maxsize=20_000)
def words_of(number: int, position: int) -> tuple[str, tuple[str, ...]]:
    """Return headline and paragraphs of an entry of a feed."""
    chance = random.Random(f"{number}/{position}")

    def another(found: re.Match[str]) -> str:
        return chance.choice(_other_words()) if not chance.randrange(_RARE) else found[0]

    text = [_LONG.sub(another, mixed(chance, WORDS // 4)) for _ in range(4)]
    return _LONG.sub(another, chance.choice(headlines())), tuple(text)


class Quarter:
    """The feeds, in a round that somebody sets."""

    def __init__(self) -> None:
        self.round = 0

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_get("/round/{round}", self._set_round)
        made.router.add_post("/hook", self._take)
        made.router.add_get("/{number}/feed.xml", self._feed)
        made.router.add_get("/moved/{number}/feed.xml", self._feed)
        made.router.add_get("/{number}/{position}", self._page)
        return made

    async def _set_round(self, request: web.Request) -> web.Response:
        self.round = int(request.match_info["round"])
        return web.Response()

    async def _take(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=204)

    async def _page(self, request: web.Request) -> web.Response:
        title, text = _told(*(int(request.match_info[one]) for one in ("number", "position")))
        body = f"<h1>{escape(title)}</h1>{as_web_page(text)}"
        head = f'<!doctype html><html lang="en"><head><title>{escape(title)}</title></head>'
        page = f"{head}<body><nav>Home</nav><article>{body}</article></body></html>"
        return web.Response(text=page, content_type="text/html")

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        how = manner(number)
        if how is Manner.MOVED and not request.path.startswith("/moved"):
            return web.Response(
                status=(301, 308)[number % 2], headers={"Location": f"/moved/{number}/feed.xml"}
            )
        if how is Manner.SLOW:
            await asyncio.sleep(SLOW)
        if how is Manner.DRIPPING:
            return await _drip(request)
        if how is Manner.FAILING or (how is Manner.SHAKY and not self.round % 3):
            return _fail(request, number + self.round)
        if how is Manner.GONE and self.round >= 5:
            return web.Response(status=410)
        if how is Manner.BROKEN:
            return web.Response(text="<html>We are being rebuilt.</html>", content_type="text/html")
        return self._well(request, number, how)

    def _well(self, request: web.Request, number: int, how: Manner) -> web.Response:
        latest = edition(number, self.round)
        burst = 0 if number % HOSTS >= BURST_HOSTS else self.round // BURST_EVERY
        tag = f"{latest}-{burst}"
        if how is Manner.VALIDATED and tag in {one.value for one in request.if_none_match or ()}:
            return web.Response(status=304, headers={"ETag": f'"{tag}"'})
        built = self.round if how is Manner.RESTLESS else tag
        root = str(request.url.origin())
        response = web.Response(
            body=_document(root, number, latest, burst, str(built)),
            content_type="application/rss+xml",
        )
        if how is Manner.VALIDATED:
            response.etag = tag
        return response


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):  # who asked has given up
        while True:
            await response.write(b"<!-- -->")
            await asyncio.sleep(0.5)
    return response


def _fail(request: web.Request, turn: int) -> web.Response:
    status = (500, 503, 404, 0)[turn % 4]
    if not status and request.transport is not None:
        request.transport.close()
    return web.Response(
        status=status or 500, headers={"Retry-After": "60"} if turn % 4 == 1 else {}
    )


def _document(root: str, number: int, latest: int, burst: int, built: str) -> bytes:
    first = latest * 18 // 5  # 3.6 new ones in an edition: of ten entries 64% are known
    entries = [_entry(root, number, one) for one in range(first, first + ENTRIES)]
    entries += [_entry(root, number, -one) for one in range(1, burst + 1)]
    return _FEED.format(
        root=root, number=number, built=built, entries="".join(reversed(entries))
    ).encode()


def _told(number: int, position: int) -> tuple[str, tuple[str, ...]]:
    """Return an entry's words; those of a burst (below zero) are the same in every feed."""
    return words_of(number if position >= 0 else FEEDS, position)


@lru_cache(maxsize=20_000)
def _entry(root: str, number: int, position: int) -> str:
    title, text = _told(number, position)
    whole = "".join(f"<p>{escape(one)}</p>" for one in text)
    return _ENTRY.format(
        title=escape(title),
        link=f"{root}/{number}/{position}",
        teaser=escape(text[0]),
        more="" if number % 3 else _WHOLE.format(text=escape(whole)),
    )


def main() -> None:
    """Serve until the process is ended."""
    app = Quarter().app()
    web.run_app(app, host=hosts(), port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
