"""What a person is told about a query with an error, where, and the one repair."""

import pytest

from indexing.errors import InvalidQuery
from indexing.search.grammar import parse


def error_of(query: str) -> InvalidQuery:
    with pytest.raises(InvalidQuery) as caught:
        parse(query)
    return caught.value


@pytest.mark.parametrize(
    ("query", "at_fault", "repair"),
    [
        pytest.param("(a OR b source:c", "(", "(a OR b) source:c", id="bracket closed before AND"),
        pytest.param("(a AND b", "(", "(a AND b)", id="bracket closed at the end"),
        pytest.param("(a (b", "(", "", id="two brackets: no single repair"),
        pytest.param("a) b", ")", "a b", id="bracket never opened"),
        pytest.param('"a b AND c', '"', '"a b" AND c', id="quote closed before AND"),
        pytest.param('a "b', '"', 'a "b"', id="quote closed at the end"),
        pytest.param("published:[2026 TO 2027", "[", "published:[2026 TO 2027]", id="open range"),
        pytest.param("a AND AND b", "AND", "a AND b", id="operator twice"),
        pytest.param("a AND OR b", "AND", "", id="two operators: which was meant?"),
        pytest.param("a AND", "AND", "a", id="trailing operator"),
        pytest.param("OR a", "OR", "a", id="leading operator"),
        pytest.param("a AND () b", "()", "a AND b", id="empty group"),
        pytest.param("titel:a", "titel", "title:a", id="nearest field"),
        pytest.param("date:2026", "date", "published:2026", id="what others call it"),
        pytest.param("10:30 news", "10", '"10:30" news', id="a colon, no field"),
        pytest.param("https://x.example/a", "https", 'url:"https://x.example/a"', id="a link"),
        pytest.param("_exists_:titel", "titel", "_exists_:title", id="exists of no field"),
        pytest.param("title:", "title:", "", id="field without value"),
        pytest.param("title:-a", "-", "-title:a", id="sign after the field"),
        pytest.param("title:a:b", "a:b", 'title:"a:b"', id="second colon"),
        pytest.param("a - b", "-", "a b", id="loose sign"),
        pytest.param("a OR -b", "-", "", id="sign beside OR"),
        pytest.param("a – b", "–", "a b", id="mere punctuation"),
        pytest.param("a OR – b", "–", "a OR b", id="punctuation after an operator"),
        pytest.param("a -… OR b", "…", "a OR b", id="punctuation with its sign"),
        pytest.param("(– AND a)", "–", "(a)", id="punctuation before an operator"),
        pytest.param("a | b", "|", "a OR b", id="half an operator"),
        pytest.param("a!b", "a!b", '"a!b"', id="! inside a word"),
        pytest.param("a ^2", "^2", "a", id="loose weight"),
        pytest.param("a^0", "^0", "a", id="weight of zero"),
        pytest.param("nato~3", "~3", "nato~1", id="too many edits"),
        pytest.param("eu~", "~", "eu", id="too short for an edit"),
        pytest.param("nato~2b", "~2b", "", id="glued to a modifier"),
        pytest.param('"a b c"~2', "~2", '"a b c"', id="slop of three words"),
        pytest.param('"orban"~2', '"orban"', "orban~2", id="slop of one word"),
        pytest.param("source:a~", "~", "source:a", id="fuzzy keyword"),
        pytest.param("*", "*", "", id="lone asterisk"),
        pytest.param("n*", "n*", "", id="pattern begins with one letter"),
        pytest.param("*ban", "*ban", "", id="pattern begins with a gap"),
        pytest.param("foo-b*", "foo-b*", "", id="pattern over two words"),
        pytest.param("na*" + "?" * 9, "na*" + "?" * 9, "na*", id="too many ? after a gap"),
        pytest.param("url:ab*c" + "?" * 9, "ab*c" + "?" * 9, "", id="and in a keyword"),
        pytest.param('"na* b"', '"na* b"', "", id="pattern in quotes"),
        pytest.param("/na.o/", "/", "", id="regular expression"),
        pytest.param("title:[a TO b]", "[a TO b]", "", id="range of words"),
        pytest.param("title:>a", ">a", "", id="comparison of words"),
        pytest.param("published:today", "today", "published:now/d", id="today"),
        pytest.param("published:7d", "7d", "published:>=now-7d", id="bare duration"),
        pytest.param("published:20260301", "20260301", "published:2026-03-01", id="no hyphens"),
        pytest.param("published:now-7d", "now-7d", "published:>=now-7d", id="an instant"),
        pytest.param("published:2026-02-30", "2026-02-30", "", id="not in the calendar"),
        pytest.param("published:3026", "3026", "", id="beyond any index"),
        pytest.param("published:>=now-9999y", ">=now-9999y", "", id="beyond any calendar"),
        pytest.param('source:" "', '" "', "", id="empty value"),
        pytest.param("a\\", "\\", "a", id="nothing to escape"),
        pytest.param("(" * 65 + "a" + ")" * 65, "(", "", id="too deep"),
        pytest.param("NOT " * 65 + "a", "NOT", "", id="too many NOT"),
        pytest.param("w " * 1_025, "w", "", id="too many clauses"),
        pytest.param("w" * 20_001, "w" * 60, "", id="too long"),
    ],
)
def test_an_error_names_its_span_and_repair(query, at_fault, repair):
    error = error_of(query)
    assert query[error.start : error.end] == at_fault
    assert error.suggestion == repair
    assert error.do
    if repair:
        parse(repair)


def test_the_message_is_drawn_as_the_handbook_shows_it():
    error = error_of('entity:"Viktor Orbán" AND (nato OR summit published:>=now-7d')
    assert error.pretty().splitlines() == [
        "error: this bracket is never closed (line 1, column 27)",
        '  entity:"Viktor Orbán" AND (nato OR summit published:>=now-7d',
        '                            ^ opened here; expected ")" before the end',
        '  perhaps: entity:"Viktor Orbán" AND (nato OR summit) published:>=now-7d',
    ]


def test_the_caret_stands_in_the_right_line():
    assert "(line 2, column 1)" in error_of("a\nOR OR b").pretty()


def test_an_unknown_field_lists_the_known_ones():
    assert "expected one of title, body, entity, topic" in error_of("colour:red").do
