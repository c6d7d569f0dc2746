"""Every matcher, and the articles and rules that all of them are asked about."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from indexing.alerts.contract import Matcher
from indexing.alerts.matcher import InProcessMatcher
from indexing.search.searchable import Searchable

# Test folders are no packages; the articles are those that every index is filled with.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "index"))
from press import press
from rooms import PERCOLATING, Room
from saved import made_article

MatcherOf = Callable[..., Matcher]
"""Rules → a matcher that holds them."""


@pytest.fixture(scope="module")
def new_room(elasticsearch_url) -> Iterator[Callable[[], Room]]:
    """Make an empty place on the server; all of them go with the module."""
    run = f"test-{uuid4().hex}"  # other workers are at work on the same server
    with Elasticsearch(elasticsearch_url(PERCOLATING)) as client:
        yield lambda: Room(client, f"{run}-{uuid4().hex}")
        for name in client.indices.get(index=f"{run}-*"):
            client.indices.delete(index=name)


@pytest.fixture
def room(new_room) -> Room:
    """A place on the server that nothing was written to."""
    return new_room()


MATCHERS = [
    "in-process",
    pytest.param("percolator", marks=pytest.mark.servers, id="percolator"),
]


@pytest.fixture(scope="module", params=MATCHERS)
def matcher_of(request) -> MatcherOf:
    """Make a matcher of the kind under test. A new kind is one more name above."""
    if request.param == "in-process":
        return InProcessMatcher
    return request.getfixturevalue("new_room")().matcher


@pytest.fixture(scope="session")
def articles() -> tuple[Searchable, ...]:
    """Five hundred articles of a seeded generator, the same as the index is filled with."""
    return press(made_article)[:500]
