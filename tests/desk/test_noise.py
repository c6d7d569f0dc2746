"""Before an alert is saved: which clause is noisy, what would be better, what an edit changes."""

from dataclasses import replace

import pytest
from smallworld.world import World

from indexing.desk.alerts import backtesting
from indexing.desk.alerts.noise import Noise
from indexing.desk.alerts.trying import Pace
from indexing.desk.room import Desk, find_article
from indexing.models import Cadence
from indexing.pipeline.searchables import searchables
from indexing.search.tree import Field, Keyword


def noise(world: World, query: str) -> Noise | None:
    """Return the noise in a query."""
    with world.desk() as desk:
        return backtesting.backtest(desk, query).noise


def forget_names(desk: Desk, entity: str) -> None:
    """Let one article that names an entity keep its words only, as where the name means another."""
    node = Keyword(Field.ENTITY, (entity,), entity, (0, 0))
    one = desk.index.search(node, limit=1).results[0].article_id
    with desk.store.read() as db:
        seen = searchables(db, [find_article(desk, one)], desk.settings)[one]
    bare = replace(seen, entities=(), revision=seen.revision + 1)
    desk.index.write([bare], generation=desk.index.generation())


@pytest.mark.parametrize(
    ("query", "clause", "share", "repaired", "articles"),
    [
        pytest.param("ferry OR orban", "orban", 0.83, "ferry", 1, id="one of two"),
        pytest.param("bank OR orban OR ferry", "orban", 0.71, "bank OR ferry", 2, id="of three"),
        pytest.param("the AND (ferry OR orban)", "orban", 0.83, "the AND ferry", 1, id="inside"),
    ],
)
def test_the_loudest_clause_is_named_with_what_is_left_without_it(
    covered: World, query: str, clause: str, share: float, repaired: str, articles: int
) -> None:
    found = noise(covered, query)
    assert found is not None
    assert found.repair is not None
    assert (found.clause, found.share) == (clause, share)
    assert (found.repair.query, found.repair.articles) == (repaired, articles)
    assert found.repair.words == f"without {clause}"
    with covered.desk() as desk:
        assert backtesting.backtest(desk, repaired).stories == found.repair.stories


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("orban AND nato", id="no choice, no noise"),
        pytest.param("orban OR hungary", id="neither brings much that the other does not"),
        pytest.param("ferry OR bank", id="too few to tell"),
        pytest.param("orban", id="a word that means one name everywhere"),
        pytest.param("NOT (ferry OR orban)", id="what is denied brings nothing"),
    ],
)
def test_where_nothing_is_noisy_nothing_is_said(covered: World, query: str) -> None:
    assert noise(covered, query) is None


@pytest.mark.parametrize(
    ("query", "repaired"),
    [
        pytest.param("orban", 'entity:"Viktor Orbán"', id="a single word"),
        pytest.param("ferry OR orban", 'ferry OR entity:"Viktor Orbán"', id="in a choice"),
    ],
)
def test_a_word_that_is_one_known_name_may_be_asked_for_as_that(
    covered: World, query: str, repaired: str
) -> None:
    before = noise(covered, query)
    with covered.desk() as desk:
        forget_names(desk, "per:viktor-orban")
        found = backtesting.backtest(desk, query)
    assert found.noise != before
    assert found.noise is not None
    assert found.noise.repair is not None
    assert found.noise.repair.words == 'with entity:"Viktor Orbán" instead of orban'
    assert found.noise.repair.query == repaired
    assert found.noise.repair.articles == found.articles - 1


def test_an_edit_tells_what_it_adds_and_what_it_loses(covered: World) -> None:
    with covered.desk() as desk:
        trial = backtesting.try_edit(desk, "ferry OR bank", "ferry OR clay", Pace())
    assert [one.article.title for one in trial.lost] == [
        "Central bank holds rates and hints at autumn cut"
    ]
    assert [one.article.title for one in trial.added] == [
        "Qualifier, 17, wins clay title on her debut"
    ]
    assert (trial.added_articles, trial.lost_articles) == (1, 1)
    assert (trial.before.articles, trial.after.articles) == (2, 2)
    assert not hasattr(trial.before, "noise"), "nobody asked what is wrong with the old query"


@pytest.mark.parametrize(
    ("pace", "a_week"),
    [
        pytest.param(Pace(Cadence.AT_ONCE), 3 * 7 / 6, id="one a story and day"),
        pytest.param(Pace(Cadence.AT_ONCE, per_story=False), 4 * 7 / 6, id="one an article"),
        pytest.param(Pace(Cadence.HOURLY), 3 * 7 / 6, id="one an hour with news"),
        pytest.param(Pace(Cadence.DAILY), 3 * 7 / 6, id="one a day with news"),
        pytest.param(Pace(Cadence.WEEKLY), 1, id="one a week, also where six days are known"),
    ],
)
def test_messages_are_counted_as_the_alert_would_bundle_them(
    covered: World, pace: Pace, a_week: float
) -> None:
    with covered.desk() as desk:
        found = backtesting.backtest(desk, "carmelite OR ferry OR bank", pace)
    assert (found.days, found.messages_a_week) == (6, round(a_week, 1))


def test_a_query_that_can_never_fire_says_so(covered: World) -> None:
    with covered.desk() as desk:
        (doubt,) = backtesting.backtest(desk, "orban NOT orban").doubts
        (other,) = backtesting.backtest(desk, "source:small").doubts
    assert doubt.is_certain
    assert (other.is_certain, other.suggestion) == (False, "small press")
