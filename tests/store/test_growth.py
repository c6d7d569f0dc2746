"""The record grows by tombstones only, once news is past its time; freed room is given back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from smallworld.world import DAY, World
from store_samples import found, person, read, reading, understand

from indexing.pipeline.maintain import BACKUPS
from indexing.store import Store, tidying
from indexing.store.records import retention
from indexing.store.schema import metadata
from indexing.store.watch import stories
from indexing.store.work import cycles
from indexing.store.work.ledger import Line, note

KEEP = '[articles]\nkeep = "90d"\n'


def grow(store: Store, day: int, world: World) -> None:
    """Add a day of news: five articles of 40 KB, their lines, a cycle."""
    now = world.clock.now
    with store.write() as db:
        cycle = cycles.begin(db, "main", "run", now=now)
        for n in range(5):
            one = found(db, f"day-{day}-{n}", now=now)
            read(db, one, reading(f"{day} {n} " + "word " * 8_000))
            understand(db, one, person("Viktor Orbán"))
            stories.note_candidates(db, one, [f"key{k}" for k in range(50)], now=now)
            for _ in range(5):
                note(db, Line(now, "read", "first", "x" * 200, {}, one), cycle_id=cycle)
        cycles.end(db, cycle, "done", {"lines": ["x" * 1_000]}, now=now)


def sizes(world: World) -> tuple[int, dict[str, int]]:
    """Return the bytes of the record on disk, its log included, and table → rows."""
    file = world.settings.data_dir / "presswatch.sqlite3"
    taken = sum(part.stat().st_size for part in file.parent.glob("presswatch.sqlite3*"))
    with closing(sqlite3.connect(file)) as db:
        return taken, {
            table.name: db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
            for table in metadata.sorted_tables
        }


async def test_after_its_time_the_record_grows_by_tombstones_only(
    build: Callable[[str], World],
) -> None:
    world = build(KEEP)
    store = world.store()
    seen = {}
    for day in range(0, 300, 10):
        grow(store, day, world)
        await world.maintain(after=10 * DAY)
        seen[day] = sizes(world)
    store.close()
    (early_bytes, early), (late_bytes, late) = seen[200], seen[290]
    assert late_bytes < 1.1 * early_bytes
    tombstones = {"articles", "article_urls", "guids"}
    assert {name for name in early if late[name] > early[name]} <= tombstones
    assert late["versions"] == early["versions"] == 5 * 9
    assert len(list((world.settings.data_dir / "backups").iterdir())) == BACKUPS


def test_room_that_much_forgotten_took_is_given_back(build: Callable[[str], World]) -> None:
    world = build(KEEP)
    store = world.store()
    for day in range(20):
        grow(store, day, world)
    full, _ = sizes(world)
    with store.write() as db:
        for _ in range(9):
            retention.expire(db, before=world.clock.now + DAY)
    while tidying.give_back(store):
        pass
    store.close()
    assert sizes(world)[0] < 0.5 * full
