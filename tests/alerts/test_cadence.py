from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.alerts.cadence import QuietHours, Timetable, describe, in_quiet_hours, next_due
from indexing.errors import InvalidRequest
from indexing.models import Cadence

BUDAPEST = ZoneInfo("Europe/Budapest")
NIGHT = QuietHours(time(22), time(7))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(cadence, *, now, last=None, zone="Europe/Budapest", **rest):
    at = time.fromisoformat(rest.pop("at", "08:00"))
    timetable = Timetable(cadence, at, rest.pop("weekday", 0), ZoneInfo(zone), **rest)
    return next_due(timetable, last=utc(last) if last else None, now=utc(now))


@pytest.mark.parametrize(
    ("cadence", "given_", "expected"),
    [
        pytest.param("at-once", {"now": "2026-03-02 10:07"}, "2026-03-02 10:07", id="at once: now"),
        pytest.param(
            "hourly", {"now": "2026-03-02 10:07"}, "2026-03-02 11:00", id="hourly: next full hour"
        ),
        pytest.param(
            "hourly",
            {"now": "2026-03-02 10:07", "last": "2026-03-02 09:00"},
            "2026-03-02 10:07",
            id="hourly: the full hour was missed, so now",
        ),
        pytest.param(
            "hourly",
            {"now": "2026-03-02 10:07", "zone": "Asia/Kolkata"},
            "2026-03-02 10:30",
            id="hourly: full by the wall clock, half by UTC",
        ),
        pytest.param(
            "daily", {"now": "2026-03-02 06:59"}, "2026-03-02 07:00", id="daily: later today, UTC+1"
        ),
        pytest.param(
            "daily", {"now": "2026-03-02 07:00"}, "2026-03-03 07:00", id="daily: just sent"
        ),
        pytest.param(
            "daily",
            {"now": "2026-03-02 07:20", "last": "2026-03-01 07:00"},
            "2026-03-02 07:20",
            id="daily: twenty minutes late is sent now",
        ),
        pytest.param(
            "daily",
            {"now": "2026-03-09 12:00", "last": "2026-03-01 07:00"},
            "2026-03-09 12:00",
            id="daily: a week asleep makes one sending",
        ),
        pytest.param(
            "daily",
            {"now": "2026-03-02 06:00", "last": "2038-01-01 00:00"},
            "2026-03-02 07:00",
            id="daily: a last from the future does not silence it",
        ),
        pytest.param(
            "weekly",
            {"now": "2026-03-03 12:00", "weekday": 4},
            "2026-03-06 07:00",
            id="weekly: Tuesday waits for Friday",
        ),
        pytest.param(
            "weekly",
            {"now": "2026-03-06 07:00", "weekday": 4},
            "2026-03-13 07:00",
            id="weekly: Friday's was sent",
        ),
        pytest.param(
            "weekly",
            {"now": "2026-03-01 22:30", "weekday": 0, "zone": "Pacific/Auckland"},
            "2026-03-08 19:00",
            id="weekly: the day is the zone's, there Monday 08:00 has passed",
        ),
    ],
)
def test_next_due(cadence, given_, expected):
    assert due(Cadence(cadence), **given_) == utc(expected)


@pytest.mark.parametrize(
    ("at", "now", "expected"),
    [
        pytest.param("08:00", "2026-03-28 12:00", "2026-03-29 06:00", id="08:00 stays 08:00"),
        pytest.param("02:30", "2026-03-28 12:00", "2026-03-29 01:30", id="no 02:30: at 03:30"),
        pytest.param("02:30", "2026-10-24 12:00", "2026-10-25 00:30", id="two 02:30s: the first"),
        pytest.param("02:30", "2026-10-25 00:30", "2026-10-26 01:30", id="not again at the second"),
    ],
)
def test_daily_where_the_clock_changes(at, now, expected):
    assert due(Cadence.DAILY, at=at, now=now) == utc(expected)


def test_a_day_that_a_zone_left_out_is_sent_once():
    first = due(Cadence.DAILY, zone="Pacific/Apia", now="2011-12-30 00:00")
    following = due(Cadence.DAILY, zone="Pacific/Apia", now=f"{first:%Y-%m-%d %H:%M}")
    assert (first, following) == (utc("2011-12-30 18:00"), utc("2011-12-31 18:00"))


@pytest.mark.parametrize(
    ("now", "quiet", "expected"),
    [
        pytest.param("2026-03-02 20:59", NIGHT, "2026-03-02 20:59", id="21:59 is not quiet yet"),
        pytest.param("2026-03-02 21:00", NIGHT, "2026-03-03 06:00", id="22:00 waits for 07:00"),
        pytest.param("2026-03-03 05:59", NIGHT, "2026-03-03 06:00", id="06:59, past midnight"),
        pytest.param("2026-03-03 06:00", NIGHT, "2026-03-03 06:00", id="07:00 is over"),
        pytest.param("2026-03-28 22:30", NIGHT, "2026-03-29 05:00", id="a night of 23 hours"),
        pytest.param("2026-10-24 21:30", NIGHT, "2026-10-25 06:00", id="a night of 25 hours"),
        pytest.param(
            "2026-10-25 01:15",
            QuietHours(time(22), time(2, 30)),
            "2026-10-25 01:30",
            id="second 02:15 waits for the second 02:30",
        ),
        pytest.param(
            "2026-03-02 12:30", QuietHours(time(13), time(14)), "2026-03-02 13:00", id="at noon"
        ),
    ],
)
def test_quiet_hours_postpone_to_their_end(now, quiet, expected):
    assert due(Cadence.AT_ONCE, now=now, quiet=quiet) == utc(expected)


def test_quiet_hours_postpone_a_daily_sending_too():
    assert due(Cadence.DAILY, at="06:00", now="2026-03-02 01:00", quiet=NIGHT) == utc(
        "2026-03-02 06:00"
    )


def test_quiet_hours_without_length_are_refused():
    with pytest.raises(InvalidRequest, match="start and end at 22:00"):
        QuietHours(time(22), time(22))


def test_a_day_that_no_week_has_is_refused():
    with pytest.raises(InvalidRequest, match="7 is no day"):
        Timetable(Cadence.WEEKLY, time(8), 7, BUDAPEST)


def test_describe_names_day_and_zone():
    assert describe(utc("2026-03-02 07:00"), BUDAPEST) == "Mon 2 March 08:00 Europe/Budapest"


ZONES = st.sampled_from(
    ["Europe/Budapest", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
).map(ZoneInfo)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
QUIET = st.none() | st.tuples(CLOCKS, CLOCKS).filter(lambda ends: ends[0] != ends[1]).map(
    lambda ends: QuietHours(*ends)
)
TIMETABLES = st.builds(
    Timetable, st.sampled_from(Cadence), CLOCKS, st.integers(0, 6), zone=ZONES, quiet=QUIET
)
MOMENTS = st.integers(0, 4 * 366 * 24 * 60).map(lambda m: utc("2024-01-01") + timedelta(minutes=m))


@given(TIMETABLES, MOMENTS)
@settings(max_examples=100, deadline=None)
def test_a_sending_is_never_early_never_quiet_never_lost(timetable, now):
    moment = next_due(timetable, last=None, now=now)
    assert now <= moment <= now + timedelta(days=10)
    quiet = timetable.quiet
    assert quiet is None or not in_quiet_hours(moment, quiet, timetable.zone)
