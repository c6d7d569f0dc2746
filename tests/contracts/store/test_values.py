"""What goes into a column comes out of it, the same in every database."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from store_samples import NOW, alert, article, entry, feed, match, see

from indexing.errors import InvalidRequest
from indexing.store.records import articles
from indexing.store.schema import leases
from indexing.store.schema.columns import Instant, Json
from indexing.store.watch import follows
from indexing.store.watch.hits import get_matches
from indexing.store.work import ledger
from indexing.store.work.leases import take
from indexing.store.work.ledger import Line

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)


@given(moment=MOMENTS)
@settings(max_examples=100, deadline=None)
def test_a_moment_comes_back_to_the_microsecond(moment):
    column = Instant()

    assert column.process_result_value(column.process_bind_param(moment, None), None) == moment


def test_a_moment_of_another_zone_comes_back_as_utc(db):
    there = NOW.astimezone(timezone(timedelta(hours=2)))
    take(db, "x", "me", now=there)

    kept = db.execute(select(leases.c.leased_until)).scalar_one()
    assert kept == NOW + timedelta(minutes=10)
    assert kept.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused(db):
    with pytest.raises(StatementError, match="naive"):
        take(db, "x", "me", now=datetime(2026, 3, 1))  # noqa: DTZ001 (the fault under test)


def test_any_json_comes_back():
    value = {"b": [1, 0.5, None, True], "a": {"ü": "„quoted“ \u0000 \U0001f5de"}, "when": NOW}
    column = Json()
    back = column.process_result_value(column.process_bind_param(value, None), None)

    assert list(back) == ["b", "a", "when"]
    assert back == {**value, "when": "2026-03-01T12:00:00+00:00"}
    assert column.process_bind_param(None, None) is None


def test_an_entry_comes_back_whole(db):
    odd = entry(title="„Zürich“ 🗞 ' ; --", authors=(), published_at=None, updated_at=NOW)
    article_id, _ = see(db, odd)

    assert articles.found_article(db, article_id).entry == odd


def test_words_of_every_script_come_back(db):
    line = Line(
        NOW, "read", "first", "Győr · Київ · 北京 · \U0001f5de", {"ü": ["日"]}, "a", feed(db)
    )
    ledger.note(db, line)

    assert ledger.trail(db, "a") == [line]


def test_spans_of_a_match_come_back_as_tuples(db):
    (kept,) = get_matches(db, [match(db, alert(db), article(db))])

    assert kept.clauses[0].spans == ((8, 14),)
    assert hash(kept.clauses)


def test_a_text_that_no_database_holds_is_not_found_or_refused(store):
    """PostgreSQL holds no NUL: who sends one is told so, and it is no fault of ours."""
    with suppress(InvalidRequest), store.read() as db:
        assert follows.get_follow(db, "a\0b") is None
