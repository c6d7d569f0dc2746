"""Random trees over a small vocabulary: the index finds what the evaluator finds, always."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.search.analysis import analyze_query_word
from indexing.search.evaluator import matches
from indexing.search.tree import (
    DateRange,
    Everything,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Nothing,
    Phrase,
    Term,
    Wildcard,
)

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from random_trees import SPAN, instants, trees_of

word_fields = st.sampled_from([Field.TEXT, Field.TITLE, Field.BODY])
words = st.sampled_from(["orban", "nato", "ukraine", "votes", "market", "aid", "talks", "none"])
tokens = words.map(lambda word: analyze_query_word(word)[0])


def phrase(field, pair, gap, slop):
    return Phrase(field, pair, (0, gap), slop, " ".join(pair), SPAN)


def long_phrase(field, row):
    return Phrase(field, tuple(row), tuple(range(len(row))), 0, " ".join(row), SPAN)


def keyword(field, values):
    return Keyword(field, tuple(values), " ".join(values), SPAN)


KEYWORDS = {
    Field.ENTITY: ["q28", "q212", "per:*", "q?8"],
    Field.TOPIC: ["politics", "conflict"],
    Field.SOURCE: ["reuters", "a*"],
    Field.AUTHOR: ["ann lee", "bo", "?? *"],
    Field.STORY: ["s1", "s2"],
    Field.LANG: ["en", "hu", "*"],
    Field.RELATED: ["nato"],
    Field.URL: ["https://news.example/n01?", "*7*"],
}
leaves = st.one_of(
    st.builds(lambda f, w: Term(f, analyze_query_word(w)[0], w, SPAN), word_fields, words),
    st.builds(phrase, word_fields, st.tuples(tokens, tokens), st.integers(1, 2), st.integers(0, 4)),
    st.builds(long_phrase, word_fields, st.lists(tokens, min_size=1, max_size=3)),
    st.builds(Wildcard, word_fields, st.text("**?aiotsn", min_size=1, max_size=6), st.just(SPAN)),
    st.builds(Fuzzy, word_fields, st.sampled_from(["vtoe", "aid", "kalts", "naot", "ai"]),
              st.integers(1, 2), st.just(SPAN)),
    st.sampled_from(list(KEYWORDS)).flatmap(
        lambda field: st.builds(
            keyword, st.just(field), st.lists(st.sampled_from(KEYWORDS[field]), max_size=2)
        )
    ),
    st.builds(
        lambda field, lower, upper: DateRange(field, "", "", True, False, SPAN, lower, upper),
        st.sampled_from([Field.PUBLISHED, Field.SEEN]), instants(95 * 24), instants(95 * 24),
    ),
    st.builds(Exists, st.sampled_from(list(Field)), st.just(SPAN)),
    st.just(Everything()),
    st.just(Nothing()),
)  # fmt: skip
trees = trees_of(leaves)


@pytest.fixture(scope="module")
def many(new_index, generated):
    index = new_index()
    index.write(generated, generation=1)
    index.publish(1)
    return index


@pytest.fixture(scope="module")
def evaluated(generated):
    """A function: query → ids of the articles that the evaluator finds."""
    return lambda query: {each.article_id for each in generated if matches(query, each)}


@given(query=trees)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_finds_what_the_evaluator_finds(many, evaluated, query):
    expected = evaluated(query)
    page = many.search(query, limit=1000)

    assert {result.article_id for result in page.results} == expected
    assert page.total == len(expected)
