"""All alerts on all articles: the matcher finds exactly what each query finds on the index.

The matcher sees every article once, as it comes in. The embedded index is asked afterwards, query
by query. A query that counts from ``now`` is asked once for each moment at which articles came
in, and only about those. What is compared is every pair of an alert and an article.
"""

import gc
import os
import random
import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import process_time

import psutil
from benchmarks.rules import FORMS, made_rules
from benchmarks.wire import as_searchable, headlines, long_reads

from indexing.alerts.contract import Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.extraction import topic_slugs
from indexing.index.asking import every_result
from indexing.index.contract import Sort
from indexing.index.embedded import EmbeddedIndex
from indexing.models import Extraction
from indexing.search.analysis import fold
from indexing.search.binding import bind, bind_entities, uses_now
from indexing.search.checks import UTC_ZONE
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import And, DateRange, Field, Node

IS_PROOF = bool(os.environ.get("PRESSWATCH_PROOF"))
ALERTS, ARTICLES = (10_000, 20_000) if IS_PROOF else (1_000, 1_000)
BATCH = 1_000
SEED = 20261130
BLOCK, BLOCKS = 60, 5
"""An article is five passages of at least sixty words, from anywhere in the demo's press."""
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENTS = tuple(NOON + timedelta(hours=3 * number) for number in range(8))
"""When articles come in: as many cycles, three hours apart."""
AGES = (*(timedelta(hours=hours) for hours in (0, 1, 9, 30, 7 * 24 - 1, 7 * 24, 400)), None)
"""How long before that they were published; of the last nobody knows."""
NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the press: its text, the names in it and what it is about."""

    text: str
    names: tuple[str, ...]
    topic: str


def test_ten_thousand_alerts_meet_what_their_queries_find(tmp_path):
    passages = list(cut_up())
    queries = asked_for(passages)
    memory = used_memory()
    matcher = InProcessMatcher(
        Rule(number, 1, bind_entities(parse(query), ids_of)) for number, query in enumerate(queries)
    )
    memory = used_memory() - memory

    index, met, seconds = EmbeddedIndex(tmp_path / "index"), [array("I") for _ in queries], 0.0
    for batch in come_in(passages):
        began = process_time()
        answers = matcher.match_all(batch)
        seconds += process_time() - began
        for article, alerts in zip(batch, answers, strict=True):
            for alert in alerts:
                met[alert].append(int(article.article_id))
        assert index.write(batch, generation=1) == {}
    index.publish(1)

    hits = sum(map(len, met))
    for query, numbers in zip(queries, met, strict=True):
        expected = list(found(index, query))
        assert sorted(numbers) == sorted(expected), query
    tell(hits, seconds, memory)
    assert hits > ALERTS, "too few to tell anything"


def cut_up() -> Iterator[Passage]:
    """Yield the demo's press in passages; what each is about is drawn by lot."""
    chance = random.Random(SEED)
    for paragraphs in long_reads(BLOCK):
        text = "\n".join(paragraphs)
        yield Passage(text, tuple(dict.fromkeys(NAME.findall(text))), chance.choice(topic_slugs()))


def asked_for(passages: Sequence[Passage]) -> list[str]:
    """Return as many queries as there are alerts, of each form that people use."""
    names = sorted({name for one in passages for name in one.names})
    texts = [one.text for one in passages]
    made = made_rules(ALERTS, random.Random(SEED), names=names, topics=topic_slugs(), texts=texts)
    assert len(set(made)) > 0.8 * ALERTS
    assert len(FORMS) == 11
    return made


def come_in(passages: Sequence[Passage]) -> Iterator[list[Searchable]]:
    """Yield the articles batch by batch: all of them at once would fill the memory."""
    chance = random.Random(SEED)
    for start in range(0, ARTICLES, BATCH):
        yield [made(str(start + number), passages, chance) for number in range(BATCH)]


def made(article_id: str, passages: Sequence[Passage], chance: random.Random) -> Searchable:
    """Make an article whose names and topics are those of its passages."""
    own, at, age = chance.sample(passages, BLOCKS), chance.choice(MOMENTS), chance.choice(AGES)
    text = "\n".join(one.text for one in own)
    plain = as_searchable(
        article_id,
        text,
        Extraction("en", (), (), (), (), ""),
        at=at,
        title=chance.choice(headlines()),
    )
    return replace(
        plain,
        entities=tuple(
            dict.fromkeys(each for one in own for name in one.names for each in ids_of(name))
        ),
        topics=tuple(dict.fromkeys(one.topic for one in own[:2])),
        published_at=None if age is None else at - age,
    )


def ids_of(name: str) -> tuple[str]:
    """Return the id of the one who is called so."""
    return (f"per:{fold(name)}",)


def found(index: EmbeddedIndex, query: str) -> Iterator[int]:
    """Yield the numbers of the articles that a query finds."""
    node = parse(query)
    for moment in MOMENTS if uses_now(node) else MOMENTS[:1]:
        tree: Node = bind(node, now=moment, zone=UTC_ZONE, entity_ids=ids_of)
        if uses_now(node):
            tree = And((tree, seen_at(moment)), (0, 0))
        for result in every_result(index, tree, sort=Sort.SEEN):
            yield int(result.article_id)


def seen_at(moment: datetime) -> DateRange:
    """Return what finds the articles that came in at a moment."""
    end = moment + timedelta(seconds=1)
    return DateRange(Field.SEEN, "", "", True, False, (0, 0), moment, end)


def used_memory() -> int:
    """Return the bytes that this process holds."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def tell(hits: int, seconds: float, memory: int) -> None:
    """Print what was compared and what it took; workers of pytest-xdist have no stdout."""
    pairs = f"{ALERTS:,} alerts x {ARTICLES:,} articles = {ALERTS * ARTICLES:,} pairs"
    each = f"{1000 * seconds / ARTICLES:.2f} ms an article"
    sys.stderr.write(
        f"\n{pairs}: {hits:,} hits, the same as each query on the embedded index\n"
        f"matching {seconds:.1f} s CPU, {each}; the rules hold {memory / 1e6:.0f} MB\n"
    )
