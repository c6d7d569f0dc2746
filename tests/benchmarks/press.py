"""A settings file, feeds and a scheduler for benchmarks that run whole cycles."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from newsstands import FEEDS, feed_path, new_entries
from sqlalchemy import update
from wire import paragraphs

from flows.prefect_server import free_port, new_place, wait_until_healthy
from indexing.pipeline.opening import opened
from indexing.pipeline.parsing import read_article_page
from indexing.pipeline.poll import poll
from indexing.pipeline.workshop import Workshop
from indexing.settings import Settings, load_settings
from indexing.store import Store
from indexing.store.records import feeds
from indexing.store.schema import feeds as feed_table
from indexing.store.schema import jobs

ROOT = Path(__file__).parents[2]
SETTINGS = """
[presswatch]
data_dir = "data"
[fetching]
allow_hosts = ["127.0.0.1"]
per_host_delay = "0s"
per_host_concurrency = 20
[feeds]
start = "1s"
floor = "1s"
ceiling = "2s"
"""


def write_settings(folder: Path, more: str = "") -> Settings:
    """Write a settings file for feeds on loopback, and read it."""
    path = folder / "presswatch.toml"
    path.write_text(SETTINGS + more)
    return load_settings(path)


def subscribe(settings: Settings, urls: Iterable[str]) -> None:
    """Add feeds, due at once."""
    store = Store.open(settings)
    with store.write() as db:
        for url in urls:
            feeds.add_feed(
                db, url, host="127.0.0.1", title="", interval=settings.feeds.start, now=_now()
            )
    store.close()


async def read_first_editions(folder: Path, root: str) -> None:
    """Bring a store to where every newsstand's first edition is known, and all feeds are due.

    ``folder`` has its settings. Feeds without a second edition are only told of; what the others
    list is found, not read.
    """
    settings = load_settings(folder / "presswatch.toml")
    subscribe(settings, (root + feed_path(number) for number in range(FEEDS)))
    quiet = [root + feed_path(number) for number in range(FEEDS) if not new_entries(number)]
    async with opened(settings) as shop:
        now = shop.clock()
        with shop.store.write() as db:
            known = {"etag": '"first"', "last_full_at": now, "has_been_polled": True}
            is_quiet = feed_table.c.url.in_(quiet)
            later = now + settings.feeds.full_fetch_every
            db.execute(update(feed_table).where(is_quiet).values(next_poll_at=later, **known))
        await poll(shop)
        with shop.store.write() as db:
            db.execute(update(jobs).values(done_at=now))
            feeds.make_all_due(db, now=now)


async def start_parsers(shop: Workshop) -> None:
    """Have every parser process read a page: what its start takes is not measured."""
    page = f"<html><body><p>{'</p><p>'.join(paragraphs()[:4])}</p></body></html>".encode()
    work = (page, "https://wire.example/1", "text/html", 10, shop.clock())
    await asyncio.gather(*(shop.pool.arun(read_article_page, *work) for _ in range(8)))


@contextmanager
def newsstands() -> Iterator[str]:
    """Run the newsstands; yield their address."""
    port = free_port()
    with running([sys.executable, str(Path(__file__).with_name("newsstands.py")), str(port)]):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def prefect_server(folder: Path) -> Iterator[tuple[psutil.Process, dict[str, str]]]:
    """Run a Prefect server as ``presswatch start`` does; yield it and its clients' environment."""
    place = new_place(folder)
    env = place.environment(dict(os.environ))
    command = [sys.executable, "-m", "prefect", "server", "start", "--no-ui"]
    with running(command, env) as server:
        wait_until_healthy(place, is_alive=server.is_running)
        yield server, env


@contextmanager
def running(command: list[str], env: dict[str, str] | None = None) -> Iterator[psutil.Process]:
    """Run a command, its output thrown away, and end it by SIGTERM, if need be by SIGKILL."""
    child = subprocess.Popen(
        command,
        env={**(env or os.environ), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def start_cycles(
    folder: Path, how: str, env: dict[str, str] | None = None, *, times: int = 1
) -> subprocess.Popen[str]:
    """Start a process that runs cycles with the settings in ``folder``; see ``one_cycle``."""
    return start("one_cycle.py", str(folder / "presswatch.toml"), how, str(times), env=env)


def start(
    program: str, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a program of this folder, to be talked with by lines of text."""
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name(program)), *arguments],
        env={**(env or os.environ), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def result(child: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a program that was started, and return what it printed last."""
    printed, _ = child.communicate()
    assert not child.returncode, f"{child.args} failed"
    return json.loads(printed)


def wait_for(port: int, host: str = "127.0.0.1") -> None:
    """Wait until somebody listens on a port of this machine. Raises TimeoutError."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody listens on {port}")


def _now() -> datetime:
    return datetime.now(UTC)
