"""A press that publishes what a test tells it to, and keeps the webhooks that it gets."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import Wording

FEED = "/feed.xml"
ORBAN = "talks-at-the-carmelite"
"""An article of the reference's story; so are these: all of them name Orbán."""
MORE_ORBAN = ("redefining-membership", "kosovo-troops-stay", "price-of-a-veto")
FERRY = "fire-on-night-ferry"


@cache
def samples() -> dict[str, Wording]:
    """Return slug → the words of a sample article."""
    return {one.slug: one.wordings[0] for outlet in read_outlets() for one in outlet.articles}


@dataclass
class Page:
    """What stands at a path: ``answers`` one after another, the last for ever."""

    answers: list[tuple[int, bytes, dict[str, str]]]


@dataclass
class Press:
    """A feed of ``entries``, pages by path, and a receiver of webhooks that answers ``hook``.

    It keeps those that it took as ``hooks``, and all that it got as ``tries``.
    """

    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    hook: tuple[int, str] = (204, "")
    hooks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tries: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    held: dict[str, tuple[asyncio.Event, asyncio.Event]] = field(default_factory=dict)
    url: str = ""
    title: str = "Small Press"

    def app(self) -> web.Application:
        made = web.Application(middlewares=[self._hold])
        made.router.add_get(FEED, self._feed)
        made.router.add_post("/hook", self._take_hook)
        made.router.add_get("/{path:.*}", self._page)
        return made

    def publish(self, slug: str, *, path: str = "", **entry: str) -> str:
        """Put a sample article on a page and into the feed; return its address."""
        words, path = samples()[slug], path or f"/2026/{slug}"
        self.put(path, article_page(words.title, words.paragraphs))
        return self.list(path, **{"title": words.title, "summary": words.paragraphs[0], **entry})

    def put(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Have ``path`` answer so from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page([(status, body, {"Content-Type": "text/html", **named})])

    def list(self, path: str, **entry: str) -> str:
        """Put an entry into the feed, or change it; return its address."""
        link = self.url + path
        self.entries[path] = {"link": link, "guid": path, "title": path, "summary": "", **entry}
        return link

    def hold(self, path: str) -> tuple[asyncio.Event, asyncio.Event]:
        """Keep requests for ``path`` waiting; return (one has come, let them go)."""
        self.held[path] = (asyncio.Event(), asyncio.Event())
        return self.held[path]

    @web.middleware
    async def _hold(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked[request.path] += 1
        if request.path in self.held:
            has_come, go = self.held[request.path]
            has_come.set()
            await go.wait()
        return await handler(request)

    async def _feed(self, _request: web.Request) -> web.Response:
        items = "".join(_item(entry) for entry in self.entries.values())
        title = f"<title>{escape(self.title)}</title>"
        text = f'<rss version="2.0"><channel>{title}{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /private/\n")
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404, text="Nothing here.")
        status, body, headers = page.answers[0]
        del page.answers[: len(page.answers) > 1]
        return web.Response(status=status, body=body, headers=headers)

    async def _take_hook(self, request: web.Request) -> web.Response:
        status, text = self.hook
        self.tries.append((request.headers["webhook-id"], await request.json()))
        if status < 300:
            self.hooks.append(self.tries[-1])
        return web.Response(status=status, text=text)


def _item(entry: dict[str, str]) -> str:
    names = {"link": "link", "guid": "guid", "title": "title", "summary": "description"}
    parts = "".join(f"<{tag}>{escape(entry[name])}</{tag}>" for name, tag in names.items())
    return f"<item>{parts}{entry.get('more', '')}</item>"


def article_page(title: str, paragraphs: tuple[str, ...], head: str = "") -> bytes:
    """Return a page that holds an article and nothing else."""
    body = "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}</head><body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    ).encode()
