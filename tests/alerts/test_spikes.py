"""Spikes: far more than usual, from several sources, once for each rise, with what tells so."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indexing.alerts.spikes import Spike, Watched, find_spikes, has_baseline, polled_hours
from indexing.store.watch.sightings import Sighting

BUDAPEST = ZoneInfo("Europe/Budapest")
NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY, WEEK = (timedelta(**{one: 1}) for one in ("minutes", "hours", "days", "weeks"))
NOON = NOW - 30 * MINUTE
ALL = frozenset(NOON - number * HOUR for number in range(24 * 40))
FIVE = tuple(f"t{number}" for number in range(5))

Seen = list[Sighting]


def texts(at: datetime, names: Iterable[str], *, source: str = "", late: timedelta = HOUR) -> Seen:
    """Return an article for each text, published ``late`` before ``at``; sources alternate."""
    return [
        Sighting(
            article_id=f"{name}-{at}-{number}",
            text=f"{name}-{at}",
            title=f"About {name}",
            source=source or f"Outlet {number % 2}",
            published_at=at - late,
            first_seen_at=at,
            is_old=False,
        )
        for number, name in enumerate(names)
    ]


def every(step: timedelta, names: Iterable[str], *, weeks: int = 5) -> Seen:
    """Return the same texts at each step back from NOW, the last one left out."""
    names = list(names)
    times = (NOW - number * step for number in range(1, weeks * WEEK // step + 1))
    return [one for at in times for one in texts(at, names)]


def found(
    seen: Seen, *, polled: frozenset[datetime] = ALL, zone: ZoneInfo = BUDAPEST, now: datetime = NOW
) -> list[Spike]:
    return find_spikes(Watched(seen, polled, zone), since=now - DAY, now=now)


@pytest.mark.parametrize(
    ("seen", "rises"),
    [
        pytest.param(texts(NOW, FIVE), 1, id="five texts where usually there is none"),
        pytest.param(texts(NOW, FIVE[:4]), 0, id="four texts are too few"),
        pytest.param(texts(NOW, [*FIVE[:4], "t0", "t1"]), 0, id="copies fold"),
        pytest.param(texts(NOW, FIVE, source="One"), 0, id="one source alone is no spike"),
        pytest.param(texts(NOW, ["a"]), 0, id="from 0 to 1 is no rise"),
        pytest.param(every(DAY, "ab") + texts(NOW, FIVE), 0, id="5 is not 3 times the daily 2"),
        pytest.param(every(DAY, "ab") + texts(NOW, "abcdefg"), 1, id="7 is over 3 times 2"),
        pytest.param(every(WEEK, "abcdef") + texts(NOW, "abcdefg"), 0, id="each Monday noon"),
        pytest.param(every(DAY, "ab") + texts(NOW, "abcdef"), 0, id="just 3 times is not over"),
        pytest.param(
            texts(NOW - 2 * HOUR, "abc") + texts(NOW, "de"), 1, id="hours are counted together"
        ),
        pytest.param(texts(NOW - 4 * HOUR, "abc") + texts(NOW, "de"), 0, id="of a morning are not"),
        pytest.param(texts(NOW, FIVE, late=4 * HOUR), 0, id="a backlog is no news"),
    ],
)
def test_a_spike_is_far_more_than_usual(seen: Seen, rises: int) -> None:
    assert len(found(seen)) == rises


def test_a_spike_says_what_tells_so() -> None:
    seen = every(DAY, "ab") + texts(NOW - HOUR, "abcd") + texts(NOW, "eff", source="Late Post")
    seen += texts(NOW, "ghh")
    (spike,) = found(seen)
    assert (spike.since, spike.until, spike.peak_at) == (NOON, None, NOON)
    assert (spike.baseline, spike.factor) == (2, 4)
    assert (spike.articles, spike.texts, spike.sources) == (10, 8, 3)
    assert spike.first_sources == ("Outlet 0", "Outlet 1", "Late Post")
    assert spike.headlines[:2] == ("About f", "About h"), "the most copied first"


def test_a_rise_is_one_spike_until_it_falls_under_one_and_a_half() -> None:
    start = NOW - 20 * HOUR
    waves = [(0, "abcdef"), (3, "abcdefgh"), (6, "ab"), (12, "abcdefg")]
    seen = [one for hour, names in waves for one in texts(start + hour * HOUR, names)]
    first, second = found(seen)
    assert (first.since, first.texts) == (NOON - 20 * HOUR, 8), "it was higher later"
    assert first.until == NOON - 11 * HOUR, "two texts at hour 6 and 8 are more than 1.5"
    assert (second.since, second.until) == (NOON - 8 * HOUR, NOON - 5 * HOUR)


def test_what_was_a_spike_itself_is_hardly_usual() -> None:
    seen = every(DAY, "a") + texts(NOW - 3 * DAY, "abcdefghij") + texts(NOW, FIVE)
    assert [one.baseline for one in found(seen)] == [1]


@pytest.mark.parametrize(
    ("away", "rises"),
    [
        pytest.param([NOON], 0, id="an hour in which feeds were out"),
        pytest.param([NOON - HOUR], 0, id="and those just after it"),
        pytest.param([NOON - 3 * HOUR], 1, id="not those long after"),
    ],
)
def test_hours_without_feeds_are_no_spikes(away: list[datetime], rises: int) -> None:
    assert len(found(texts(NOW, FIVE), polled=ALL - frozenset(away))) == rises


def test_hours_without_feeds_are_not_usual() -> None:
    days = [NOON - number * DAY for number in range(1, 40)]
    out = frozenset(day - hour * HOUR for day in days[4:] for hour in range(3))
    seen = every(DAY, "abc")
    seen = [one for one in seen if one.first_seen_at > NOW - 5 * DAY] + texts(NOW, "abcdefg")
    assert len(found(seen)) == 1, "over all days, none is usual"
    assert found(seen, polled=ALL - out) == [], "of the days that were polled, three are"


def test_a_backlog_is_not_usual_and_hides_what_came_with_it() -> None:
    backlog = texts(NOW, [f"old{number}" for number in range(20)], late=5 * HOUR)
    assert found(backlog + texts(NOW, FIVE)) == []
    assert len(found(texts(NOW, FIVE) + texts(NOW, "xy", late=5 * HOUR))) == 1


@pytest.mark.parametrize(
    ("days", "known"),
    [
        pytest.param(2, False, id="two days tell nothing"),
        pytest.param(4, True, id="of three days each hour is known"),
    ],
)
def test_what_is_usual_takes_three_days(days: int, known: bool) -> None:
    young = frozenset(hour for hour in ALL if hour > NOW - days * DAY)
    watched = Watched(texts(NOW, FIVE), young, BUDAPEST)
    assert has_baseline(watched, now=NOW) is known
    assert bool(found(texts(NOW, FIVE), polled=young)) is known


@pytest.mark.parametrize(
    ("zone", "rises"),
    [
        pytest.param(BUDAPEST, 0, id="12:30 is 12:30, also after 29 March"),
        pytest.param(ZoneInfo("UTC"), 1, id="in UTC it came an hour early"),
    ],
)
def test_the_same_hour_is_that_of_the_clock(zone: ZoneInfo, rises: int) -> None:
    days = [datetime(2026, 3, day, 12, 30, tzinfo=BUDAPEST) for day in (2, 9, 16, 23, 30)]
    seen = [one for day in days for one in texts(day.astimezone(UTC), "abcdef")]
    polled = frozenset(NOON + number * HOUR for number in range(-24, 24 * 40))
    assert len(found(seen, polled=polled, zone=zone, now=days[-1])) == rises


def at(*minutes: int) -> list[datetime]:
    return [NOON - 10 * HOUR + minute * MINUTE for minute in minutes]


@pytest.mark.parametrize(
    ("cycles", "every_", "hours"),
    [
        pytest.param([], HOUR, [], id="none ran"),
        pytest.param(at(5, 15, 65), 10 * MINUTE, [0, 1], id="one after the other"),
        pytest.param(at(5, 185), 10 * MINUTE, [0, 3], id="an outage between"),
        pytest.param(at(5, 185), 2 * HOUR, [0, 1, 2, 3], id="as seldom as the settings say"),
        pytest.param(at(570), 10 * MINUTE, [9, 10], id="the last one is an hour ago"),
    ],
)
def test_hours_that_were_polled(
    cycles: list[datetime], every_: timedelta, hours: list[int]
) -> None:
    now = NOON + 20 * MINUTE
    assert sorted(polled_hours(cycles, every=every_, now=now)) == at(*(60 * one for one in hours))
