"""Opening the workshop: store, index, fetcher and parsers, for one run, closed in any case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from indexing.fetching.client import Fetcher
from indexing.index import open_index
from indexing.pipeline.workshop import PRELOAD, Clock, Progress, Workshop
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.work.owners import new_owner
from indexing.workers import ParserPool


def utc_now() -> datetime:
    """Return the time: the one place where the clock is read."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock = utc_now, progress: Progress | None = None
) -> AsyncIterator[Workshop]:
    """Yield a workshop for one run."""
    store = Store.open(settings, keeps_open=True)
    try:
        async with Fetcher(settings) as fetcher:
            with ParserPool(settings, preload=PRELOAD) as pool:
                shop = Workshop(
                    settings=settings,
                    store=store,
                    index=open_index(settings),
                    fetcher=fetcher,
                    pool=pool,
                    clock=clock,
                    owner=new_owner(),
                )
                if progress is not None:
                    shop.progress = progress
                yield shop
    finally:
        store.close()
