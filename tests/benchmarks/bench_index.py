"""Writing to the embedded index and searching it, at 20,000 and at 200,000 generated articles."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median

import pytest
from measuring import cpu_seconds
from stock import extraction_of
from wire import as_searchable, headlines, mixed

from indexing.index.contract import Sort
from indexing.index.embedded import EmbeddedIndex
from indexing.search.binding import bind
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import Field

WORDS = 60
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = [f"per:name-{number}" for number in range(2_000)]
TOPICS = ("conflict", "politics", "sport", "economy", "weather")
QUERIES = (
    "minister",
    "minister AND budget",
    '"prime minister"',
    "title:harbour OR title:museum",
    "(ferry OR bridge) AND topic:politics",
    "sanction* NOT football",
    'entity:"per:name-7" AND topic:conflict',
    "published:>=now-7d AND council",
)


@pytest.mark.parametrize("number", [20_000, 200_000])
def test_index(report, tmp_path, number):
    index = EmbeddedIndex(tmp_path / "index")
    seconds = sum(cpu_seconds(lambda some=some: index.write(some, generation=1))
                  for some in batched(articles(number), 20_000))  # fmt: skip
    index.publish(1)
    at = f"{number:,} articles"
    report.figure(f"index, {at} of {WORDS} words", f"{number / seconds:,.0f} written/s")
    first_page = f"search, {at}, first page of {len(QUERIES)} queries, p50"
    report.figure(first_page, _p50(index, facets=False))
    report.figure(f"search, {at}, two facets and a total, p50", _p50(index, facets=True))


def batched(made: Iterator[Searchable], size: int) -> Iterator[list[Searchable]]:
    """Yield ``made`` in lists: 200,000 at once would fill the memory."""
    while some := list(islice(made, size)):
        yield some


def articles(wanted: int) -> Iterator[Searchable]:
    """Yield the articles of a quarter: sentences in a new order, names as rare as they are."""
    chance = random.Random(20261124)
    for number in range(wanted):
        entities = {chance.choice(NAMES[: chance.choice((20, 200, 2_000))]) for _ in range(6)}
        yield as_searchable(
            f"a{number:06}",
            mixed(chance, WORDS),
            extraction_of(sorted(entities), chance.sample(TOPICS, 2)),
            at=NOW - timedelta(minutes=chance.randrange(90 * 1440)),
            title=chance.choice(headlines()),
        )


def _p50(index: EmbeddedIndex, *, facets: bool) -> str:
    """Return the median over all queries and sorts of the seconds that a person waits."""
    taken = []
    for query in QUERIES:
        node = bind(parse(query), now=NOW, zone=UTC, entity_ids=lambda name: (name,))
        for sort in Sort:
            for _ in range(7):
                began = time.perf_counter()
                index.search(node, sort=sort)
                if facets:
                    index.facets(node, (Field.ENTITY, Field.TOPIC))
                taken.append(time.perf_counter() - began)
    return f"{1000 * median(taken):.1f} ms"
