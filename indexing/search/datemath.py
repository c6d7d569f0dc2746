"""Dates as people type them: ``2026``, ``2026-03-01``, ``2026-03-01T10:30+01:00``, ``now-7d/d``.

Every text names a span of time, from its first instant to the first one after it: ``2026-03`` a
month, ``now/d`` today, ``now-7d`` one second. All bounds are whole seconds, so an index that
keeps seconds and one that keeps microseconds answer alike.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

EXPECTED: Final = (
    "write a date as 2026, 2026-03, 2026-03-01, 2026-03-01T10:30Z, now, now-7d or now/d"
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that a query may name. What index formats can hold is only a little wider."""
_REACH_DAYS: Final = 200 * 366

_FIXED: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:[Tt](\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?([Zz]|[+-]\d\d:?\d\d)?)?)?)?"
)
_RELATIVE: Final = re.compile(r"now((?:[+-]\d{1,5}[yMwdhHms])*)(?:/([yMwdhHms]))?")
_STEP: Final = re.compile(r"([+-])(\d+)([yMwdhHms])")
_DAYS_OF: Final = {"y": 366, "M": 31, "w": 7, "d": 1, "h": 1 / 24, "m": 1 / 1440, "s": 1 / 86400}
_FIXED_UNITS: Final = "yMdhms"
_UNIT_LENGTH: Final = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}


@dataclass(frozen=True, slots=True)
class TimeStep:
    """One step of date maths: ``-7d`` is TimeStep(-7, "d"). ``M`` is months, ``m`` minutes."""

    amount: int
    unit: str


def has_now(text: str) -> bool:
    """Tell whether a date text moves with the clock."""
    return text.startswith("now")


def is_instant(text: str) -> bool:
    """Tell whether a text is date maths without rounding: a bound, but no span worth a name."""
    return has_now(text) and "/" not in text


def steps_of(text: str) -> tuple[tuple[TimeStep, ...], str]:
    """Return the steps and the rounding unit ("" for none) of a text that uses ``now``."""
    match = _matched(_RELATIVE, text)
    steps = _STEP.findall(match[1])
    found = tuple(TimeStep(int(sign + count), _unit(unit)) for sign, count, unit in steps)
    return found, _unit(match[2] or "")


def fault_of(text: str) -> str:
    """Return why ``text`` is no date that a query can use, "" when it is one."""
    if _RELATIVE.fullmatch(text):
        steps, _ = steps_of(text)
        reach = sum(abs(step.amount) * _DAYS_OF[step.unit] for step in steps)
        return f'"{text}" reaches over 200 years' if reach > _REACH_DAYS else ""
    match = _FIXED.fullmatch(text)
    if match is None:
        return f'"{text}" is not a date'
    if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return f"the year {match[1]} lies outside {FIRST_YEAR} to {LAST_YEAR}"
    if (match[7] or "").strip(".0"):
        return "dates count in whole seconds"
    try:
        _fixed_start(match, ZoneInfo("UTC"))
    except ValueError:
        return f'"{text}" is not in the calendar'
    return ""


@lru_cache(maxsize=256)  # many saved queries ask the same of one article
def interval(text: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return [start, end) in UTC of the span that ``text`` names, days being those of ``zone``.

    ``text`` must be free of faults. ``now`` is taken to the whole second.
    """
    if has_now(text):
        return _relative_interval(text, now.replace(microsecond=0), zone)
    match = _matched(_FIXED, text)
    start = _fixed_start(match, zone)
    unit = _FIXED_UNITS[sum(match[part] is not None for part in range(2, 7))]
    return start.astimezone(UTC), _moved(start, 1, unit).astimezone(UTC)


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(f"not a date: {text!r}; ask fault_of first")
    return match


def _fixed_start(match: re.Match[str], zone: ZoneInfo) -> datetime:
    year, month, day, hour, minute, second = (
        int(part or default) for part, default in zip(match.groups()[:6], "111000", strict=True)
    )
    start = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    if match[8]:
        start = datetime.fromisoformat(start.replace(tzinfo=None).isoformat() + match[8].upper())
    return start


def _relative_interval(text: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    steps, rounding = steps_of(text)
    moment = now.astimezone(zone)
    for step in steps:
        moment = _moved(moment, step.amount, step.unit)
    start = _floored(moment, rounding or "s")
    return start.astimezone(UTC), _moved(start, 1, rounding or "s").astimezone(UTC)


def _unit(letter: str) -> str:
    return "h" if letter == "H" else letter


def _moved(moment: datetime, count: int, unit: str) -> datetime:
    """Move by calendar units on the wall clock, by hours and less on the real one."""
    if unit in "hms":
        return (moment.astimezone(UTC) + count * _UNIT_LENGTH[unit]).astimezone(moment.tzinfo)
    if unit in "wd":
        return moment + count * _UNIT_LENGTH[unit]
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    first = moment.replace(year=year, month=month + 1, day=1)
    last_day = ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).day
    return first.replace(day=min(moment.day, last_day))


def _floored(moment: datetime, unit: str) -> datetime:
    """Return the first instant of the unit that ``moment`` lies in; weeks start on Monday."""
    if unit == "w":
        moment -= timedelta(days=moment.weekday())
    smaller = {"y": 5, "M": 4, "w": 3, "d": 3, "h": 2, "m": 1, "s": 0}[unit]
    first = {"second": 0, "minute": 0, "hour": 0, "day": 1, "month": 1}
    cleared = dict(list(first.items())[:smaller])
    return moment.replace(microsecond=0, **cleared)  # type: ignore[arg-type]
