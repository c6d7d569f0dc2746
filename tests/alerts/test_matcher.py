"""How rules are filed and answered; that the answers are right, tests/contracts/matching tells."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from indexing.alerts.candidates import requirements, share
from indexing.alerts.contract import Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.search.analysis import analyze, fold
from indexing.search.binding import bind_entities
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import Node

SEEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def saved(query: str) -> Node:
    return bind_entities(parse(query), lambda name: (name,))


def article(text: str, title: str = "", **changes: object) -> Searchable:
    values: dict[str, object] = {
        "article_id": "a1",
        "revision": 1,
        "url": "",
        "title": title,
        "text": text,
        "title_stream": analyze(title),
        "text_stream": analyze(text),
        "source": "example",
        "authors": (),
        "language": "en",
        "entities": (),
        "topics": (),
        "story": "",
        "follows": (),
        "copies": "a1",
        "published_at": SEEN,
        "first_seen_at": SEEN,
    }
    return Searchable(**(values | changes))


def test_rules_are_answered_by_alert_in_order_and_once():
    rules = [
        Rule(7, 2, saved("nato OR summit")),
        Rule(3, 1, saved("-orban")),
        Rule(5, 1, saved("x")),
    ]
    assert InProcessMatcher(rules).match(article("NATO summit", title="summit")) == [3, 7]


def test_without_rules_nothing_is_met():
    assert InProcessMatcher([]).match(article("nato")) == []


@pytest.mark.parametrize(
    ("zone", "met"),
    [
        pytest.param("UTC", [], id="in London the article is of yesterday"),
        pytest.param("Asia/Tokyo", [1], id="in Tokyo it is today's"),
    ],
)
def test_now_is_when_the_article_was_first_seen_in_the_zone_of_the_rule(zone, met):
    rule = Rule(1, 1, saved("published:now/d"), ZoneInfo(zone))
    told = article(
        "x",
        published_at=datetime(2026, 3, 1, 16, 0, tzinfo=UTC),
        first_seen_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    )
    assert InProcessMatcher([rule]).match(told) == met


@pytest.mark.parametrize(
    ("query", "rarest"),
    [
        pytest.param("the AND orban", {"orban"}, id="the rarer word"),
        pytest.param('"the orban"', {"orban"}, id="the rarer word of a phrase"),
        pytest.param("the (orban OR fidesz)", {"orban", "fidesz"}, id="alternatives together"),
        pytest.param("the NOT orban", {"the"}, id="what is excluded is not needed"),
        pytest.param("(the orban) OR fidesz", {"orban", "fidesz"}, id="one of each side"),
    ],
)
def test_a_query_is_filed_under_the_rarest_thing_it_needs(query, rarest):
    assert requirements(saved(query))[0] == rarest


@pytest.mark.parametrize(
    "query", ["-orban", "na*", "seen:now/d", "orban OR NOT nato", "topic:conf*"]
)
def test_a_query_that_needs_no_word_is_always_checked(query):
    assert requirements(saved(query)) == []


def test_commoner_words_have_greater_shares():
    assert share(frozenset({"the"})) > share(frozenset({"summit"})) > share(frozenset({"fidesz"}))


@pytest.mark.parametrize("written", ["écoles", "Orbáns", "O'Neil's", "egged"])
def test_a_token_begins_as_its_word_does(written):
    assert analyze(written).tokens[0][0] == fold(written[0])


def test_every_writing_of_a_word_counts_for_its_share():
    assert share(frozenset({"a"})) > share(frozenset({"an"})) > 0
    assert share(frozenset({"unheardofword"})) == 0
