"""Random trees, bound or as typed, on random articles: one by one or together, as evaluated."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_trees import SPAN, instants, trees_of
from saved import LEAVES, evaluated, made_article, saved

from indexing.alerts.contract import Rule
from indexing.search.tree import (
    DateRange,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Nothing,
    Wildcard,
)

leaves = st.one_of(
    st.sampled_from(LEAVES).map(saved),
    st.builds(Wildcard, st.sampled_from([Field.TEXT, Field.TITLE]),
              st.text("**?aiotsn", min_size=1, max_size=8), st.just(SPAN)),
    st.builds(Fuzzy, st.just(Field.BODY), st.sampled_from(["vtoe", "ai", "naot", "x" * 300]),
              st.integers(1, 2), st.just(SPAN)),
    st.builds(Exists, st.sampled_from(list(Field)), st.just(SPAN)),
    st.builds(
        lambda lower, upper: DateRange(Field.SEEN, "", "", True, False, SPAN, lower, upper),
        instants(240), instants(240),
    ),
    st.lists(st.sampled_from(["q28", "q?8", "per:*", "*" * 300]), max_size=3).map(
        lambda values: Keyword(Field.ENTITY, tuple(values), "", SPAN)
    ),
    st.just(Nothing()),
)  # fmt: skip
trees = trees_of(leaves)
words = st.lists(
    st.sampled_from(["Orbán", "NATO", "vote", "the", "wheat", "prices", "fell", "ai"]), max_size=6
).map(" ".join)
written = st.builds(
    lambda title, text, changes: made_article("a", title, text, **changes),
    words,
    words,
    st.fixed_dictionaries(
        {
            "entities": st.sampled_from([(), ("q28",), ("per:bo", "q28")]),
            "topics": st.sampled_from([(), ("conflict",)]),
            "published_at": instants(240),
            "first_seen_at": instants(240).filter(bool),
        }
    ),
)


@given(st.lists(trees, min_size=1, max_size=12), st.lists(written, min_size=1, max_size=3))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_random_trees_on_random_articles(matcher_of, nodes, told):
    rules = [Rule(number, 1, node) for number, node in enumerate(nodes)]
    matcher = matcher_of(rules)
    assert matcher.match_all(told) == evaluated(rules, told)
    assert matcher.match(told[0]) == evaluated(rules, told[:1])[0]
