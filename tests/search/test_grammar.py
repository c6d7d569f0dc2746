"""What a query means: each row a text and the tree, written as the brackets it stands for."""

import pytest

from indexing.search.grammar import parse, render
from indexing.search.tree import DateRange, Everything, Field, Fuzzy, Phrase, Term, Wildcard


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("orban nato", "orban AND nato", id="side by side means AND"),
        pytest.param("a AND b OR c", "(a AND b) OR c", id="AND binds before OR"),
        pytest.param("a OR b c", "a OR (b AND c)", id="implicit AND binds like AND"),
        pytest.param("NOT a AND b", "NOT a AND b", id="NOT binds first"),
        pytest.param("NOT (a b)", "NOT (a AND b)", id="NOT of a group"),
        pytest.param("a && b || !c", "(a AND b) OR NOT c", id="signs for words"),
        pytest.param("a&&b", "a AND b", id="&& needs no space"),
        pytest.param("+a -b c", "a AND NOT b AND c", id="plus and minus are AND and NOT"),
        pytest.param("a OR (+b -c)", "a OR (b AND NOT c)", id="signs inside brackets beside OR"),
        pytest.param("a or b and not c", "a AND or AND b AND and AND not AND c", id="lower case"),
        pytest.param("title:(a OR b)", "title:a OR title:b", id="a field before brackets"),
        pytest.param("title:(a OR body:b)", "title:a OR body:b", id="an inner field wins"),
        pytest.param("title: nato", "title:nato", id="a space after the colon"),
        pytest.param("TITLE:nato", "title:nato", id="field names in any case"),
        pytest.param("text:nato", "nato", id="text: is headline or text"),
        pytest.param("nato^2.50 AND a", "nato^2.5 AND a", id="weight of a word"),
        pytest.param("(a OR b)^3", "(a OR b)^3", id="weight of a group"),
        pytest.param("foo-bar", '"foo-bar"', id="one word, two tokens: a phrase"),
        pytest.param("“Viktor Orbán”", '"Viktor Orbán"', id="typographic quotes"),
        pytest.param('"nato"', "nato", id="one word in quotes is a word"),
        pytest.param("\\AND", '"AND"', id="an escaped operator is a word"),
        pytest.param("AT&T C++ wow!", '"AT&T" AND "C++" AND "wow!"', id="signs inside words"),
        pytest.param("source:*", "_exists_:source", id="any value"),
        pytest.param("published:[* TO *]", "_exists_:published", id="any date"),
        pytest.param("published:[2026 TO *}", "published:>=2026", id="open end"),
        pytest.param("published:[2026 TO 2026]", "published:2026", id="one span"),
        pytest.param("seen:(>=2026 <2027)", "seen:>=2026 AND seen:<2027", id="group of dates"),
        pytest.param("url:https://a.example", 'url:"https://a.example"', id="colons in a value"),
        pytest.param("entity:per:viktor-orban", 'entity:"per:viktor-orban"', id="an entity's id"),
    ],
)
def test_a_query_means(text, meaning):
    assert render(parse(text)) == meaning


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        pytest.param("Sanctions", Term(Field.TEXT, "sanction", "Sanctions", (0, 9)), id="word"),
        pytest.param("title:nato", Term(Field.TITLE, "nato", "nato", (0, 10)), id="with field"),
        pytest.param(
            '"new laws"~3',
            Phrase(Field.TEXT, ("new", "law"), (0, 1), 3, "new laws", (0, 12)),
            id="slop",
        ),
        pytest.param("Orb?n*", Wildcard(Field.TEXT, "orb?n*", (0, 6)), id="pattern, folded"),
        pytest.param("Orbán~", Fuzzy(Field.TEXT, "orban", 2, (0, 6)), id="two edits by default"),
        pytest.param("nato~", Fuzzy(Field.TEXT, "nato", 1, (0, 5)), id="one in a short word"),
        pytest.param(
            "seen:<=now-1d/d",
            DateRange(Field.SEEN, "", "now-1d/d", True, True, (0, 15)),
            id="date with maths",
        ),
        pytest.param("  ", Everything((0, 2)), id="empty is everything"),
        pytest.param("*:*", Everything((0, 3)), id="everything"),
    ],
)
def test_a_clause_becomes(text, leaf):
    assert parse(text) == leaf


def test_spans_name_the_clause_as_typed():
    query = 'a AND title:(b OR "c d") NOT e^2'
    parts = parse(query).parts
    assert [query[slice(*part.span)] for part in parts] == ["a", 'title:(b OR "c d")', "NOT e^2"]


def test_deep_and_long_queries_within_the_limits_are_read():
    assert parse("(" * 60 + "a" + ")" * 60) == Term(Field.TEXT, "a", "a", (60, 61))
    assert len(parse(" ".join(["word"] * 1_024)).parts) == 1_024
