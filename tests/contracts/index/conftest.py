"""Backends, ten hand-made articles and three hundred generated ones, all of our own writing."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from indexing.index.contract import ArticleIndex
from indexing.index.elastic import ElasticIndex
from indexing.index.embedded import EmbeddedIndex
from indexing.search.analysis import analyze, fold
from indexing.search.searchable import Searchable

FIRST_SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

HAND_MADE = {
    "veto": ("Hungary blocks NATO vote", "Viktor Orbán said the veto on Ukraine aid would stand."),
    "talks": ("NATO talks on Ukraine", "Ministers met in Brussels. Orbán was not at the talks."),
    "aid": ("Ukraine receives aid", "New aid arrives, more aid will follow, officials said."),
    "wheat": ("Wheat prices fall", "Farmers in Hungary sold the harvest early this year."),
    "match": ("Late goal decides the match", "The goal came late. The crowd sang."),
    "swap": ("Vote blocks", "The vote said it blocks; nothing else."),
    "café": ("Zürich café closes", "The Café on the corner of Zürich's old town closes."),
    "bare": ("", "A note without any headline."),
    "empty": ("", ""),
    "long": ("Markets", " ".join(["market"] * 40) + " and a supercalifragilistic ending"),
}  # fmt: skip
KEYWORDS = {
    "veto": {"source": "reuters", "entities": ("per:viktor-orban", "q28"), "topics": ("politics",)},
    "talks": {"source": "reuters", "entities": ("per:viktor-orban",), "follows": ("nato",)},
    "aid": {"source": "ap", "topics": ("conflict", "politics"), "story": "s1"},
    "wheat": {"source": "ap", "entities": ("q28",), "topics": ("economy",), "story": "s1"},
    "match": {"source": "sports daily", "topics": ("sport",), "authors": ("ann lee", "bo")},
    "café": {"language": "de", "authors": ("ann lee",)},
    "empty": {"language": ""},
}


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Searchable]:
    """Make an article of a headline and a text; everything else can be named."""

    def make(article_id: str, title: str = "", text: str = "", **changes: object) -> Searchable:
        article = Searchable(
            article_id=article_id, revision=1, url=f"https://news.example/{fold(article_id)}",
            title=title, text=text, title_stream=analyze(title), text_stream=analyze(text),
            source="", authors=(), language="en", entities=(), topics=(), story="", follows=(),
            copies=article_id, published_at=None, first_seen_at=FIRST_SEEN,
        )  # fmt: skip
        return replace(article, **changes)

    return make


@pytest.fixture(scope="session")
def hand_made(make_article) -> tuple[Searchable, ...]:
    """Ten articles, an hour between each; ``match`` and ``bare`` have no publication date."""
    made = []
    for position, (article_id, (title, text)) in enumerate(HAND_MADE.items()):
        seen = FIRST_SEEN + position * HOUR
        published = None if article_id in ("match", "bare") else seen - timedelta(days=1)
        times = {"first_seen_at": seen, "published_at": published}
        made.append(make_article(article_id, title, text, **times, **KEYWORDS.get(article_id, {})))
    return tuple(made)


@pytest.fixture(scope="session")
def generated(make_article) -> tuple[Searchable, ...]:
    """300 articles over few words, so that random queries meet many of them."""
    rng = random.Random(20261124)
    words = ("orban", "nato", "ukraine", "vote", "votes", "voted", "market", "markets")
    words += ("aid", "aide", "aids", "talk", "talks", "goal")

    def some(values: list[str], most: int) -> tuple[str, ...]:
        return tuple(rng.sample(values, rng.randint(0, most)))

    def text(most: int) -> str:
        return " ".join(rng.choice(words) for _ in range(rng.randint(0, most)))

    def one(position: int) -> Searchable:
        seen = FIRST_SEEN + rng.randrange(90 * 24) * HOUR
        return make_article(
            f"n{position:03d}", text(4), text(14),
            source=rng.choice(["reuters", "ap", "afp"]), authors=some(["ann lee", "bo"], 2),
            language=rng.choice(["en", "en", "hu", ""]), story=rng.choice(["", "s1", "s2"]),
            entities=some(["q28", "q212", "per:bo"], 3), topics=some(["politics", "conflict"], 2),
            follows=some(["nato"], 1), first_seen_at=seen,
            published_at=rng.choice([None, seen - rng.randrange(72) * HOUR]),
        )  # fmt: skip

    return tuple(one(position) for position in range(300))


BACKENDS = [
    "embedded",
    pytest.param("9.4.3", marks=pytest.mark.servers, id="elasticsearch 9"),
    pytest.param("8.16.1", marks=pytest.mark.servers, id="elasticsearch 8"),
]


@pytest.fixture(scope="session", params=BACKENDS)
def new_index(request, tmp_path_factory) -> Iterator[Callable[[], ArticleIndex]]:
    """Make an empty index of the backend under test. A new backend is one more name above."""
    if request.param == "embedded":
        yield lambda: EmbeddedIndex(tmp_path_factory.mktemp("index") / "index")
        return
    url = request.getfixturevalue("elasticsearch_url")(request.param)
    run = f"test-{uuid4().hex}"  # other workers are at work on the same server
    with Elasticsearch(url) as client:
        yield lambda: ElasticIndex(client, f"{run}-{uuid4().hex}")
        for name in client.indices.get(index=f"{run}-*"):
            client.indices.delete(index=name)
        client.indices.delete_index_template(name=f"{run}-*")


@pytest.fixture
def index(new_index) -> ArticleIndex:
    """An empty index without a generation."""
    return new_index()


@pytest.fixture(scope="module")
def filled(new_index, hand_made) -> ArticleIndex:
    """An index whose published generation 1 holds the hand-made articles; only for reading."""
    index = new_index()
    assert index.write(hand_made, generation=1) == {}
    index.publish(1)
    return index
