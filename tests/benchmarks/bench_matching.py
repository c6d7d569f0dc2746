"""Which of ten thousand saved searches an article meets, in process and by the percolator."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from statistics import median
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from measuring import cpu_of_server, cpu_seconds
from rules import made_rules
from wire import as_searchable, long_reads

from indexing.alerts.contract import Matcher, Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.alerts.percolator import BATCH, Percolator
from indexing.extraction import extract
from indexing.models import Document, Extraction
from indexing.search.binding import bind_entities
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable

RULES = 10_000
WORDS = 300
WANTED_MS = 2.0
ROUNDS = 3
SEED = 20261124
SEEN = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def day() -> tuple[list[Rule], list[Searchable]]:
    """Ten thousand rules, and the articles of a day."""
    texts = ["\n\n".join(paragraphs) for paragraphs in long_reads(WORDS)]
    extractions = [extract(Document("", text, "en")) for text in texts]
    articles = [
        as_searchable(f"a{number}", text, extraction, at=SEEN)
        for number, (text, extraction) in enumerate(zip(texts, extractions, strict=True))
    ]
    return rules(texts, extractions), articles


def test_matching(report, day):
    saved, articles = day
    matcher = InProcessMatcher(saved)
    met = [len(matcher.match(article)) for article in articles]  # warms up, too
    rounds = [cpu_seconds(lambda: [matcher.match(one) for one in articles]) for _ in range(5)]
    milliseconds = 1000 * median(rounds) / len(articles)
    what = f"matching, {len(articles)} articles of {WORDS} words, {RULES:,} rules, CPU an article"
    report.goal(
        what,
        f"{milliseconds:.2f} ms",
        wanted=f"<= {WANTED_MS:g} ms",
        is_met=milliseconds <= WANTED_MS,
    )
    report.figure("matching, rules that an article meets", f"{sum(met) / len(met):.0f}")


@pytest.fixture(scope="module")
def percolator(elasticsearch_url) -> Iterator[tuple[Elasticsearch, str]]:
    """A client of the server with the percolator, and a prefix for what is put there."""
    prefix = f"bench-{uuid4().hex}"
    with Elasticsearch(elasticsearch_url("7.17.8"), request_timeout=600) as client:
        yield client, prefix
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)


@pytest.mark.servers
@pytest.mark.parametrize("size", [1, BATCH])
def test_the_percolator_against_in_process(report, day, percolator, size):
    saved, some = day
    client, prefix = percolator
    here, there = InProcessMatcher(saved), Percolator(client, prefix, saved, now=SEEN)
    assert there.unstored == {}
    articles = list(islice(cycle(some), BATCH))
    assert [here.match(one) for one in some] == there.match_all(some)  # warms up, too

    def ask(matcher: Matcher) -> Callable[[], object]:
        starts = range(0, len(articles), size)
        return lambda: [matcher.match_all(articles[start : start + size]) for start in starts]

    rounds = [(cpu_seconds(ask(here)), _cpu_of_both(ask(there), client)) for _ in range(ROUNDS)]
    ours, theirs = (1000 * median(column) / len(articles) for column in zip(*rounds, strict=True))
    how = "one by one" if size == 1 else f"in batches of {size}"
    report.figure(
        f"matching, percolator against in process, {how}, CPU an article",
        f"{theirs:.1f} ms against {ours:.2f} ms, {theirs / ours:.0f}x",
    )


def _cpu_of_both(work: Callable[[], object], client: Elasticsearch) -> float:
    """Return the CPU seconds that this process and the server spend on ``work``."""
    began = cpu_of_server(client)
    ours = cpu_seconds(work)
    return ours + cpu_of_server(client) - began


def rules(texts: list[str], extractions: list[Extraction]) -> list[Rule]:
    """Return rules whose names are those of the texts, bound to their ids."""
    ids: dict[str, list[str]] = {}
    for entity in (each for one in extractions for each in one.entities):
        if '"' not in entity.name and entity.id not in ids.setdefault(entity.name, []):
            ids[entity.name].append(entity.id)
    topics = sorted({topic.slug for one in extractions for topic in one.topics})
    chance = random.Random(SEED)
    queries = made_rules(RULES, chance, names=sorted(ids), topics=topics, texts=texts)
    return [
        Rule(number, 1, bind_entities(parse(query), lambda name: ids.get(name, [])))
        for number, query in enumerate(queries)
    ]
