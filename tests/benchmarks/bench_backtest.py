"""What a person waits for when an alert is tried: CPU time, with 20,000 stored articles."""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

from measuring import cpu_of_command, cpu_seconds
from press import subscribe, write_settings
from reporting import Report
from stock import extraction_of, keep
from wire import as_searchable, headlines, mixed

from indexing.desk.alerts.backtesting import backtest
from indexing.desk.room import opened_desk
from indexing.search.searchable import Searchable
from indexing.store import Store

ARTICLES = 20_000
WORDS = 60
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIMIT = 2.0
NOTHING = extraction_of((), ())
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
            found = backtest(desk, query)  # warms up, too
            seconds = cpu_seconds(lambda query=query: backtest(desk, query))
            what = f"back-test of {query} ({found.articles:,} of {ARTICLES:,} articles), CPU"
            tell(report, what, seconds)
    command = [sys.executable, "-m", "flows.cli", "alerts", "add", QUERIES[3], "--yes"]
    where = ["--to", "webhook+http://127.0.0.1/hook", "--config", str(settings.path)]
    seconds = median(cpu_of_command([*command, *where]) for _ in range(3))
    tell(report, f"presswatch alerts add {QUERIES[3]}, the whole command, CPU", seconds)


def tell(report: Report, what: str, seconds: float) -> None:
    """Tell how long something took, and whether that is short enough."""
    is_met = seconds < LIMIT
    report.goal(what, f"{seconds:.2f} s", wanted=f"< {LIMIT:.0f} s", is_met=is_met)


def generated() -> Iterator[Searchable]:
    """Yield the articles of a month: sentences of the press in a new order."""
    chance = random.Random(20261124)
    for number in range(ARTICLES):
        at = NOW - timedelta(minutes=chance.randrange(29 * 1440))
        text, title = mixed(chance, WORDS), chance.choice(headlines())
        yield as_searchable(f"a{number:05}", text, NOTHING, at=at, title=title)
