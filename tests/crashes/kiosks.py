"""Thirty feeds on one loopback port that tell of the same events: as copies, as rewrites.

A ``Row`` of kiosks counts what it is asked for and keeps the webhooks that it gets. Each feed
also lists its neighbours' newest articles, every second one in the opposite order, so that
several lanes find the same articles at the same moment.
"""

import json
from collections import Counter
from contextlib import suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from smallworld.press import article_page, samples

KIOSKS = 30
EVENTS = (
    "fire-on-night-ferry", "central-bank-holds-rates", "bell-ringers-wanted",
    "teenager-wins-clay-title", "lithium-mine-halted", "bumblebees-play",
    "earthquake-damages-mountain-towns", "rail-strike-off", "star-quits-island-show",
)  # fmt: skip
ROUNDS = 3
EVENTS_A_ROUND = len(EVENTS) // ROUNDS
HOOK = "/hook"
PATIENCE = 60


def feed_path(kiosk: int) -> str:
    return f"/feed/{kiosk}.xml"


def event_of(url: str) -> str:
    """Return which event an article's address tells of."""
    return url.rsplit("/", 1)[1]


class Row:
    """The kiosks and what became of them. Use it as a context manager."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.hooks: list[tuple[str, dict]] = []
        self._held: dict[str, tuple[Event, Event]] = {}
        self._pages: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._lists: dict[int, list[str]] = {kiosk: [] for kiosk in range(KIOSKS)}
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Answer)
        self._server.row = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def publish(self, number: int) -> list[str]:
        """Have each kiosk tell of one event of round ``number``; return the articles' paths."""
        new = {}
        for kiosk in range(KIOSKS):
            slug = EVENTS[number * EVENTS_A_ROUND + kiosk % EVENTS_A_ROUND]
            new[kiosk] = f"/{kiosk}/{slug}"
            self._pages[new[kiosk]] = _told_by(kiosk, slug)
        for kiosk in range(KIOSKS):
            around = [new[(kiosk + step) % KIOSKS] for step in range(4)]
            self._lists[kiosk] += around if kiosk % 2 else around[::-1]
        return list(new.values())

    def tell(self, kiosk: int, slug: str) -> str:
        """Have one kiosk tell of an event, its neighbour list that, too; return the path."""
        path = f"/{kiosk}/{slug}"
        self._pages[path] = _told_by(kiosk, slug)
        for near in (kiosk, (kiosk + 1) % KIOSKS):
            self._lists[near].append(path)
        return path

    def answer(self, path: str) -> tuple[int, bytes, str]:
        """Return status, body and type of what stands at ``path``."""
        with self._lock:
            self.asked[path] += 1
        self._wait_at(path)
        if path in self._pages:
            return 200, article_page(*self._pages[path]), "text/html"
        if path.startswith("/feed/"):
            kiosk = int(path.removeprefix("/feed/").removesuffix(".xml"))
            return 200, self._feed(kiosk), "application/rss+xml"
        return 404, b"Nothing here.", "text/plain"

    def hold(self, path: str) -> tuple[Event, Event]:
        """Keep the next request for ``path`` waiting; return (it has come, let it go)."""
        self._held[path] = (Event(), Event())
        return self._held[path]

    def take(self, identity: str, body: dict) -> None:
        """Keep a webhook."""
        self._wait_at(HOOK)
        with self._lock:
            self.hooks.append((identity, body))

    def _wait_at(self, path: str) -> None:
        if held := self._held.pop(path, None):
            has_come, go = held
            has_come.set()
            go.wait(PATIENCE)

    def _feed(self, kiosk: int) -> bytes:
        items = "".join(
            f"<item><link>{self.url}{path}</link><guid>{path}</guid>"
            f"<title>{escape(self._pages[path][0])}</title></item>"
            for path in self._lists[kiosk]
        )
        head = f'<rss version="2.0"><channel><title>Kiosk {kiosk}</title>'
        return f"{head}{items}</channel></rss>".encode()


def _told_by(kiosk: int, slug: str) -> tuple[str, tuple[str, ...]]:
    """Return headline and paragraphs: the wire's words, or a shorter text under another headline.

    Three kiosks tell each event of a round in their own way: these texts are no copies.
    """
    words = samples()[slug]
    if kiosk < KIOSKS - 3 * EVENTS_A_ROUND:
        return words.title, words.paragraphs
    left_out = kiosk // EVENTS_A_ROUND % len(words.paragraphs)
    kept = [one for place, one in enumerate(words.paragraphs) if place != left_out]
    return f"{words.title}, as kiosk {kiosk} heard", tuple(kept[::-1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    row: Row


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._say(*self.server.row.answer(self.path))

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # who sent it was killed meanwhile
        self.server.row.take(self.headers["webhook-id"], json.loads(body))
        self._say(204, b"", "text/plain")

    def _say(self, status: int, body: bytes, kind: str) -> None:
        with suppress(ConnectionError):  # who asked is gone
            self._send(status, body, kind)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
