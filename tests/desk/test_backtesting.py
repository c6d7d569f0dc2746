"""The back-test: what an alert would have brought, each article at its own time."""

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import DAY, World

from indexing.desk.alerts import backtesting
from indexing.desk.alerts.backtesting import Backtest
from indexing.errors import InvalidQuery


def tried(world: World, query: str) -> Backtest:
    """Return the back-test of a query."""
    with world.desk() as desk:
        return backtesting.backtest(desk, query)


def test_articles_make_stories_make_messages(covered: World) -> None:
    found = tried(covered, "carmelite OR ferry")
    assert (found.days, found.articles, found.stories) == (6, 3, 2)
    assert (found.days_without, found.busiest_stories) == (4, 1)
    assert found.messages_a_week == round(7 * 2 / 6, 1)
    assert [stories for _day, stories in found.stories_by_day].count(0) == found.days_without
    assert dict(found.stories_by_day)[found.busiest] == found.busiest_stories


def test_the_samples_are_the_most_and_the_least_relevant(covered: World) -> None:
    samples = {one.rank: one for one in tried(covered, "orban OR hungary OR bank").samples}
    assert list(samples) == ["best", "typical", "weakest"]
    best, typical, weakest = (one.found.score for one in samples.values())
    assert best > typical > weakest
    assert all(one.places and one.found.snippet.spans for one in samples.values())


def test_nothing_found_is_an_answer(covered: World) -> None:
    found = tried(covered, "zucchini")
    assert (found.articles, found.stories, found.busiest, found.samples) == (0, 0, None, ())
    assert (found.days, found.days_without, found.messages_a_week) == (6, 6, 0.0)


async def test_an_empty_store_is_one_day_without_news(world: World) -> None:
    found = tried(world, "orban")
    assert (found.days, found.articles) == (1, 0)


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        pytest.param("seen:>=now-1h", ARTICLES, id="now is each article's own time"),
        pytest.param("seen:<now-1h", 0, id="so none is older than that"),
        pytest.param("-seen:>=now-1h", 0, id="and none is left by the negation"),
        pytest.param("ferry OR seen:<now-1h", 1, id="beside another clause"),
        pytest.param("seen:2026-03-02", 2, id="a fixed day stays that day"),
    ],
)
def test_dates_count_from_when_an_article_was_first_seen(
    covered: World, query: str, articles: int
) -> None:
    assert tried(covered, query).articles == articles


def test_what_is_older_than_thirty_days_is_not_counted(covered: World) -> None:
    assert tried(covered, "*:*").articles == ARTICLES
    covered.clock.wait(27 * DAY)
    later = tried(covered, "*:*")
    assert 0 < later.articles < ARTICLES
    assert later.days == 30
    covered.clock.wait(30 * DAY)
    assert tried(covered, "*:*").articles == 0


def test_a_wrong_query_is_refused(covered: World) -> None:
    with pytest.raises(InvalidQuery):
        tried(covered, "orban AND (")
