"""Dates become half-open intervals in UTC, names become ids, values are folded."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.search.binding import bind, bind_entities, names_of_entities, uses_now
from indexing.search.grammar import parse

BUDAPEST = ZoneInfo("Europe/Budapest")
NOW = datetime(2026, 3, 30, 21, 15, 42, 500_000, tzinfo=UTC)  # Monday 23:15 in Budapest, summer


def bound(query, entity_ids=lambda _name: ()):
    return bind(parse(query), now=NOW, zone=BUDAPEST, entity_ids=entity_ids)


def limits(query):
    """Return both ends as the digits of "YYYY-MM-DDTHH:MM:SS" in UTC, "" for an open end."""
    node = bound(query)
    return tuple(f"{end:%Y-%m-%dT%H:%M:%S}" if end else "" for end in (node.lower, node.upper))


@pytest.mark.parametrize(
    ("query", "lower", "upper"),
    [
        pytest.param("2026", "2025-12-31T23:00:00", "2026-12-31T23:00:00", id="local year"),
        pytest.param("2026-02", "2026-01-31T23:00:00", "2026-02-28T23:00:00", id="month"),
        pytest.param("2026-03-01", "2026-02-28T23:00:00", "2026-03-01T23:00:00", id="day"),
        pytest.param("2026-03-29", "2026-03-28T23:00:00", "2026-03-29T22:00:00", id="day of 23 h"),
        pytest.param("2026-10-25", "2026-10-24T22:00:00", "2026-10-25T23:00:00", id="day of 25 h"),
        pytest.param("2026-03-01T10", "2026-03-01T09:00:00", "2026-03-01T10:00:00", id="hour"),
        pytest.param("2026-03-01T10:30", "2026-03-01T09:30:00", "2026-03-01T09:31:00", id="minute"),
        pytest.param("2026-03-01T09:30:00Z", "2026-03-01T09:30:00", "2026-03-01T09:30:01", id="Z"),
        pytest.param("2026-03-01T10:30+0530", "2026-03-01T05:00:00", "2026-03-01T05:01:00", id="+"),
        pytest.param("now/d", "2026-03-29T22:00:00", "2026-03-30T22:00:00", id="today, locally"),
        pytest.param("now/w", "2026-03-29T22:00:00", "2026-04-05T22:00:00", id="week from Monday"),
        pytest.param("now-1M/M", "2026-01-31T23:00:00", "2026-02-28T23:00:00", id="last month"),
        pytest.param(">=now-7d", "2026-03-23T22:15:42", "", id="seven days on the wall clock"),
        pytest.param(">=now-24h", "2026-03-29T21:15:42", "", id="24 hours on any clock"),
        pytest.param(">=now-1M", "2026-02-28T22:15:42", "", id="30 February is the 28th"),
        pytest.param("<=now", "", "2026-03-30T21:15:43", id="the second of now is in"),
        pytest.param(">2026-03", "2026-03-31T22:00:00", "", id="after all of March"),
        pytest.param(">=2026-03", "2026-02-28T23:00:00", "", id="from the start of March"),
        pytest.param("<2026-03", "", "2026-02-28T23:00:00", id="before March"),
        pytest.param("<=2026-03", "", "2026-03-31T22:00:00", id="to the end of March"),
        pytest.param("[2026-01 TO 2026-02]", "2025-12-31T23:00:00", "2026-02-28T23:00:00", id="[]"),
        pytest.param("{2026-01 TO 2026-02}", "2026-01-31T23:00:00", "2026-01-31T23:00:00", id="{}"),
        pytest.param("[2026-01 TO *}", "2025-12-31T23:00:00", "", id="open end"),
    ],
)  # fmt: skip
def test_a_date_becomes_an_interval(query, lower, upper):
    assert limits(f"published:{query}") == (lower, upper)


DATES = st.from_regex(r"(19|20|21)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?)?", fullmatch=True)
MATHS = st.from_regex(r"now([+-]\d{1,2}[yMwdhms]){0,2}/[yMwdhms]", fullmatch=True)


@given(DATES | MATHS, st.sampled_from(["Europe/Budapest", "Asia/Kolkata", "America/St_Johns"]))
@settings(max_examples=100, deadline=None)
def test_a_span_and_its_outside_leave_no_gap(text, zone):
    def ends(sign):
        tree = parse(f"seen:{sign}{text}")
        node = bind(tree, now=NOW, zone=ZoneInfo(zone), entity_ids=lambda _name: ())
        return node.lower, node.upper

    lower, upper = ends("")
    assert lower < upper
    assert (ends("<"), ends(">")) == ((None, lower), (upper, None))
    assert (ends("<="), ends(">=")) == ((None, upper), (lower, None))
    assert lower.microsecond == upper.microsecond == 0


def test_names_of_entities_become_ids_and_unknown_ones_match_nothing():
    known = {"Viktor Orbán": ["Q57434"], "Paris": ["Q90", "loc:paris-texas"]}
    tree = bound('entity:"Viktor Orbán" entity:(Paris OR Nobody)', lambda name: known.get(name, ()))
    orban, places = tree.parts
    assert orban.values == ("Q57434",)
    assert [place.values for place in places.parts] == [("Q90", "loc:paris-texas"), ()]
    assert places.parts[1].text == "Nobody"


def test_other_keywords_are_folded():
    assert bound('source:"News  Éxample"').values == ("news example",)


def test_a_saved_query_keeps_its_dates_as_typed():
    node = bind_entities(parse("entity:x seen:>=now-1d"), lambda _name: ("Q1",))
    assert node.parts[0].values == ("Q1",)
    assert node.parts[1].lower is None
    assert node.parts[1].lower_text == "now-1d"


@pytest.mark.parametrize(
    ("query", "moves"),
    [
        pytest.param("a NOT (b seen:>now-1d)^2", True, id="inside brackets, negated"),
        pytest.param("a published:2026", False, id="a fixed date"),
        pytest.param("now", False, id="the word"),
    ],
)
def test_whether_a_query_moves_with_the_clock(query, moves):
    assert uses_now(parse(query)) is moves


def test_names_of_entities_are_each_told_once_in_order():
    tree = parse("entity:b AND NOT (entity:a OR entity:b) topic:c")
    assert names_of_entities(tree) == ("b", "a")
