"""What may be meant by the beginning of a word: names, sources, topics."""

import pytest
from smallworld.world import World

from indexing.desk.coverage import searching, suggesting


@pytest.mark.parametrize(
    ("begun", "kind", "name"),
    [
        pytest.param("vikt", "PER", "Viktor Orbán", id="a name"),
        pytest.param("ORB", "PER", "Viktor Orbán", id="any spelling of it"),
        pytest.param("smal", "source", "Small Press", id="a source"),
        pytest.param("pres", "source", "Small Press", id="any word of a source"),
        pytest.param("polit", "topic", "politics and government", id="a topic"),
    ],
)
def test_a_suggestion_asks_for_all_that_it_counts(
    covered: World, begun: str, kind: str, name: str
) -> None:
    with covered.desk() as desk:
        found = suggesting.suggest(desk, begun)
        one = next(each for each in found if (each.type, each.name) == (kind, name))
        assert one.articles == searching.search(desk, one.clause).total > 0


def test_there_are_no_more_than_were_asked_for_most_in_the_news_first(covered: World) -> None:
    with covered.desk() as desk:
        found = suggesting.suggest(desk, "", limit=3)
    counts = [one.articles for one in found]
    assert len(counts) == 3
    assert counts == sorted(counts, reverse=True)


def test_a_mark_in_the_beginning_is_taken_as_typed(covered: World) -> None:
    with covered.desk() as desk:
        assert suggesting.suggest(desk, 'a"%_\\') == []
