"""A proxy before the cluster that has limits, or a bad day, of its own."""

import re
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from indexing.errors import IndexUnavailable
from indexing.index.elastic import ElasticIndex, bulk
from indexing.search.tree import Everything

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from gateway import gateway

pytestmark = pytest.mark.servers


@pytest.fixture
def way(elasticsearch_url):
    with gateway(elasticsearch_url("9.4.3")) as opened:
        yield opened


@pytest.fixture
def index(way):
    """An index behind the proxy whose published generation 1 is empty."""
    prefix = f"way-{uuid4().hex}"
    with Elasticsearch(way.url) as client:
        index = ElasticIndex(client, prefix)
        index.publish(1)
        yield index
        way.refuse = lambda *_: 0
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)
        client.indices.delete_index_template(name=prefix)


def test_of_a_request_that_is_too_large_only_the_article_that_is_so_alone_is_refused(
    way, index, make_article
):
    way.refuse = lambda _, size: 413 if size > 100_000 else 0
    articles = [make_article(f"a{n}", f"vote {n} " + "x " * 2_000) for n in range(30)]
    huge = make_article("huge", "x " * 60_000)

    refused = index.write([*articles[:7], huge, *articles[7:]], generation=1)
    assert refused == {"huge": "the server takes no request of that size"}
    assert index.ids(generation=1) == {article.article_id: 1 for article in articles}


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_write_that_is_turned_away_is_tried_five_times_in_all(
    way, index, make_article, monkeypatch, status
):
    monkeypatch.setattr(bulk, "_FIRST_WAIT", 0.001)
    way.refuse = lambda request, _: status if "_bulk" in request else 0
    with pytest.raises(IndexUnavailable):
        index.write([make_article("a")], generation=1)
    assert len(way.refused) == 5


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_search_that_is_turned_away_is_tried_three_times_in_all(way, index, status):
    way.refuse = lambda request, _: status if "_search" in request else 0
    with pytest.raises(IndexUnavailable):
        index.count(Everything())
    assert len(way.refused) == 3


def test_a_month_that_did_not_get_into_the_alias_gets_there_with_the_next_write(
    way, index, make_article
):
    way.refuse = lambda request, _: 500 if re.match("PUT .*/_alias/", request) else 0
    with pytest.raises(IndexUnavailable):
        index.write([make_article("a")], generation=1)
    way.refuse = lambda *_: 0
    assert index.write([make_article("a")], generation=1) == {}
    assert index.count(Everything()) == 1
