"""What a query finds as a feed: readers take it, whatever an article holds."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smallworld.coverage import COPY
from smallworld.world import World

from indexing.delivery.safe_text import clean
from indexing.desk.coverage.syndicating import Item, Syndicate, as_atom, as_json_feed, syndicate
from indexing.errors import InvalidQuery

SEEN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ITEM = Item(
    id="urn:presswatch:article:1", url="https://news.example/a?b=1&c=2", title="Orbán drops it",
    source="News Example", authors=("A. Nagy",), language="en", summary="News Example · text",
    published_at=None, updated_at=SEEN,
)  # fmt: skip
FEED = Syndicate("urn:presswatch:search:1", "Hungary & NATO", "https://pw.example", SEEN, (ITEM,))


def of_query(world: World, query: str) -> Syndicate:
    """Return a query's feed."""
    with world.desk() as desk:
        return syndicate(desk, query)


def test_a_reader_takes_it(covered: World) -> None:
    found = of_query(covered, "carmelite")
    read = feedparser.parse(as_atom(found))
    assert (read.bozo, read.version, read.feed.id) == (False, "atom10", found.id)
    (entry,) = read.entries  # two articles with one text: the newer is shown
    assert entry.link.endswith(COPY)
    assert "matched: Carmelite" in entry.summary
    assert "+ 1 copy" in entry.summary


def test_both_forms_say_the_same(covered: World) -> None:
    found = of_query(covered, "orban")
    atom, told = feedparser.parse(as_atom(found)), json.loads(as_json_feed(found))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [one.id for one in atom.entries] == [one["id"] for one in told["items"]]
    assert [one.title for one in atom.entries] == [one["title"] for one in told["items"]]
    assert len(told["items"]) > 1


def test_ids_stay_and_a_change_moves_updated(covered: World) -> None:
    before, again = of_query(covered, "carmelite"), of_query(covered, "carmelite")
    assert before == again
    assert before.id != of_query(covered, "orban").id
    moved = replace(FEED, items=(replace(ITEM, updated_at=SEEN + timedelta(hours=1)),))
    one, other = (feedparser.parse(as_atom(feed)).entries[0] for feed in (FEED, moved))
    assert (one.id == other.id, one.updated < other.updated) == (True, True)


def test_it_tells_where_it_is(covered: World) -> None:
    general = covered.settings.presswatch.model_copy(update={"public_url": "https://pw.example"})
    covered.settings = covered.settings.model_copy(update={"presswatch": general})
    with covered.desk() as desk:
        any_query = syndicate(desk, "nato AND orban")
        saved = syndicate(desk, "nato AND orban", saved_as="a/b")
    for feed, atom, told in (
        (any_query, "search.atom?q=nato%20AND%20orban", "search.json?q=nato%20AND%20orban"),
        (saved, "searches/a%2Fb.atom", "searches/a%2Fb.json"),
    ):
        links = {one.rel: one.href for one in feedparser.parse(as_atom(feed)).feed.links}
        assert links["self"] == f"https://pw.example/{atom}"
        assert json.loads(as_json_feed(feed))["feed_url"] == f"https://pw.example/{told}"
    assert any_query.id == saved.id
    assert saved.title == "a/b"


def test_without_an_address_it_tells_none(covered: World) -> None:
    feed = of_query(covered, "orban")
    links = feedparser.parse(as_atom(feed)).feed.get("links", [])
    assert [one for one in links if one.rel == "self"] == []
    assert "feed_url" not in json.loads(as_json_feed(feed))


def test_an_empty_feed_is_a_feed(covered: World) -> None:
    found = of_query(covered, "xylophone")
    assert feedparser.parse(as_atom(found)).bozo is False
    assert json.loads(as_json_feed(found))["items"] == []


def test_a_query_that_is_none_is_told(covered: World) -> None:
    for query in ("(orban", "caf\udce9"):
        with pytest.raises(InvalidQuery):
            of_query(covered, query)


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1))
def test_whatever_a_title_holds_readers_take_it(written: str) -> None:
    title = clean(written) or "Without a headline"  # of a lone control character nothing is left
    feed = replace(FEED, items=(replace(ITEM, title=title, summary=title),))
    assert feedparser.parse(as_atom(feed)).bozo is False
    assert json.loads(as_json_feed(feed))["items"][0]["id"] == ITEM.id


def test_an_article_that_nobody_may_be_sent_to_is_told_without_a_link() -> None:
    feed = replace(FEED, items=(replace(ITEM, url=""), ITEM))
    unsafe, safe = feedparser.parse(as_atom(feed)).entries
    assert (unsafe.title, unsafe.content[0].value) == (ITEM.title, ITEM.summary)
    assert not unsafe.get("links")
    assert safe.link == ITEM.url
