"""What Presswatch adds to Elasticsearch's own client: writing in bulk, searching a page."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from statistics import median
from uuid import uuid4

import pytest
from bench_index import NOW, QUERIES, articles
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from indexing.index.contract import Sort
from indexing.index.elastic import ElasticIndex
from indexing.index.elastic.mapping import build_document, mappings, settings
from indexing.index.elastic.ordering import sort_clause
from indexing.index.elastic.queries import build
from indexing.search.binding import bind
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import Node

pytestmark = pytest.mark.servers
WRITTEN = 5_000
FIRST = 100  # written before: making the months' indices is no part of the path
ROUNDS = 7
WANTED_BULK = 0.9
WANTED_SEARCH = 1.2


@pytest.fixture(scope="module")
def client(elasticsearch_url) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url("9.4.3"), request_timeout=120) as made:
        yield made


@contextmanager
def emptied(client: Elasticsearch, prefix: str) -> Iterator[str]:
    """Yield ``prefix``; remove its indices and templates in the end."""
    yield prefix
    for name in client.indices.get(index=f"{prefix}*"):
        client.indices.delete(index=name)
    for template in client.indices.get_index_template()["index_templates"]:
        if template["name"].startswith(prefix):
            client.indices.delete_index_template(name=template["name"])


def test_bulk(report, client):
    made = list(articles(WRITTEN))
    rounds = []
    for _ in range(ROUNDS):
        with emptied(client, f"bench-raw-{uuid4().hex}") as prefix:
            with_mapping(client, prefix)
            write_raw(client, prefix, made[:FIRST])
            raw = seconds(lambda prefix=prefix: write_raw(client, prefix, made[FIRST:]))
        with emptied(client, f"bench-ours-{uuid4().hex}") as prefix:
            index = ElasticIndex(client, prefix)
            index.write(made[:FIRST], generation=1)
            ours = seconds(lambda index=index: index.write(made[FIRST:], generation=1))
        rounds.append(raw / ours)
    speed = median(rounds)
    report.goal(
        f"Elasticsearch, {WRITTEN:,} articles in bulk",
        f"{speed:.0%} of streaming_bulk's speed",
        wanted=f">= {WANTED_BULK:.0%}",
        is_met=speed >= WANTED_BULK,
    )


def write_raw(client: Elasticsearch, prefix: str, made: list[Searchable]) -> None:
    """Write the same documents by the client's own helper."""
    actions = (
        {
            "_index": f"{prefix}-{one.first_seen_at:%Y-%m}",
            "_id": one.article_id,
            "_source": build_document(one),
        }
        for one in made
    )
    for _ in streaming_bulk(client, actions, chunk_size=500):
        pass
    client.indices.refresh(index=f"{prefix}-*")


def with_mapping(client: Elasticsearch, prefix: str) -> None:
    """Give new indices of ``prefix`` the mapping that ours have: else other work is compared."""
    template = {"settings": settings(), "mappings": mappings()}
    client.indices.put_index_template(
        name=prefix, index_patterns=[f"{prefix}*"], template=template, priority=500
    )


def test_search(report, client):
    with emptied(client, f"bench-{uuid4().hex}") as prefix:
        index = ElasticIndex(client, prefix)
        index.write(list(articles(WRITTEN)), generation=1)
        index.publish(1)
        nodes = [
            bind(parse(query), now=NOW, zone=UTC, entity_ids=lambda name: (name,))
            for query in QUERIES
        ]
        ours, raw = [], []
        for node in nodes * 20:
            ours.append(seconds(lambda node=node: index.search(node)))
            raw.append(seconds(lambda node=node: search_raw(client, prefix, node)))
    ratio = median(ours) / median(raw)
    report.goal(
        f"Elasticsearch, first page of {len(QUERIES)} queries, p50",
        f"{1000 * median(ours):.1f} ms, {ratio:.2f}x the client's own call",
        wanted=f"<= {WANTED_SEARCH:g}x",
        is_met=ratio <= WANTED_SEARCH,
    )


def search_raw(client: Elasticsearch, prefix: str, node: Node) -> object:
    """Ask the same of the server by a plain call."""
    return client.search(
        index=prefix, query=build(node), size=21, source=False, track_total_hits=True,
        sort=sort_clause(Sort.RELEVANCE), search_type="dfs_query_then_fetch",
    )  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds on the clock that ``work`` takes: most of them are the server's."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
