"""A thousand random rules on five hundred articles: never a difference."""

import pytest
from saved import evaluated, random_queries, saved

from indexing.alerts.contract import Rule

SEED = 20261124
SINGLY = 25
"""Articles that are asked for one by one: each costs the server what many at once cost it."""


@pytest.fixture(scope="module")
def thousand() -> list[Rule]:
    return [Rule(n, 1, saved(query)) for n, query in enumerate(random_queries(1000, SEED))]


@pytest.fixture(scope="module")
def expected(thousand, articles) -> list[list[int]]:
    return evaluated(thousand, articles)


@pytest.fixture(scope="module")
def matcher(matcher_of, thousand):
    return matcher_of(thousand)


def test_the_rules_tell_articles_apart(expected):
    met = {alert_id for ids in expected for alert_id in ids}
    assert len(met) > 850
    assert 20 < sum(map(len, expected)) / len(expected) < 500


def test_a_thousand_rules_on_five_hundred_articles_in_batches(matcher, articles, expected):
    assert matcher.unstored == {}
    assert matcher.match_all(articles) == expected


def test_a_thousand_rules_on_articles_one_by_one(matcher, articles, expected):
    some = range(0, len(articles), len(articles) // SINGLY)
    assert [matcher.match(articles[n]) for n in some] == [expected[n] for n in some]
