"""Counts at instants → bars, as clocks and calendars of the zone have them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import InvalidRequest
from indexing.index.timeline import MAX_BARS, STEPS, bars

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Pacific/Apia", "America/Sao_Paulo"]  # fmt: skip


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quarters", "step", "zone", "starts"),
    [
        pytest.param(
            ["2026-10-25T00:45", "2026-10-25T01:00"], "hour", "Europe/Berlin",
            ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"],
            id="the hour that comes twice makes two bars",
        ),
        pytest.param(
            ["2026-03-29T00:30", "2026-03-29T01:30"], "hour", "Europe/Berlin",
            ["2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00"],
            id="the hour that is left out makes none",
        ),
        pytest.param(
            ["2026-04-04T14:00", "2026-04-04T16:00"], "hour", "Australia/Lord_Howe",
            ["2026-04-05T01:00+11:00", "2026-04-05T02:00+10:30"],
            id="half an hour back: one bar of 90 minutes",
        ),
        pytest.param(
            ["2026-10-24T21:45", "2026-10-25T22:45", "2026-10-25T23:00"], "day", "Europe/Berlin",
            ["2026-10-24T00:00+02:00", "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"],
            id="a day of 25 hours",
        ),
        pytest.param(
            ["2011-12-30T09:45", "2011-12-30T10:00"], "day", "Pacific/Apia",
            ["2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00"],
            id="a day that an island skipped",
        ),
        pytest.param(
            ["2018-11-04T02:00", "2018-11-04T03:00"], "day", "America/Sao_Paulo",
            ["2018-11-03T00:00-03:00", "2018-11-04T01:00-02:00"],
            id="a day without midnight",
        ),
        pytest.param(
            ["2026-01-04T12:00", "2026-01-05T12:00"], "week", "UTC",
            ["2025-12-29T00:00+00:00", "2026-01-05T00:00+00:00"],
            id="a week over new year",
        ),
        pytest.param(
            ["2026-02-28T12:00", "2026-04-01T00:00"], "month", "UTC",
            ["2026-02-01T00:00+00:00", "2026-03-01T00:00+00:00", "2026-04-01T00:00+00:00"],
            id="a month without articles has its bar",
        ),
    ],
)  # fmt: skip
def test_bars_start_where_the_calendar_says(quarters, step, zone, starts):
    drawn = bars({at(quarter): 1 for quarter in quarters}, step, ZoneInfo(zone))

    assert [bar.at.isoformat(timespec="minutes") for bar in drawn] == starts
    assert sum(bar.articles for bar in drawn) == len(quarters)


@given(
    start=st.integers(0, 60 * 365 * 96),
    offsets=st.lists(st.integers(0, 400 * 96), min_size=1, max_size=5),
    step=st.sampled_from(STEPS),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=100, deadline=None)
def test_no_article_is_lost_and_no_bar_is_missing(start, offsets, step, zone):
    counts = {EPOCH + (start + offset) * QUARTER: 2 for offset in offsets}
    drawn = bars(counts, step, ZoneInfo(zone))
    longest = {"hour": 1.5, "day": 49, "week": 8 * 24, "month": 32 * 24}[step]

    assert sum(bar.articles for bar in drawn) == sum(counts.values())
    assert min(drawn[0].articles, drawn[-1].articles) > 0
    instants = [bar.at.astimezone(UTC) for bar in drawn]
    assert all(
        timedelta(0) < later - earlier <= timedelta(hours=longest)
        for earlier, later in pairwise(instants)
    )


def test_more_bars_than_anyone_can_read_are_refused():
    counts = {EPOCH: 1, EPOCH + timedelta(hours=MAX_BARS): 1}

    with pytest.raises(InvalidRequest, match="longer step"):
        bars(counts, "hour", ZoneInfo("UTC"))
    assert len(bars(counts, "month", ZoneInfo("UTC"))) == 28
