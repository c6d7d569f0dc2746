"""Searches under a name: what is new since one looked, and names that are none."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from smallworld.coverage import ARTICLES, SLUG
from smallworld.world import HOUR, World
from sqlalchemy import select, update

from indexing.desk.coverage import saving
from indexing.desk.follows import following
from indexing.errors import InvalidQuery, InvalidRequest, NotFound
from indexing.index.contract import ArticleIndex
from indexing.search.tree import Node
from indexing.store.schema import articles
from indexing.store.watch import searches


def counts(world: World) -> list[tuple[str, int, int]]:
    """Return (name, articles, new) of every search."""
    with world.desk() as desk:
        return [(one.search.name, one.articles, one.new) for one in saving.list_searches(desk)]


def test_new_is_what_came_since_one_looked(covered: World) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "all of it", "*:*")
        with desk.store.write() as db:  # looked at before the press was known
            searches.look_at(db, "all of it", now=desk.now - 1_000 * HOUR)
    assert counts(covered) == [("all of it", ARTICLES, ARTICLES)]
    with covered.desk() as desk:
        saving.look_at(desk, "all of it")
    assert counts(covered) == [("all of it", ARTICLES, 0)]


def test_what_a_search_has_when_it_is_saved_is_not_new(covered: World) -> None:
    with covered.desk() as desk:
        saved = saving.save_search(desk, "carmelite", "carmelite")
    assert (saved.articles, saved.new, saved.fault) == (2, 0, "")


def index_now(world: World, articles_: int, *, after: timedelta = HOUR) -> None:
    """Let so many articles, seen long ago, be indexed only now."""
    world.clock.wait(after)
    with world.desk() as desk, desk.store.write() as db:
        ids = db.execute(select(articles.c.id).where(articles.c.indexed_at.is_not(None)))
        late = articles.c.id.in_(sorted(ids.scalars())[:articles_])
        db.execute(update(articles).where(late).values(indexed_at=desk.now))


def test_what_was_seen_before_one_looked_and_indexed_after_is_new(covered: World) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "all of it", "*:*")
        saving.save_search(desk, "none of it", "xylophone")
    index_now(covered, 3)
    assert counts(covered) == [("all of it", ARTICLES, 3), ("none of it", 0, 0)]
    with covered.desk() as desk:
        assert saving.show_search(desk, "all of it").new == 3
    assert counts(covered)[0] == ("all of it", ARTICLES, 0)


def test_only_what_was_shown_is_seen(covered: World) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "all of it", "*:*")
    index_now(covered, ARTICLES)
    with covered.desk() as desk:
        shown = saving.show_search(desk, "all of it", limit=4)
        assert (shown.new, shown.left) == (ARTICLES, ARTICLES - 4)
        assert counts(covered) == [("all of it", ARTICLES, ARTICLES)], "all of it stays new"
        assert saving.show_search(desk, "all of it", limit=ARTICLES).left == 0
        assert counts(covered) == [("all of it", ARTICLES, 0)]


def test_what_is_left_can_be_taken_for_seen(covered: World) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "all of it", "*:*")
    index_now(covered, ARTICLES)
    with covered.desk() as desk:
        saving.show_search(desk, "all of it", limit=4, takes_all=True)
    assert counts(covered) == [("all of it", ARTICLES, 0)]


class Choosy:
    """An index that takes every query but those with a word in it."""

    def __init__(self, index: ArticleIndex, word: str, error: Exception) -> None:
        self._index, self._word, self._error = index, word, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def count(self, query: Node) -> int:
        if self._word in repr(query):
            raise self._error
        return self._index.count(query)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(InvalidRequest("too many clauses", "index", "Ask less."), "Ask less.", id="a"),
        pytest.param(ZeroDivisionError("x"), "a fault of ours (ZeroDivisionError)", id="ours"),
    ],
)
def test_a_search_with_a_fault_stops_no_other(covered: World, error: Exception, told: str) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "bad", "veto")
        saving.save_search(desk, "good", "carmelite")
        choosy: Any = Choosy(desk.index, "veto", error)
        bad, good = saving.list_searches(replace(desk, index=choosy))
    assert (good.articles, good.fault) == (2, "")
    assert told in bad.fault


def test_a_search_of_a_follow_that_is_gone_finds_nothing(covered: World) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "ours", f"related:{SLUG}")
        following.remove_follow(desk, SLUG)
        (one,) = saving.list_searches(desk)
    assert one.fault == ""


@pytest.mark.parametrize(
    ("public_url", "feed"),
    [
        pytest.param("", "", id="without pages for others"),
        pytest.param(
            "https://pw.example/", "https://pw.example/searches/NATO%20%26%20us.atom", id="with"
        ),
    ],
)
def test_it_tells_the_address_of_its_feed(covered: World, public_url: str, feed: str) -> None:
    general = covered.settings.presswatch.model_copy(update={"public_url": public_url})
    covered.settings = covered.settings.model_copy(update={"presswatch": general})
    with covered.desk() as desk:
        saving.save_search(desk, "NATO & us", "nato")
        (one,) = saving.list_searches(desk)
    assert one.feed == feed


def test_a_query_that_can_no_longer_be_read_stops_no_other(covered: World) -> None:
    with covered.desk() as desk:
        saving.save_search(desk, "good", "carmelite")
        with desk.store.write() as db:
            searches.keep_search(db, "bad", "(carmelite", now=desk.now)
        bad, good = saving.list_searches(desk)
    assert (good.articles, bad.articles) == (2, 0)
    assert "bracket" in bad.fault


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 81, "a\u202eb"])
def test_a_name_is_one_visible_line(covered: World, name: str) -> None:
    with covered.desk() as desk, pytest.raises(InvalidRequest, match="is no name"):
        saving.save_search(desk, name, "carmelite")
    assert counts(covered) == []


def test_what_cannot_be_kept_or_found_is_told(covered: World) -> None:
    with covered.desk() as desk:
        for broken in ("(carmelite", "caf\udce9"):
            with pytest.raises(InvalidQuery):
                saving.save_search(desk, "broken", broken)
        saving.save_search(desk, "carmelite", "carmelite")
        for what in (saving.get_search, saving.show_search, saving.remove_search):
            with pytest.raises(NotFound, match="'carmelite'"):
                what(desk, "carmelit")
        assert saving.remove_search(desk, "carmelite").query == "carmelite"
    assert counts(covered) == []
