"""What all tests of this room share: a digest, a mail server, and a receiver of posts."""
# ruff: noqa: ARG002, N802 aiosmtpd finds what a server does by such names and arguments

import socket
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.controller import Controller

from indexing.delivery.message import (
    AlertRef,
    Links,
    Message,
    MessageType,
    SilentFeed,
    Snippet,
    StoryStatus,
    ToldArticle,
    ToldMatch,
    ToldStory,
    Window,
)
from indexing.fetching.response import Response
from indexing.models import DateSource

SINCE = datetime(2026, 3, 1, 7, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
PAGES = "https://pw.example.org"

SAID = Snippet("… Orbán said Hungary would not block the NATO plan …", ((2, 7), (41, 45)))
ORBAN = ToldMatch("orban", ("Orbán",), "title", SAID)
NATO = ToldMatch("nato", ("NATO",), "par. 1", SAID)
ARTICLE = ToldArticle(
    id="a1",
    url="https://news.example/summit",
    title="Hungary names its price for the summit",
    source="News Example",
    published_at=datetime(2026, 3, 2, 8, 14, tzinfo=UTC),
    published_from=DateSource.PAGE,
    first_seen_at=datetime(2026, 3, 2, 8, 20, tzinfo=UTC),
    version=1,
    matched=(ORBAN, NATO),
    why=f"{PAGES}/explain/a1",
)
UNDATED = replace(
    ARTICLE,
    id="a2",
    why=f"{PAGES}/explain/a2",
    url="https://herald.example/1",
    source="Herald",
    published_at=None,
    published_from=DateSource.UNKNOWN,
    first_seen_at=datetime(2026, 3, 2, 9, 1, tzinfo=UTC),
    matched=(NATO,),
)
SUMMIT = ToldStory(
    id="s1",
    title="Hungary names its price for the summit",
    status=StoryStatus.NEW,
    reason="same story 0.71",
    score=0.71,
    new=8,
    copies=5,
    outlets=7,
    articles=(ARTICLE, UNDATED),
    mute=f"{PAGES}/m/STORY1",
)
CORRECTED = ToldStory(
    id="s2",
    title="Orbán drops NATO objection",
    status=StoryStatus.CORRECTED,
    reason="headline changed (was “Orbán blocks NATO”)",
    score=0.66,
    new=1,
    copies=0,
    outlets=1,
    articles=(replace(ARTICLE, id="a3", title="NATO plan goes on", why=f"{PAGES}/explain/a3"),),
    changed_at=datetime(2026, 3, 1, 17, 40, tzinfo=UTC),
    mute=f"{PAGES}/m/STORY2",
)
DIGEST = Message(
    type=MessageType.HITS,
    alert=AlertRef(17, "Hungary and NATO", "orban AND (nato OR ukraine)", 2),
    window=Window(SINCE, NOW, "Europe/Budapest"),
    stories=(SUMMIT, CORRECTED),
    held=2,
    held_until=datetime(2026, 3, 6, 7, tzinfo=UTC),
    links=Links(exact=f"{PAGES}/deliveries/5521", mute=f"{PAGES}/m/TOKEN"),
    silent_feeds=(SilentFeed("Post business", "usual 11 a week, none for 9 days"),),
)


@pytest.fixture
def digest():
    return DIGEST


@pytest.fixture
def now():
    return NOW


class Inbox:
    """A mail server's behaviour: keeps what it takes, or answers as it is told."""

    def __init__(self):
        self.rcpt, self.data, self.quit = "250 ok", "250 2.0.0 queued as 4711", "221 bye"
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return self.data

    async def handle_QUIT(self, server, session, envelope):
        return self.quit


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def mail_server(inbox):
    """A function that starts a real SMTP server before ``inbox`` and gives the [smtp] for it."""

    @contextmanager
    def start(settings=None, **options):
        with socket.socket() as spare:
            spare.bind(("127.0.0.1", 0))
            port = spare.getsockname()[1]
        controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        try:
            yield {"host": "127.0.0.1", "port": port, "security": "none"} | (settings or {})
        finally:
            controller.stop()

    return start


class Sink:
    """A receiver of posts that keeps what it gets and answers as it is told."""

    def __init__(self):
        self.status, self.headers, self.text, self.got = 200, {}, "", []

    async def take(self, request):
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((headers, await request.read()))
        return web.Response(status=self.status, headers=self.headers, text=self.text)


@pytest.fixture
async def sink():
    sink = Sink()
    app = web.Application()
    app.router.add_post("/{path:.*}", sink.take)
    async with TestServer(app, host="127.0.0.1") as server:
        sink.port = server.port
        yield sink


class Client:
    """Posts for real, as the fetcher does, without its guards."""

    async def post(self, url, body, headers, **limits):
        limit = aiohttp.ClientTimeout(total=limits["timeout"].total_seconds())
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            wait = answer.headers.get("Retry-After")
            return Response(
                url=url,
                final_url=url,
                hops=(),
                status=answer.status,
                headers={name.lower(): value for name, value in answer.headers.items()},
                body=await answer.read(),
                retry_after=timedelta(seconds=int(wait)) if wait else None,
                took=timedelta(),
            )


@pytest.fixture
def poster():
    return Client()
