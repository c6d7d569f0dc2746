"""Which entries are old, and which dates say nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from indexing.feeds.entries import is_old_entry, plain_line, trusted_date
from indexing.models import Entry

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def entry(published_at):
    return Entry("g", "", "", "", "", (), published_at, None, "", (), "")


@pytest.mark.parametrize(
    ("published_at", "first_poll", "is_old"),
    [
        pytest.param(NOW - HOUR, False, False, id="fresh"),
        pytest.param(NOW - 72 * HOUR, False, False, id="exactly 72 hours"),
        pytest.param(NOW - 73 * HOUR, False, True, id="published 73 hours before we saw it"),
        pytest.param(NOW - HOUR, True, True, id="fresh, but of a first poll"),
        pytest.param(None, False, False, id="no date makes nothing old"),
        pytest.param(None, True, True, id="no date, first poll"),
    ],
)
def test_old_entries(published_at, first_poll, is_old):
    answer = is_old_entry(
        entry(published_at), first_poll=first_poll, first_seen_at=NOW, old_after=72 * HOUR
    )
    assert answer == is_old


@pytest.mark.parametrize(
    ("published_at", "is_trusted"),
    [
        pytest.param(NOW - HOUR, True, id="before we fetched it"),
        pytest.param(NOW + 11 * MINUTE, False, id="from the future"),
        pytest.param(NOW + 9 * MINUTE, True, id="a clock that is fast"),
        pytest.param(NOW, False, id="the moment of the fetch"),
        pytest.param(NOW - timedelta(seconds=4), False, id="the moment of the answer"),
        pytest.param(None, False, id="none"),
    ],
)
def test_dates_that_can_be_true(published_at, is_trusted):
    assert trusted_date(published_at, fetched_at=NOW) == (published_at if is_trusted else None)


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ("<b>Bold</b> move", "Bold move"),
        ("One<br/>two  three\n", "Onetwo three"),
        ("R&amp;D &#8211; now", "R&D – now"),
        ("<!-- no -->Yes", "Yes"),
    ],
)
def test_titles_are_plain(markup, line):
    assert plain_line(markup) == line
