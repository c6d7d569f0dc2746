"""How a query is read back, and what a person is asked about it."""

import pytest

from indexing.search.grammar import in_words, parse, remarks


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param(
            'entity:"Viktor Orbán" AND (nato OR summit) published:>=now-7d',
            'Viktor Orbán under any spelling AND ("nato" OR "summit"); '
            "published in the last 7 days",
            id="dates come last",
        ),
        pytest.param("a b OR c", '("a" AND "b") OR "c"', id="brackets show what binds"),
        pytest.param("title:a -body:b", '"a" in the headline AND NOT "b" in the text', id="places"),
        pytest.param('"a b"~3', 'the phrase "a b" at most 3 steps apart', id="slop"),
        pytest.param("na*", "a word like na*", id="pattern"),
        pytest.param("orban~1", 'a word within 1 letter of "orban"', id="fuzzy"),
        pytest.param("topic:conflict^2", "topic conflict (weighing 2 times)", id="weight"),
        pytest.param("_exists_:published", "a known date of publication", id="exists"),
        pytest.param("", "every article", id="everything"),
        pytest.param("seen:now/d", "seen today", id="today"),
        pytest.param("seen:now-1d/d", "seen yesterday", id="yesterday"),
        pytest.param("seen:now/M", "seen in this month", id="this month"),
        pytest.param("seen:>=now-1w", "seen in the last week", id="one of a unit"),
        pytest.param("published:2026-03", "published in 2026-03", id="a month"),
        pytest.param("published:<2026-03", "published before 2026-03", id="before"),
        pytest.param("published:>2026-03", "published after 2026-03", id="after"),
        pytest.param(
            "published:[2026-03 TO now-1d]",
            "published from 2026-03 to 1 day ago",
            id="two ends",
        ),
        pytest.param(
            "published:<=now-1M/M", "published to the end of the month of 1 month ago", id="rounded"
        ),
    ],
)
def test_a_query_is_read_back(query, words):
    assert in_words(parse(query)) == words


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        pytest.param("cats or dogs", ["OR"], id="or"),
        pytest.param("a and (b not c)", ["AND", "NOT"], id="each once, in order"),
        pytest.param('cats "or" dogs', [], id="in quotes it is meant"),
        pytest.param("title:or", [], id="with a field it is meant"),
        pytest.param("cats OR dogs", [], id="an operator"),
    ],
)
def test_lower_case_operators_bring_a_remark(query, meant):
    assert [remark.rsplit(maxsplit=1)[-1] for remark in remarks(parse(query))] == meant
