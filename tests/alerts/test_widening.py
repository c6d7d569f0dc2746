"""A rule without the clock never misses what the rule finds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.alerts.widening import is_relative, widest
from indexing.search.evaluator import matches
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable, TokenStream
from indexing.search.tree import And, Boost, Node, Not, Or

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
SPAN = (0, 0)
LEAVES = (
    "topic:sport", "published:>=now-1d", "published:<now/d", "seen:>now-2h", "published:2026-03",
    "seen:<2026-03-02T01:00", "_exists_:published", "*:*",
)  # fmt: skip


def article(published: datetime | None, seen: datetime, topics: tuple[str, ...]) -> Searchable:
    none = TokenStream((), (), (), ())
    return Searchable(
        "a", 1, "", "", "", none, none, "", (), "en", (), topics, "", (), "a", published, seen
    )


hours = st.integers(-100, 100).map(lambda number: SEEN + timedelta(hours=number))
articles = st.builds(article, st.none() | hours, hours, st.sampled_from([(), ("sport",)]))
trees = st.recursive(
    st.sampled_from(LEAVES).map(parse),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts), SPAN)),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts), SPAN)),
        inner.map(lambda part: Not(part, SPAN)),
        inner.map(lambda part: Boost(part, 2.0, SPAN)),
    ),
    max_leaves=6,
)


@given(trees, articles)
@settings(max_examples=300, deadline=None)
def test_what_the_rule_finds_the_widest_finds_and_no_more_without_a_moving_date(node, told):
    found = matches(node, told, zone=TOKYO)
    found_by_widest = matches(widest(node, zone=TOKYO), told)
    assert found_by_widest or not found
    assert found_by_widest == found or is_relative(node)


@given(trees)
@settings(max_examples=100, deadline=None)
def test_the_widest_has_no_moving_date(node):
    assert not is_relative(widest(node, zone=TOKYO))


def holds(query: str | Node, topics: tuple[str, ...]) -> bool:
    node = parse(query) if isinstance(query, str) else query
    sport_of_old = article(SEEN - timedelta(days=99), SEEN, topics)
    return matches(widest(node, zone=TOKYO), sport_of_old)


@pytest.mark.parametrize(
    ("query", "sport", "other"),
    [
        pytest.param("topic:sport published:now/d", True, False, id="the rest narrows"),
        pytest.param("topic:sport -published:now/d", True, False, id="negated, it excludes none"),
        pytest.param("-(topic:sport published:now/d)", True, True, id="nor in a negated group"),
        pytest.param("-(topic:sport OR seen:now/d)", False, True, id="beside it a word does"),
        pytest.param("topic:sport OR published:now/d", True, True, id="one of two: everything"),
    ],
)  # fmt: skip
def test_the_widest_is_no_wider_than_it_must_be(query, sport, other):
    assert (holds(query, ("sport",)), holds(query, ())) == (sport, other)


def test_a_bound_date_stays_as_it_is():
    bound = widest(parse("seen:2026-03"), zone=TOKYO)
    assert widest(bound, zone=ZoneInfo("UTC")) == bound
