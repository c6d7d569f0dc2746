"""The servers' own analysis, to compare ours with."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from indexing.index.elastic.mapping import settings

SERVERS = [
    pytest.param("9.4.3", id="elasticsearch 9"),
    pytest.param("8.16.1", id="elasticsearch 8"),
    pytest.param("7.17.8", id="elasticsearch 7"),
]
MOST_TOKENS = 10_000  # in one answer, by default


@pytest.fixture(scope="module", params=SERVERS)
def analyzed(request, elasticsearch_url) -> Iterator[Callable[[str, str], list[str]]]:
    """Return a function: name of one of our analysers, text → the server's tokens, in order."""
    index = f"test-{uuid4().hex}"
    with Elasticsearch(elasticsearch_url(request.param)) as client:
        client.indices.create(index=index, settings=settings())

        def tokens(analyzer: str, text: str) -> list[str]:
            answer = client.indices.analyze(index=index, analyzer=analyzer, text=text)
            assert len(answer["tokens"]) < MOST_TOKENS
            return [token["token"] for token in answer["tokens"]]

        yield tokens
        client.indices.delete(index=index)
