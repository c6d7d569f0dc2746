"""From counts per quarter of an hour to a timeline: bars per calendar step in a person's zone.

Every zone's clock stands a multiple of 15 minutes from UTC, so no quarter straddles two bars, and
an engine that knows only fixed intervals can still count local days, whatever summer time does.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from indexing.errors import InvalidRequest
from indexing.index.contract import Bar

QUARTER: Final = timedelta(minutes=15)
STEPS: Final = ("hour", "day", "week", "month")
MAX_BARS: Final = 20_000
"""More than two years of hours; no screen shows more."""


def check_step(step: str) -> None:
    """Raise InvalidRequest unless ``step`` is one of STEPS."""
    if step not in STEPS:
        raise InvalidRequest(f"{step!r} is no step", "timeline", f"Say one of {', '.join(STEPS)}.")


def bars(counts: Mapping[datetime, int], step: str, zone: ZoneInfo) -> tuple[Bar, ...]:
    """Fold ``counts`` (articles by the UTC start of their quarter) into bars without gaps.

    Raises InvalidRequest on an unknown ``step``, and when more than MAX_BARS would come out.
    """
    check_step(step)
    totals: Counter[datetime] = Counter()
    start = following = datetime.min.replace(tzinfo=UTC)
    for quarter in sorted(counts):
        if quarter >= following:  # found once for each bar: zones are slow, quarters are many
            start = _start(quarter, step, zone)
            following = next_start(start, step, zone)
        totals[start] += counts[quarter]
    if not totals:
        return ()
    last, at, result = max(totals), min(totals), []
    while at <= last:
        result.append(Bar(at.astimezone(zone), totals[at]))
        if len(result) > MAX_BARS:
            raise InvalidRequest(
                f"more than {MAX_BARS} bars of one {step}",
                "timeline",
                "Take a longer step or a narrower range of dates.",
            )
        at = next_start(at, step, zone)
    return tuple(result)


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
