"""How long a person waits for a back-test, with 20,000 stored articles of the last 30 days."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from press import subscribe, write_settings
from sqlalchemy import insert
from wire import as_searchable, headlines, mixed

from indexing.desk.backtesting import backtest
from indexing.desk.room import opened_desk
from indexing.models import Extraction
from indexing.search.searchable import Searchable
from indexing.search.stream_codec import encode_streams
from indexing.store import Store
from indexing.store.codec import pack_extraction
from indexing.store.schema import articles, extractions, versions

ARTICLES = 20_000
WORDS = 60
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIMIT = 2.0
NOTHING = Extraction(language="en", entities=(), topics=(), embedding=(), terms=(), model="")
QUERIES = (
    "minister",
    "minister AND (budget OR police OR council)",
    "ferry OR bridge OR harbour OR minister",
    "NOT ferry",
    "(police OR council) AND published:>=now-2d",
)


def test_backtest(report, tmp_path):
    settings = write_settings(tmp_path)
    subscribe(settings, ["http://127.0.0.1/feed.xml"])
    made = list(generated())
    store = Store.open(settings)
    keep(store, made)
    store.close()
    with opened_desk(settings, clock=lambda: NOW) as desk:
        desk.index.write(made, generation=1)
        desk.index.publish(1)
        for query in QUERIES:
            began = time.perf_counter()
            found = backtest(desk, query)
            seconds = time.perf_counter() - began
            report.goal(
                f"back-test of {query} ({found.articles:,} of {ARTICLES:,} articles)",
                f"{seconds:.2f} s",
                wanted=f"< {LIMIT:.0f} s",
                is_met=seconds < LIMIT,
            )


def generated() -> Iterator[Searchable]:
    """Yield the articles of a month: sentences of the press in a new order."""
    chance = random.Random(20261124)
    for number in range(ARTICLES):
        at = NOW - timedelta(minutes=chance.randrange(29 * 1440))
        text, title = mixed(chance, WORDS), chance.choice(headlines())
        yield as_searchable(f"a{number:05}", text, NOTHING, at=at, title=title)


def keep(store: Store, made: Sequence[Searchable]) -> None:
    """Put articles into the record as if they had been read and understood."""
    bare = {"extraction": pack_extraction(NOTHING), "version": 1, "model": ""}
    with store.write() as db:
        db.execute(insert(articles), [_row(one) for one in made])
        db.execute(insert(versions), [_version(one) for one in made])
        streams = [(one, encode_streams(one.title_stream, one.text_stream)) for one in made]
        rows = [
            {"article_id": one.article_id, "streams": packed, **bare} for one, packed in streams
        ]
        db.execute(insert(extractions), rows)


def _row(one: Searchable) -> dict[str, object]:
    return {
        "id": one.article_id,
        "url": one.url,
        "feed_id": 1,
        "guid": one.article_id,
        "source": one.source,
        "state": "indexed",
        "title": one.title,
        "authors": [],
        "language": "en",
        "published_at": one.published_at,
        "published_from": "feed",
        "first_seen_at": one.first_seen_at,
        "indexed_at": one.first_seen_at,
        "version": 1,
        "revision": 1,
    }


def _version(one: Searchable) -> dict[str, object]:
    return {
        "article_id": one.article_id,
        "version": 1,
        "source": "page",
        "title": one.title,
        "text": one.text,
        "text_hash": "",
        "read_at": one.first_seen_at,
        "summary": "",
    }
