"""A server that is away, refuses, or has no percolator: IndexUnavailable, and what to do."""

from uuid import uuid4

import pytest
from rooms import PERCOLATING, Room
from saved import made_article, saved

from indexing.alerts.contract import Rule
from indexing.errors import IndexUnavailable
from indexing.index.elastic import connect
from indexing.settings.model import Index

pytestmark = [pytest.mark.servers, pytest.mark.slow]
RULES = [Rule(1, 1, saved("nato")), Rule(2, 1, saved("published:>=now-1d"))]
ARTICLE = made_article("a", "NATO talks")


@pytest.fixture(scope="module")
def server(own_server):
    return own_server(PERCOLATING)


@pytest.fixture
def own_room(server):
    with connect(Index(hosts=(server[1],), timeout="30s")) as client:
        yield Room(client, f"away-{uuid4().hex}")


def test_a_server_that_dies_is_unavailable_and_back_again_the_matcher_goes_on(server, own_room):
    matcher = own_room.matcher(RULES)
    server[0].kill()
    for asked in (lambda: matcher.match(ARTICLE), lambda: own_room.matcher(RULES)):
        with pytest.raises(
            IndexUnavailable, match=r"rules in .*cannot be reached.*nothing is lost"
        ):
            asked()
    server[0].start()
    assert matcher.match(ARTICLE) == own_room.matcher(RULES).match(ARTICLE) == [1, 2]


def test_rules_that_somebody_removed_are_missed_and_written_anew(own_room):
    matcher = own_room.matcher(RULES)
    own_room.client.indices.delete(index=own_room.index)
    with pytest.raises(IndexUnavailable, match="no such index"):
        matcher.match(ARTICLE)
    assert own_room.matcher(RULES).match(ARTICLE) == [1, 2]


def test_a_server_whose_settings_forbid_it_says_so(own_room):
    matcher = own_room.matcher(RULES)
    forbidden = "search.allow_expensive_queries"
    own_room.client.cluster.put_settings(transient={forbidden: False})
    with pytest.raises(
        IndexUnavailable, match=f"cannot be executed when '{forbidden}'.*in-process"
    ):
        matcher.match(ARTICLE)
    own_room.client.cluster.put_settings(transient={forbidden: None})
    assert matcher.match(ARTICLE) == [1, 2]


def test_a_server_without_the_module(elasticsearch_url):
    with connect(Index(hosts=(elasticsearch_url("9.4.3"),))) as client:
        bare = Room(client, f"bare-{uuid4().hex}")
        with pytest.raises(IndexUnavailable, match=r"no percolator\. Add the module percolator to"):
            bare.matcher(RULES)
        assert not client.indices.exists(index=f"{bare.prefix}-*", allow_no_indices=False)
