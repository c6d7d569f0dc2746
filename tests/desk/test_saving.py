"""Searches under a name: what is new since one looked, and names that are none."""

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import HOUR, World

from indexing.desk import saving
from indexing.errors import InvalidQuery, InvalidRequest, NotFound
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
        with pytest.raises(InvalidQuery):
            saving.save_search(desk, "broken", "(carmelite")
        saving.save_search(desk, "carmelite", "carmelite")
        for what in (saving.get_search, saving.look_at, saving.remove_search):
            with pytest.raises(NotFound, match="'carmelite'"):
                what(desk, "carmelit")
        assert saving.remove_search(desk, "carmelite").query == "carmelite"
    assert counts(covered) == []
