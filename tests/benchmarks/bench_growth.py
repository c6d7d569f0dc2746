"""How cost grows with ten times the feeds, articles or alerts: the exponent.

1 is "ten times as much costs ten times as much", 0 is "it costs the same".
"""

import math
import random
from collections.abc import Sequence
from datetime import UTC
from itertools import islice
from pathlib import Path
from time import process_time

from bench_index import NOW, QUERIES, articles
from measuring import cpu_seconds, interleaved
from newsstands import FEEDS, feed_path, new_entries
from press import newsstands, subscribe, write_settings
from reporting import Report
from rules import made_rules
from stock import extraction_of
from wire import as_searchable, long_reads

from indexing.alerts.contract import Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.index.embedded import EmbeddedIndex
from indexing.pipeline.opening import opened
from indexing.pipeline.poll import poll
from indexing.search.binding import bind, bind_entities
from indexing.search.grammar import parse
from indexing.store.records import feeds

TIMES = 10
MOST = 1.2
"""Of an exponent: what grows faster than the work is a mistake, and a busy machine adds some."""
FEW_FEEDS, FEW_ARTICLES, FEW_ALERTS = 40, 2_000, 1_000
QUIET = [one for one in range(FEEDS) if not new_entries(one)]
NAMES = ["per:name-1", "per:name-2"]
TEXTS, WORDS = 20, 300


async def test_feeds(report, tmp_path_factory):
    with newsstands() as site:
        cost = [
            await polled(tmp_path_factory.mktemp("feeds"), site, number)
            for number in sizes(FEW_FEEDS)
        ]
    tell(report, "polling feeds that answer 304", sizes(FEW_FEEDS), cost)


async def polled(folder: Path, site: str, number: int) -> float:
    """Return the CPU seconds of polling so many quiet feeds that are known."""
    settings = write_settings(folder)
    subscribe(settings, [site + feed_path(one) for one in QUIET[:number]])
    async with opened(settings) as shop:
        await poll(shop)
        with shop.store.write() as db:
            feeds.make_all_due(db, now=shop.clock())
        began = process_time()
        await poll(shop)
        return process_time() - began


def test_articles(report, tmp_path):
    made = list(articles(TIMES * FEW_ARTICLES))
    nodes = [
        bind(parse(one), now=NOW, zone=UTC, entity_ids=lambda name: (name,)) for one in QUERIES
    ]
    write, search = list[float](), list[float]()
    for number in sizes(FEW_ARTICLES):
        index = EmbeddedIndex(tmp_path / str(number))
        write.append(cpu_seconds(lambda: index.write(made[:number], generation=1)))  # noqa: B023
        index.publish(1)
        search += interleaved(lambda: [index.search(node) for node in nodes])  # noqa: B023
    tell(report, "writing articles to the index", sizes(FEW_ARTICLES), write)
    tell(report, "searching among articles", sizes(FEW_ARTICLES), search)


def test_alerts(report):
    texts = ["\n\n".join(paragraphs) for paragraphs in islice(long_reads(WORDS), TEXTS)]
    nothing = extraction_of(NAMES[:1], ["politics"])
    seen = [as_searchable(f"a{n}", text, nothing, at=NOW) for n, text in enumerate(texts)]
    queries = made_rules(
        TIMES * FEW_ALERTS, random.Random(20261130), names=NAMES, topics=["politics"], texts=texts
    )
    rules = [
        Rule(number, 1, bind_entities(parse(query), lambda name: (name,)))
        for number, query in enumerate(queries)
    ]
    cost = []
    for number in sizes(FEW_ALERTS):
        matcher = InProcessMatcher(rules[:number])
        cost += interleaved(lambda matcher=matcher: [matcher.match(one) for one in seen])
    tell(report, "matching an article with alerts", sizes(FEW_ALERTS), cost)


def sizes(few: int) -> tuple[int, int]:
    """Return how much there is, and ten times that."""
    return few, TIMES * few


def tell(report: Report, what: str, numbers: Sequence[int], cost: Sequence[float]) -> None:
    """Tell the exponent, which a mistake with a square in it brings to 2."""
    exponent = math.log(cost[1] / cost[0], TIMES)
    report.goal(
        f"{what}, {numbers[1]:,} against {numbers[0]:,}",
        f"exponent {exponent:.2f} ({cost[0]:.2f} s and {cost[1]:.2f} s of CPU)",
        wanted=f"<= {MOST:g}",
        is_met=exponent <= MOST,
    )
