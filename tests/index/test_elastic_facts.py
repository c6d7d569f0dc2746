"""What only a server can say of itself: blocks, and schemas of other Presswatches."""

from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from indexing.index.elastic import ElasticIndex

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture(params=["9.4.3", "8.16.1"])
def at(request, elasticsearch_url):
    """Yield (client, prefix, an index of one article in its first generation)."""
    prefix = f"test-{uuid4().hex}"
    with Elasticsearch(elasticsearch_url(request.param)) as client:
        yield client, prefix, ElasticIndex(client, prefix)
        for name in client.indices.get(index=f"{prefix}*"):
            client.indices.delete(index=name)
        client.indices.delete_index_template(name=f"{prefix}*")


def test_a_read_only_block_is_named_until_it_is_lifted(at, make_article):
    client, prefix, index = at
    index.write([make_article("a")], generation=1)
    index.publish(1)
    block = {"index.blocks.read_only_allow_delete": True}
    client.indices.put_settings(index=f"{prefix}-g000001-2026.03", settings=block)
    assert index.about().blocks == (
        f"{prefix}-g000001-2026.03: index.blocks.read_only_allow_delete",
    )
    lifted = dict.fromkeys(block)
    client.indices.put_settings(index=f"{prefix}-g000001-2026.03", settings=lifted)
    assert index.about().blocks == ()


@pytest.mark.parametrize("schema", [0, 99])
def test_an_index_of_another_presswatch_tells_its_schema(at, make_article, schema):
    client, prefix, index = at
    index.write([make_article("a")], generation=1)
    index.publish(1)
    client.indices.put_mapping(index=f"{prefix}-g000001-2026.03", meta={"schema": schema})
    assert index.about().schema == schema
