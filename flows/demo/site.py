"""The demo's press on a loopback port: in a thread of a test, or as a process of its own.

    python -m flows.demo.site --port 0 --state site.json

prints the address once it listens, and writes it with the feeds to the state file.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from aiohttp import web

from flows.demo.app import SINK, make_app
from flows.demo.hazards import hazards
from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import Outlet, SampleArticle
from flows.demo.newsstand import Hook, Newsstand, Pace
from flows.demo.render import render_opml
from indexing.errors import ConfigError

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 0.2  # an endless answer must not keep us from closing


class DemoSite:
    """The server. Use it as a context manager, or call ``start`` and ``stop``.

    ``now`` is the moment from which the articles' ages count back. ``port`` 0 takes a free one.
    All public members may be used from any thread; those with an address need a started site.
    """

    def __init__(
        self,
        *,
        now: datetime,
        port: int = 0,
        pace: Pace = Pace.POLL,
        outlets: Iterable[Outlet] | None = None,
    ) -> None:
        read = read_outlets() if outlets is None else tuple(outlets)
        self._stand = Newsstand(read, started_at=now, pace=pace)
        self._port = port
        self._listening = Event()
        self._error: OSError | None = None
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None

    def start(self) -> Self:
        """Listen, and return once requests are answered. ConfigError if the port is taken."""
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="demo-site")
        self._thread.daemon = True
        self._thread.start()
        self._listening.wait()
        if self._error:
            self._thread.join()
            raise ConfigError(
                f"cannot listen: {self._error.strerror}", f"{HOST}:{self._port}", "Use --port 0."
            ) from self._error
        return self

    def stop(self) -> None:
        """Close the port and wait for the thread. Does nothing on a site that does not run."""
        if self._thread and self._thread.is_alive() and self._loop and self._closing:
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def _serve(self) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        runner = web.AppRunner(
            make_app(self._stand), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
            self._port = runner.addresses[0][1]
            self._listening.set()
            await self._closing.wait()
        except OSError as error:
            self._error = error
        finally:
            self._listening.set()
            await runner.cleanup()

    @property
    def port(self) -> int:
        """The port in use."""
        return self._port

    @property
    def url(self) -> str:
        """The site's root, without a slash at its end."""
        return f"http://{HOST}:{self._port}"

    @property
    def sink_url(self) -> str:
        """Where webhooks go; what arrived there is in ``hooks``."""
        return self.url + SINK

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """The outlets that can be read, by name of their content file."""
        return tuple(self._stand.outlets.values())

    def feed_urls(self) -> tuple[tuple[str, str], ...]:
        """Return ``(title, url)`` of every feed as a subscriber has it: outlets, then hazards."""
        listed = [(outlet.title, self.url + outlet.listed_path) for outlet in self.outlets]
        hostile = [(hazard.title, self.url + hazard.path) for hazard in hazards()]
        return (*listed, *hostile)

    def opml(self) -> bytes:
        """Return ``feed_urls`` as an OPML file."""
        return render_opml("Presswatch demo", self.feed_urls())

    def articles(self) -> tuple[tuple[str, SampleArticle], ...]:
        """Return each article with its canonical address: the labels for accuracy tests."""
        return tuple(
            (self.url + outlet.article_path(article.slug), article)
            for outlet in self.outlets
            for article in outlet.articles
        )

    @property
    def requests(self) -> Counter[str]:
        """How often each path was asked for."""
        return self._stand.requests

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """The webhooks that arrived, oldest first."""
        return self._stand.hooks

    def advance(self) -> None:
        """Move every outlet to its next stage, as POST /_demo/advance does."""
        self._stand.advance()


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m flows.demo.site", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--pace", type=Pace, choices=list(Pace), default=Pace.POLL)
    parser.add_argument("--state", type=Path, help="file that gets address, feeds and process id")
    options = parser.parse_args(arguments)
    ends = {signal.SIGINT, signal.SIGTERM}
    # Before the thread starts, which inherits it: the signals then wait for sigwait alone.
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        with DemoSite(now=datetime.now(UTC), port=options.port, pace=options.pace) as site:
            if options.state:
                _write_state(site, options.state)
            sys.stdout.write(f"{site.url}\n")
            sys.stdout.flush()
            signal.sigwait(ends)
    except ConfigError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


def _write_state(site: DemoSite, path: Path) -> None:
    state = {
        "url": site.url,
        "port": site.port,
        "pid": os.getpid(),
        "sink": site.sink_url,
        "feeds": site.feed_urls(),
    }
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(state, indent=1), "utf-8")
    partial.replace(path)  # whoever waits for the file never reads half of it


if __name__ == "__main__":
    sys.exit(main())
