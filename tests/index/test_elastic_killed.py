"""A server that dies, comes back, or hangs in the middle of it: nothing lost, nothing doubled."""

import pytest

from indexing.errors import IndexUnavailable
from indexing.index.elastic import ElasticIndex, connect
from indexing.search.tree import Everything
from indexing.settings.model import Index

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(own_server):
    return own_server("9.4.3")


@pytest.fixture
def index(server):
    with connect(Index(hosts=(server[1],), timeout="30s")) as client:
        yield ElasticIndex(client, "killed")


def test_killed_in_mid_bulk_and_started_again_all_are_there_once(server, index, make_article):
    articles = [make_article(f"a{n}", f"vote number {n}") for n in range(1700)]

    def until_killed():
        for number, article in enumerate(articles):
            if number == 1200:  # two requests are answered, the third is being put together
                server[0].kill()
            yield article

    index.publish(1)
    with pytest.raises(IndexUnavailable, match=r"cannot be reached.*nothing is lost"):
        index.write(until_killed(), generation=1)
    server[0].start()
    assert set(index.ids(generation=1)) >= {article.article_id for article in articles[:1000]}

    assert index.write(articles, generation=1) == {}
    assert index.ids(generation=1) == {article.article_id: 1 for article in articles}
    assert index.count(Everything()) == 1700


def test_a_server_that_hangs_is_given_up_in_time(server, index, make_article):
    index.write([make_article("a")], generation=index.generation() or 1)
    with connect(Index(hosts=(server[1],), timeout="1s")) as client:
        impatient = ElasticIndex(client, "killed")
        server[0].freeze()
        try:
            with pytest.raises(IndexUnavailable, match=r"did not answer in time.*index.timeout"):
                impatient.search(Everything())
        finally:
            server[0].thaw()
    assert index.count(Everything()) > 0
