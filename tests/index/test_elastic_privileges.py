"""A key with the privileges that the page on Elasticsearch names can do all that we ask of it."""

import json
import re
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from servers.recipes import Protection

from indexing.errors import IndexUnavailable
from indexing.index.elastic import ElasticIndex
from indexing.search.tree import Everything

pytestmark = [pytest.mark.servers, pytest.mark.slow]
PAGE = Path(__file__).parents[2] / "docs" / "elasticsearch.md"
ACCOUNT = ("press", "correct horse battery")


@pytest.fixture(scope="module")
def url(own_server):
    return own_server("9.4.3", Protection(dict([ACCOUNT])))[1]


@pytest.fixture(scope="module")
def key(url):
    """An API key made with the body that the page shows."""
    (body,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    with Elasticsearch(url, basic_auth=ACCOUNT) as client:
        return client.security.create_api_key(**json.loads(body))["encoded"]


def test_it_suffices_for_writing_searching_rebuilding_and_the_doctor(url, key, make_article):
    with Elasticsearch(url, api_key=key) as client:
        index = ElasticIndex(client, "presswatch")
        for generation in (1, 2):
            assert index.write([make_article("a"), make_article("b")], generation=generation) == {}
            index.delete(["b"], generation=generation)
            index.publish(generation)
            assert index.count(Everything()) == len(index.ids(generation=generation)) == 1
        assert index.generation() == 2
        facts = index.about()
        assert (facts.engine, facts.schema) == ("Elasticsearch 9.4.3", facts.our_schema)


def test_it_reaches_no_other_index(url, key, make_article):
    with Elasticsearch(url, api_key=key) as client:
        other = ElasticIndex(client, "accounts")
        with pytest.raises(IndexUnavailable, match="does not let us"):
            other.write([make_article("a")], generation=1)
