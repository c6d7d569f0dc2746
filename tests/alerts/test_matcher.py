"""The matcher says what the evaluator says, rule by rule, whatever it leaves unasked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.alerts.candidates import requirements, share
from indexing.alerts.contract import Rule
from indexing.alerts.matcher import InProcessMatcher
from indexing.search.analysis import analyze
from indexing.search.binding import bind_entities
from indexing.search.evaluator import matches
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import And, Boost, Node, Not, Nothing, Or

SEEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SPAN = (0, 0)
WORDS = ["orban", "nato", "summit", "sanctions", "talks", "the", "the"]
LEAVES = (
    "orban", "nato", "title:nato", "body:the", '"nato summit"', '"the the"', '"orban talks"~3',
    "na*", "title:su?mit", "orbna~1", "entity:Q1", "entity:(Q1 OR Q2)", "topic:conflict",
    "topic:conf*", "source:example", "_exists_:published", "published:2026-03",
    "published:>=now-1d", "seen:<now/d", "*:*",
)  # fmt: skip


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


def trees() -> st.SearchStrategy[Node]:
    leaves = st.sampled_from(LEAVES).map(saved) | st.just(Nothing())

    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            parts.map(lambda each: And(each, SPAN)),
            parts.map(lambda each: Or(each, SPAN)),
            inner.map(lambda each: Not(each, SPAN)),
            inner.map(lambda each: Boost(each, 2.0, SPAN)),
        )

    return st.recursive(leaves, grown, max_leaves=6)


def articles() -> st.SearchStrategy[Searchable]:
    texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
    return st.builds(
        article,
        texts,
        texts,
        entities=st.lists(st.sampled_from(["Q1", "Q2"]), unique=True).map(tuple),
        topics=st.sampled_from([(), ("conflict",), ("sport", "conflict")]),
        published_at=st.sampled_from([None, SEEN, SEEN - timedelta(days=3)]),
    )


@given(st.lists(trees(), min_size=1, max_size=12), articles())
@settings(max_examples=150, deadline=None)
def test_the_matcher_equals_the_evaluator(nodes, told):
    matcher = InProcessMatcher(Rule(number, 1, node) for number, node in enumerate(nodes))
    assert matcher.match(told) == [
        number for number, node in enumerate(nodes) if matches(node, told)
    ]


@given(trees(), articles())
@settings(max_examples=100, deadline=None)
def test_a_tree_matches_as_its_parts_do(node, told):
    match node:
        case And(parts):
            expected = all(matches(part, told) for part in parts)
        case Or(parts):
            expected = any(matches(part, told) for part in parts)
        case Not(part):
            expected = not matches(part, told)
        case _:
            expected = not matches(Not(node, SPAN), told)
    assert matches(node, told) is expected


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
