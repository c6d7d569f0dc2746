"""Several workers on one record: how much faster than one they are, and what that costs."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from measuring import Meter
from newsstands import ENTRIES, WORDS, feed_path
from press import newsstands, result, start, subscribe, write_settings
from sqlalchemy import create_engine, make_url, text, update

from indexing.pipeline.opening import opened
from indexing.pipeline.poll import poll
from indexing.settings import Settings
from indexing.store.schema import feeds

# What starts PostgreSQL for tests: test folders are no packages.
sys.path.insert(0, str(Path(__file__).parents[1] / "contracts" / "store"))

WORKERS = (1, 2, 4)
FEEDS = 12
ARTICLES = FEEDS * ENTRIES
"""Four times what a worker takes at once to understand, and hardly less."""
STEPS = (("read", "first"), ("understand", "understood"), ("project", "indexed"))
"""What becomes of each article, once."""
SETTINGS = """
[store]
url = "{database}"
[workers]
processes = 1
understanding = 1
"""  # one alone would use both cores, too


@dataclass(frozen=True, slots=True)
class Speed:
    """Articles in a second of the clock, of CPU (of workers, parsers and database together), and
    of the CPU of the worker that has most to do."""

    clock: float
    cpu: float
    busiest: float

    def against(self, one: "Speed") -> str:
        """Return the three and how many times those of ``one`` they are, in words."""
        return (
            f"{self.clock:.1f} articles/s ({self.clock / one.clock:.2f}x),"
            f" {self.cpu:.1f} a CPU second ({self.cpu / one.cpu:.2f}x),"
            f" {self.busiest:.1f} one of the busiest's ({self.busiest / one.busiest:.2f}x)"
        )


@pytest.fixture
def new_database() -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database on a PostgreSQL of this machine."""
    from postgres_server import database_maker, running_postgres

    with running_postgres() as address:
        yield database_maker(address)


@pytest.mark.skipif("PRESSWATCH_TEST_POSTGRES" in os.environ, reason="its CPU cannot be counted")
async def test_workers(report, tmp_path_factory, new_database):
    speeds = []
    with newsstands() as site:
        for number in WORKERS:
            settings = await stocked(tmp_path_factory.mktemp("record"), site, new_database())
            speeds.append(speed(settings, number))
    for number, one in zip(WORKERS, speeds, strict=True):
        what = f"workers, {number} on one PostgreSQL, {ARTICLES} articles of {WORDS} words"
        report.figure(what, one.against(speeds[0]))


async def stocked(folder: Path, site: str, database: str) -> Settings:
    """Fill a database with articles that are found, their texts with them; no feed is due."""
    settings = write_settings(folder, SETTINGS.format(database=database))
    subscribe(settings, (site + feed_path(number) for number in range(FEEDS)))
    async with opened(settings) as shop:
        await poll(shop)
        with shop.store.write() as db:
            db.execute(update(feeds).values(next_poll_at=shop.clock() + timedelta(days=1)))
    return settings


def speed(settings: Settings, number: int) -> Speed:
    """Have so many workers begin at the same moment; return how fast they did all there is."""
    lanes = [start("one_lane.py", str(settings.path), f"lane-{lane}") for lane in range(number)]
    assert [lane.stdout.readline() for lane in lanes] == ["ready\n"] * number
    serving = Meter(postgres(settings))
    for lane in lanes:
        lane.stdin.write("go\n")
        lane.stdin.flush()
    told = [result(lane) for lane in lanes]
    by_server = serving.cpu()
    check(told)
    seconds = max(one["ended"] for one in told) - min(one["began"] for one in told)
    each = [one["cpu"] for one in told]
    return Speed(ARTICLES / seconds, ARTICLES / (by_server + sum(each)), ARTICLES / max(each))


def check(told: list[dict[str, Any]]) -> None:
    """Hold the workers to what there was: each article once, and no problem."""
    assert not any(one["problems"] for one in told)
    for stage, outcome in STEPS:
        done = [one["tally"].get(stage, {}).get(outcome, 0) for one in told]
        assert sum(done) == ARTICLES, f"{stage}: {done}"


def postgres(settings: Settings) -> psutil.Process:
    """Return the first process of the server that keeps the record."""
    engine = create_engine(make_url(settings.store.url).set(drivername="postgresql+psycopg"))
    with engine.connect() as db:
        folder = Path(db.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    return psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
