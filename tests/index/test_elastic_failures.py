"""A cluster that is away, busy, closed or not ours: what is said, and that nothing is lost."""

import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch

from indexing.errors import IndexUnavailable, InvalidRequest
from indexing.index.elastic import ElasticIndex
from indexing.index.elastic.mapping import mappings, settings
from indexing.search.tree import Everything, Field, Wildcard

pytestmark = pytest.mark.servers
VERSION = "9.4.3"
PREFIX = f"bad{os.getpid()}"  # other workers are at work on the same server
SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def client(elasticsearch_url):
    with Elasticsearch(elasticsearch_url(VERSION)) as client:
        yield client
        names = [*client.indices.get(index=f"{PREFIX}-*"), PREFIX]
        client.indices.delete(index=names, ignore_unavailable=True)
        client.options(ignore_status=404).indices.delete_index_template(name=PREFIX)


@pytest.fixture
def index(client, make_article):
    """An index whose published generation 1 has one article."""
    index = ElasticIndex(client, PREFIX)
    index.write([make_article("a", "Vote")], generation=1)
    index.publish(1)
    return index


def current(client):
    """Return the names of the indices that readers see."""
    return sorted(client.indices.get_alias(name=PREFIX))


def test_a_server_that_is_down_says_where_and_what_to_do(make_article):
    with Elasticsearch("http://127.0.0.1:9", max_retries=0) as client:
        away = ElasticIndex(client, PREFIX)
        for ask in (
            lambda: away.search(Everything()),
            lambda: away.write([make_article("a")], generation=1),
            lambda: away.publish(1),
            lambda: away.ids(generation=1),
            away.generation,
        ):
            with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:9.*cannot be reached.*hosts"):
                ask()


@pytest.mark.parametrize("block", ["read_only", "read_only_allow_delete", "write"])
def test_a_full_or_closed_disk_is_told_and_is_no_ones_fault(client, index, make_article, block):
    client.indices.put_settings(index=PREFIX, settings={f"index.blocks.{block}": True})
    with pytest.raises(IndexUnavailable, match=r"takes no writes.*Make room") as told:
        index.write([make_article("b")], generation=1)
    assert told.value.retry_after is not None
    assert index.count(Everything()) == 1

    client.indices.put_settings(index=PREFIX, settings={f"index.blocks.{block}": None})
    assert index.write([make_article("b")], generation=1) == {}
    assert index.ids(generation=1) == {"a": 1, "b": 1}


def test_a_red_index_answers_nothing_rather_than_a_part(client, index):
    lost = {"index.routing.allocation.require._name": "no-such-node"}
    client.indices.create(
        index=f"{PREFIX}-g000001-2026.09",
        settings=lost,
        aliases={PREFIX: {}},
        wait_for_active_shards=0,
        timeout="1s",
    )
    with pytest.raises(IndexUnavailable, match="_cluster/health"):
        index.search(Everything())
    with pytest.raises(IndexUnavailable, match="_cluster/health"):
        index.count(Everything())


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        pytest.param(99, r"newer Presswatch.*Update this Presswatch", id="from the future"),
        pytest.param(0, r"schema 0; here is 1.*presswatch index rebuild", id="from the past"),
    ],
)
def test_a_mapping_of_another_version_is_refused(client, index, make_article, schema, told):
    client.indices.put_mapping(index=f"{PREFIX}-*", meta={"schema": schema})
    fresh = ElasticIndex(client, PREFIX)

    with pytest.raises(IndexUnavailable, match=told):
        fresh.search(Everything())
    for _ in range(2):  # not only at the first time of asking
        with pytest.raises(IndexUnavailable, match=told):
            fresh.write([make_article("b")], generation=1)


def test_an_older_mapping_is_mended_by_a_rebuild(client, index, make_article):
    client.indices.put_mapping(index=f"{PREFIX}-*", meta={"schema": 0})
    fresh = ElasticIndex(client, PREFIX)
    fresh.write([make_article("b")], generation=2)
    fresh.publish(2)

    assert fresh.ids(generation=2) == {"b": 1}
    assert fresh.count(Everything()) == 1


def test_a_conflict_of_fields_blames_the_index_and_not_the_article(client, index, make_article):
    month = next(name for name in current(client) if not name.endswith("-start"))
    client.indices.delete(index=month)
    client.indices.delete_index_template(name=PREFIX)
    client.indices.create(index=month, aliases={PREFIX: {}}, mappings={"dynamic": "strict"})

    with pytest.raises(IndexUnavailable, match=r"fields are not ours.*presswatch index rebuild"):
        index.write([make_article("b")], generation=1)


def test_the_servers_own_reason_is_given_for_what_it_refuses(client, index, make_article):
    fields = mappings()
    fields["properties"]["published"]["format"] = "epoch_millis"
    client.indices.create(index=f"{PREFIX}-g000001-2026.09", mappings=fields, settings=settings())
    dated = {"first_seen_at": SEPTEMBER, "published_at": SEPTEMBER}
    articles = [replace(make_article("dated"), **dated), make_article("b")]
    reasons = index.write(articles, generation=1)

    assert list(reasons) == ["dated"]
    assert "failed to parse field [published]" in reasons["dated"]
    assert index.ids(generation=1) == {"a": 1, "b": 1}


def test_a_pattern_that_no_automaton_can_hold_is_refused_in_words(index):
    pattern = Wildcard(Field.TEXT, f"*e{'?' * 30}c*", (0, 0))

    with pytest.raises(InvalidRequest, match="more simply"):
        index.search(pattern)


def test_an_alias_of_others_is_left_alone(client):
    client.indices.create(index=f"{PREFIX}-theirs", aliases={PREFIX: {}})

    with pytest.raises(IndexUnavailable, match="none of ours"):
        ElasticIndex(client, PREFIX).publish(1)
    assert current(client) == [f"{PREFIX}-theirs"]


def test_a_rebuild_leaves_indices_of_others(client, index):
    client.indices.create(index=f"{PREFIX}-g000001-notes")
    index.publish(2)

    assert sorted(client.indices.get(index=f"{PREFIX}-*")) == [
        f"{PREFIX}-g000001-notes",
        f"{PREFIX}-g000002-start",
    ]


def test_a_late_write_never_brings_a_dropped_generation_back(client, index, make_article):
    other = ElasticIndex(client, PREFIX)

    def articles():
        yield make_article("b")
        other.publish(2)
        yield make_article("c")

    with pytest.raises((IndexUnavailable, InvalidRequest)):
        index.write(articles(), generation=1)
    assert (
        current(client)
        == list(client.indices.get(index=f"{PREFIX}-*"))
        == [f"{PREFIX}-g000002-start"]
    )
