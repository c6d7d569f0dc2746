"""From article and extraction to what engines see, and token streams through the store."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.models import Article, DateSource, Entity, EntityType, Extraction, Topic
from indexing.search.analysis import analyze
from indexing.search.searchable_from import searchable
from indexing.search.stream_codec import decode_streams, encode_streams

SEEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made():
    article = Article(
        id="a1",
        url="https://News.example/Á",
        source="News Éxample",
        feed_id=1,
        title="Talks",
        text="He met NATO.",
        authors=("Ann  Ray", "ann ray", ""),
        language="",
        published_at=None,
        published_from=DateSource.UNKNOWN,
        first_seen_at=SEEN,
        indexed_at=None,
        is_old=False,
        version=1,
        revision=7,
        story_id="s1",
    )
    agency = Entity("Q2", "AP", EntityType.ORG, "agency", (), 0.0)
    nato = Entity("Q7184", "NATO", EntityType.ORG, "", (), 1.0)
    topic = Topic("conflict", "conflict, war and peace", 0.8)
    extraction = Extraction("en", (nato, agency), (topic,), (), (), "m1")
    streams = analyze(article.title), analyze(article.text)
    return searchable(
        article, extraction, streams=streams, follows=("hungary-and-nato",), copies="a0"
    )


def test_keywords_are_folded_and_each_there_once(made):
    assert made.source == "news example"
    assert made.url == "https://news.example/a"
    assert made.authors == ("ann ray",)


def test_ids_of_all_entities_are_kept_as_they_are(made):
    assert made.entities == ("Q7184", "Q2")


def test_the_rest_is_carried_over(made):
    assert (made.article_id, made.revision, made.copies, made.story) == ("a1", 7, "a0", "s1")
    assert (made.language, made.topics, made.follows) == (
        "en",
        ("conflict",),
        ("hungary-and-nato",),
    )
    assert (made.published_at, made.first_seen_at) == (None, SEEN)
    assert made.text_stream.words == ("he", "met", "nato")


@given(st.text(max_size=60), st.text(alphabet="Orbán's news 漢👍\n", max_size=200))
@settings(max_examples=100, deadline=None)
def test_streams_come_back_from_the_store_as_they_were(title, text):
    streams = analyze(title), analyze(text)
    assert decode_streams(encode_streams(*streams)) == streams


def test_stored_streams_are_small():
    text = "The minister said on Monday that the talks on sanctions would go on. " * 30
    assert len(encode_streams(analyze(""), analyze(text))) < len(text)
