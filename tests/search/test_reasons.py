"""Why an article matched, by which words, and what it lacks if it did not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from indexing.search.binding import bind
from indexing.search.evaluator import explain, why_not
from indexing.search.grammar import parse

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TITLE = "Orbán drops objection"
TEXT = "He dropped the NATO objection.\nNATO's summit is in July."


@pytest.fixture(scope="module")
def told(article):
    return article(TEXT, title=TITLE, topics=("conflict", "politics"), entities=("Q1",))


def tree(query):
    ids = {"Viktor Orbán": ("Q1",)}
    return bind(
        parse(query), now=NOW, zone=ZoneInfo("UTC"), entity_ids=lambda name: ids.get(name, ())
    )


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        pytest.param("orban", [("orban", "title", ("Orbán",))], id="as typed, as written"),
        pytest.param(
            "drop",
            [("drop", "title", ("drops",)), ("drop", "text", ("dropped",))],
            id="headline and text apart",
        ),
        pytest.param("body:nato", [("body:nato", "text", ("NATO", "NATO's"))], id="each word once"),
        pytest.param(
            '"nato objection" OR moscow',
            [('"nato objection"', "text", ("NATO objection",))],
            id="only the side that holds",
        ),
        pytest.param("nat* -moscow", [("nat*", "text", ("NATO", "NATO's"))], id="no negations"),
        pytest.param("sumit~1", [("sumit~1", "text", ("summit",))], id="fuzzy"),
        pytest.param(
            '"july nato"~6 OR "july summit"~4',
            [('"july nato"~6', "text", ("NATO's summit is in July",)),
             ('"july summit"~4', "text", ("summit is in July",))],
            id="from the first word to the last",
        ),
        pytest.param("topic:con*^2", [("topic:con*", "topic", ("conflict",))], id="keyword"),
        pytest.param(
            'entity:"Viktor Orbán"', [('entity:"Viktor Orbán"', "entity", ("Q1",))], id="entity"
        ),
        pytest.param("published:2026", [("published:2026", "published", ())], id="date"),
        pytest.param("(orban moscow) OR july", [("july", "text", ("July",))], id="whole ANDs only"),
        pytest.param("moscow", [], id="no match, no reason"),
        pytest.param("*:*", [], id="everything needs no reason"),
    ],
)  # fmt: skip
def test_the_clauses_that_made_it_match(told, query, clauses):
    found = explain(tree(query), told)
    assert [(each.clause, each.field, each.words) for each in found] == clauses
    texts = {"title": TITLE, "text": TEXT}
    for each in found:
        assert {texts[each.field][slice(*span)] for span in each.spans} <= set(each.words)


@pytest.mark.parametrize(
    ("query", "lack"),
    [
        pytest.param("orban", "", id="it matches"),
        pytest.param("orban nato berlin", 'needs "berlin", which is not in the text', id="word"),
        pytest.param("title:nato", 'needs "nato", which is not in the headline', id="headline"),
        pytest.param(
            '"summit nato"', 'needs "summit nato", whose words stand apart in the text', id="apart"
        ),
        pytest.param(
            "rome OR (berlin)^2 OR *:* AND paris",
            'needs "rome", which is not in the text or needs "berlin", which is not in the text '
            'or needs "paris", which is not in the text',
            id="any of several",
        ),
        pytest.param(
            "rome OR paris OR bonn",
            'needs "rome", "paris" or "bonn", and none of them is in the text',
            id="any of several words",
        ),
        pytest.param("ju* -moscow", "", id="negation that holds"),
        pytest.param("-orban", "must not have orban, which it has", id="negation"),
        pytest.param(
            "topic:sport", "needs topic:sport, and has conflict, politics", id="other topics"
        ),
        pytest.param("entity:Nobody", "needs entity:Nobody, and has no such value", id="unknown"),
        pytest.param(
            "published:<2026",
            "needs published:<2026, and was published 2026-03-01 08:30 UTC",
            id="date",
        ),
        pytest.param("_exists_:author", "needs any author, and has none", id="nothing there"),
        pytest.param("xy*", "needs xy*, and no word is like it in the text", id="pattern"),
        pytest.param(
            "rome paris",
            'needs "rome", which is not in the text; needs "paris", which is not in the text',
            id="all that is lacking",
        ),
    ],
)
def test_what_it_lacks(told, query, lack):
    assert why_not(tree(query), told) == lack
