"""A timeline: bars per calendar step in a person's zone, whatever summer time does.

An engine that knows calendars counts per step by itself; one that knows none is told where each
bar starts and ends.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from indexing.errors import InvalidRequest
from indexing.index.contract import Bar

STEPS: Final = ("hour", "day", "week", "month")
MAX_BARS: Final = 20_000
"""More than two years of hours; no screen shows more."""


def check_step(step: str) -> None:
    """Raise InvalidRequest unless ``step`` is one of STEPS."""
    if step not in STEPS:
        raise InvalidRequest(f"{step!r} is no step", "timeline", f"Say one of {', '.join(STEPS)}.")


def bars(counts: Mapping[datetime, int], step: str, zone: ZoneInfo) -> tuple[Bar, ...]:
    """Fold ``counts`` (articles by an instant within their step) into bars without gaps.

    Raises InvalidRequest on an unknown ``step``, and when more than MAX_BARS would come out.
    """
    check_step(step)
    if not counts:
        return ()
    starts, end = starts_within(min(counts), max(counts), step, zone)
    following = [*starts[1:], end]
    totals = dict.fromkeys(starts, 0)
    number = 0
    for instant in sorted(counts):
        while instant >= following[number]:
            number += 1
        totals[starts[number]] += counts[instant]
    return tuple(Bar(start.astimezone(zone), count) for start, count in totals.items())


def starts_within(
    first: datetime, last: datetime, step: str, zone: ZoneInfo
) -> tuple[list[datetime], datetime]:
    """Return, in UTC, when each bar from ``first`` to ``last`` starts, and when the last ends.

    Raises InvalidRequest on an unknown ``step``, and when there are more than MAX_BARS.
    """
    check_step(step)
    starts: list[datetime] = []
    at = _start(first, step, zone)
    while at <= last:
        starts.append(at)
        if len(starts) > MAX_BARS:
            raise InvalidRequest(
                f"more than {MAX_BARS} bars of one {step}",
                "timeline",
                "Take a longer step or a narrower range of dates.",
            )
        at = next_start(at, step, zone)
    return starts, at


def _start(moment: datetime, step: str, zone: ZoneInfo) -> datetime:
    """Return, in UTC, when the bar around ``moment`` starts: a local midnight or full hour."""
    local = moment.astimezone(zone)
    if step == "hour":  # keeps the fold: the hour that a clock shows twice makes two bars
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if step == "week":
        midnight -= timedelta(days=midnight.weekday())  # wall-clock arithmetic: still midnight
    elif step == "month":
        midnight = midnight.replace(day=1)
    return midnight.astimezone(UTC)


def next_start(start: datetime, step: str, zone: ZoneInfo) -> datetime:
    """Return, in UTC, when the bar ends that starts then: a local midnight or full hour."""
    # Too far into the next bar to be in this one, too short to jump over it.
    stride = {"hour": 1, "day": 30, "week": 7 * 24 + 12, "month": 31 * 24 + 12}[step]
    following = _start(start + timedelta(hours=stride), step, zone)
    if following > start:
        return following
    return _start(start + timedelta(hours=stride + 1), step, zone)  # a clock set back by 30 min
