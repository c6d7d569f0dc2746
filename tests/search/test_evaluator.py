"""Which articles match: Lucene's meaning, table by table."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indexing.search.binding import bind, bind_entities
from indexing.search.evaluator import matches
from indexing.search.grammar import parse

SEEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def holds(query, article, now=SEEN):
    tree = bind(parse(query), now=now, zone=ZoneInfo("UTC"), entity_ids=lambda name: (name,))
    return matches(tree, article)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("sanction", True, id="stemmed"),
        pytest.param("ORBÁN", True, id="folded"),
        pytest.param("orban AND summit", True, id="headline and text together"),
        pytest.param("orban AND moscow", False, id="AND needs both"),
        pytest.param("moscow OR summit", True, id="OR needs one"),
        pytest.param("title:sanctions", False, id="not in the headline"),
        pytest.param("body:sanctions", True, id="in the text"),
        pytest.param("NOT moscow", True, id="a negation alone is all but"),
        pytest.param("-orban", False, id="minus"),
        pytest.param("NOT (orban AND moscow)", True, id="NOT of an AND"),
        pytest.param('"blocks new sanctions"', True, id="phrase"),
        pytest.param('"new blocks"', False, id="phrase in another order"),
        pytest.param('"summit he"', False, id="no phrase from headline into text"),
        pytest.param('"he new"~1', True, id="one word between"),
        pytest.param('"he sanctions"~1', False, id="two words between"),
        pytest.param('"new blocks"~2', True, id="a swap is two moves"),
        pytest.param('"new blocks"~1', False, id="one move does not swap"),
        pytest.param('"new new"~5', False, id="one word is not two"),
        pytest.param('"again again"~3', True, id="a word near itself"),
        pytest.param("sanct*", True, id="pattern"),
        pytest.param("sanc?ions", True, id="one letter"),
        pytest.param("sanction?", True, id="unstemmed: sanctions has one letter more"),
        pytest.param("sanctio?", False, id="unstemmed: sanctions has two"),
        pytest.param("title:sanct*", False, id="pattern in a field"),
        pytest.param("orbna~1", True, id="a swap is one edit"),
        pytest.param("arbin~1", False, id="two edits are not one"),
        pytest.param("arbin~2", True, id="two edits"),
        pytest.param("sanction~1", True, id="fuzzy on the unstemmed word"),
        pytest.param("*:*", True, id="everything"),
        pytest.param("orban^3", True, id="weight changes nothing"),
    ],
)
def test_words(article, query, expected):
    told = article("He blocks new sanctions, again and again.", title="Orbán at the summit")
    assert holds(query, told) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("source:Éxample", True, id="folded"),
        pytest.param("source:exam*", True, id="pattern over the whole value"),
        pytest.param("source:xam*", False, id="a pattern begins where the value begins"),
        pytest.param("topic:(conflict AND politics)", True, id="both of many values"),
        pytest.param("topic:conflic", False, id="whole values only"),
        pytest.param("entity:Q28", True, id="id of an entity"),
        pytest.param("entity:q28", False, id="ids are not folded"),
        pytest.param('author:"Ann Ray"', True, id="author"),
        pytest.param("related:hungary-and-nato", True, id="follow"),
        pytest.param("lang:en url:*/a1 story:s1", True, id="single values"),
        pytest.param("_exists_:author", True, id="has one"),
        pytest.param("_exists_:body", False, id="no text"),
        pytest.param("_exists_:title _exists_:text _exists_:seen", True, id="headline is text"),
    ],
)
def test_keywords(article, query, expected):
    told = article(
        title="Talks",
        source="example",
        topics=("conflict", "politics"),
        entities=("Q28",),
        authors=("ann ray",),
        follows=("hungary-and-nato",),
        story="s1",
    )
    assert holds(query, told) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("published:2026-03-01", True, id="that day"),
        pytest.param("published:<2026-03-01T08:30:00", False, id="the end is outside"),
        pytest.param("published:>=2026-03-01T08:30:00", True, id="the start is inside"),
        pytest.param("published:>now-30m", False, id="exactly 30 minutes ago is not after that"),
        pytest.param("published:>=now-30m", True, id="but it is at that second"),
        pytest.param("seen:now/d", True, id="today"),
    ],
)
def test_dates(article, query, expected):
    assert holds(query, article("x")) is expected


def test_an_unknown_date_lies_in_no_range(article):
    undated = article("x", published_at=None)
    assert not holds("published:<2100", undated)
    assert not holds("_exists_:published", undated)
    assert holds("NOT published:<2100", undated)


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        pytest.param(timedelta(hours=1), True, id="seen an hour after it was published"),
        pytest.param(timedelta(days=3), False, id="seen three days after"),
    ],
)
def test_in_a_saved_query_now_is_when_the_article_was_first_seen(article, late, expected):
    saved = bind_entities(parse("published:>=now-2d"), lambda _name: ())
    told = article("x", published_at=SEEN, first_seen_at=SEEN + late)
    assert matches(saved, told) is expected


def test_days_of_a_saved_query_are_those_of_its_zone(article):
    saved = bind_entities(parse("published:2026-03-02"), lambda _name: ())
    told = article("x", published_at=datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    assert matches(saved, told, zone=ZoneInfo("Asia/Tokyo"))
    assert not matches(saved, told)
