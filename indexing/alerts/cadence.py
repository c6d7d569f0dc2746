"""When the next sending of an alert is due: a decision about wall clocks that reads none.

An alert's times are wall-clock times in its zone. Where the clock is put forward or back they are
read as RFC 5545, section 3.3.5, reads them: a time that does not exist is taken with the offset
from before the change (02:30 becomes 03:30), of a time that exists twice the first is meant.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from indexing.errors import InvalidRequest
from indexing.models import Cadence

# Written out because strftime would follow the machine's locale.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Every zone's offset since 1972 is a multiple of this, so full local hours lie on its steps.
_OFFSET_STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall-clock hours without sendings: from ``start`` up to, not including, ``end``.

    An ``end`` before the ``start`` is on the next day. Raises InvalidRequest if both are equal:
    that would be never, or always.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise InvalidRequest(
                f"they start and end at {self.start:%H:%M}",
                "quiet hours",
                "Give two different times, or mute the alert to silence it.",
            )


@dataclass(frozen=True, slots=True)
class Timetable:
    """When an alert may send: ``at`` is the wall-clock time of daily and weekly sendings.

    ``weekday`` (0 is Monday to 6) is the day of weekly ones; ``quiet`` holds back all of them.
    Raises InvalidRequest for another weekday.
    """

    cadence: Cadence
    at: time
    weekday: int
    zone: ZoneInfo
    quiet: QuietHours | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday < len(_DAYS):
            raise InvalidRequest(
                f"{self.weekday} is no day of the week", "weekday", "Give 0 (Monday) to 6 (Sunday)."
            )


def next_due(timetable: Timetable, *, last: datetime | None, now: datetime) -> datetime:
    """Return when the next sending is due, in UTC, never before ``now``.

    ``last`` is when the alert was sent last or, if it never was, when it was saved; None looks
    forward from ``now``. Sendings that were missed since ``last`` make one, due at once. Quiet
    hours postpone a sending to their end, they never cancel it.
    """
    # A ``last`` from the future (the machine's clock was put right) must not silence the alert.
    since = now if last is None else min(last, now)
    match timetable.cadence:
        case Cadence.AT_ONCE:
            due = now
        case Cadence.HOURLY:
            due = _next_full_hour(since, timetable.zone)
        case Cadence.DAILY:
            due = _next_at(since, timetable, day_matters=False)
        case Cadence.WEEKLY:
            due = _next_at(since, timetable, day_matters=True)
    due = max(due, now).astimezone(UTC)
    return after_quiet_hours(due, timetable.quiet, timetable.zone) if timetable.quiet else due


def in_quiet_hours(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Return whether the wall clock in ``zone`` shows a quiet hour at ``moment``."""
    clock = moment.astimezone(zone).time()
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def after_quiet_hours(due: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return ``due``, or the end of the quiet hours that it falls into."""
    if not in_quiet_hours(due, quiet, zone):
        return due
    local = due.astimezone(zone)
    ends_today = quiet.start < quiet.end or local.time() < quiet.end
    day = local.date() if ends_today else local.date() + timedelta(days=1)
    # In the second of two equal hours, the end is the second one too.
    fold = local.fold if ends_today else 0
    return _instant(day, quiet.end.replace(fold=fold), zone)


def describe(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment for a person, zone included: ``Mon 2 March 08:00 Europe/Budapest``."""
    return f"{weekday_name(moment, zone)} {wall_clock(moment, zone)} {zone.key}"


def zone_or_utc(name: str) -> ZoneInfo:
    """Return the zone of a name that was good once; UTC if it is none on this machine (now)."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def weekday_name(moment: datetime, zone: ZoneInfo) -> str:
    """Return the short name of the day that ``moment`` falls on in ``zone``: ``Mon``."""
    return _DAYS[moment.astimezone(zone).weekday()]


def wall_clock(moment: datetime, zone: ZoneInfo) -> str:
    """Return day and time in ``zone``: ``2 March 08:00``."""
    local = moment.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def _next_full_hour(since: datetime, zone: ZoneInfo) -> datetime:
    step = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while step <= since or step.astimezone(zone).minute:
        step += _OFFSET_STEP
    return step


def _next_at(since: datetime, timetable: Timetable, *, day_matters: bool) -> datetime:
    # Yesterday first: across a change of the clock its time can fall into today.
    day = since.astimezone(timetable.zone).date() - timedelta(days=1)
    while True:
        if not day_matters or day.weekday() == timetable.weekday:
            due = _instant(day, timetable.at, timetable.zone)
            if due > since:
                return due
        day += timedelta(days=1)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
