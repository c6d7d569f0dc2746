"""Everything around the press at one moment: what the flows call and what a person asks."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from indexing.desk.alerts import alerting, channelling, sending
from indexing.desk.coverage import explaining
from indexing.desk.follows import following
from indexing.desk.room import Desk
from indexing.fetching.client import Fetcher
from indexing.index import open_index
from indexing.models import Cadence
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.deliver import deliver
from indexing.pipeline.maintain import maintain
from indexing.pipeline.project import project
from indexing.pipeline.report import CycleReport
from indexing.pipeline.workshop import Workshop
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.engine import store_url
from indexing.store.records.feeds import add_feed
from indexing.store.watch.outbox import Delivery
from indexing.store.work.owners import new_owner
from indexing.workers import ParserPool
from smallworld.press import FEED, Press, samples

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Clock:
    """The only clock: it stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, span: timedelta) -> None:
        self.now += span


@dataclass
class World:
    """Everything at one moment. ``cycle`` and ``deliver`` are what the flows call."""

    settings: Settings
    press: Press
    pool: ParserPool
    clock: Clock = field(default_factory=Clock)

    def store(self) -> Store:
        """Open the store; that it syncs to disk is the store's own tests' business."""
        store = Store(store_url(self.settings))

        @event.listens_for(store.engine, "connect")
        def be_quick(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

        return store

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        store = self.store()
        yield Desk(self.settings, store, open_index(self.settings), self.clock, self.settings.zone)
        store.close()

    @asynccontextmanager
    async def shop(self) -> AsyncIterator[Workshop]:
        store, index = self.store(), open_index(self.settings)
        async with Fetcher(self.settings) as fetcher:
            yield Workshop(
                settings=self.settings, store=store, index=index, fetcher=fetcher,
                pool=self.pool, clock=self.clock, owner=new_owner(),
            )  # fmt: skip
        store.close()

    async def cycle(self, *, after: timedelta = MINUTE) -> CycleReport:
        """Let time pass, then run a cycle."""
        self.clock.wait(after)
        async with self.shop() as shop:
            return await run_cycle(shop)

    async def deliver(self, *, after: timedelta = timedelta()) -> list[dict[str, Any]]:
        """Let time pass, then send what is due; return the webhooks that arrived by it."""
        self.clock.wait(after)
        known = len(self.press.hooks)
        async with self.shop() as shop:
            await deliver(shop)
        return [body for _id, body in self.press.hooks[known:]]

    async def maintain(self, *, after: timedelta = timedelta()) -> int:
        """Let time pass, then maintain and tell the index; return how many articles expired."""
        self.clock.wait(after)
        async with self.shop() as shop:
            await asyncio.to_thread(maintain, shop)
            await asyncio.to_thread(project, shop)
        return shop.tally.get("maintain", {}).get("expired", 0)

    async def subscribe(self) -> None:
        """Know the feed, as one whose entries are no longer old when they come."""
        with self.desk() as desk, desk.store.write() as db:
            add_feed(
                db, self.press.url + FEED, host="127.0.0.1", title="Small Press",
                interval=self.settings.feeds.start, now=desk.now,
            )  # fmt: skip
        await self.cycle()

    def alert(self, query: str, **wishes: Any) -> int:
        """Save an alert to the press's webhook; at once, unless ``wishes`` say otherwise."""
        with self.desk() as desk:
            if not channelling.list_channels(desk):
                channelling.add_channel(desk, f"webhook+{self.press.url}/hook", "hook")
            wishes = {"to": ("hook",), "cadence": Cadence.AT_ONCE, **wishes}
            request = alerting.AlertRequest(query, **wishes)
            return alerting.add_alert(desk, request).alert.id

    def edit(self, alert: int, **changes: Any) -> None:
        """Change some wishes of an alert."""
        with self.desk() as desk:
            request = alerting.request_of(alerting.get_alert(desk, alert))
            alerting.edit_alert(desk, alert, replace(request, **changes))

    def follow(self, slug: str) -> str:
        """Follow a sample article; return the follow's name."""
        words = samples()[slug]
        document = following.as_document(f"{words.title}\n\n{words.text}")
        with self.desk() as desk:
            return following.follow(desk, following.Reference(document, "a test"), name=slug).slug

    def explain(self, url: str) -> explaining.Explanation:
        with self.desk() as desk:
            return explaining.explain(desk, url)

    def told(self, url: str) -> list[tuple[str, str]]:
        """Return (stage, outcome) of everything that happened to an address."""
        return [(line.stage, line.outcome) for line in self.explain(url).trail]

    def deliveries(self) -> list[Delivery]:
        """Return all deliveries, oldest first."""
        with self.desk() as desk:
            return [one for one, _tries in sending.delivery_log(desk)][::-1]


def prepare(settings: Settings, empty_store: Path) -> None:
    """Put a store without rows, made once, where ``settings`` look for it."""
    settings.data_dir.mkdir(parents=True)
    shutil.copy(empty_store, settings.data_dir / "presswatch.sqlite3")
