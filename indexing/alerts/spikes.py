"""When attention rises far over what is usual at that hour: a decision without I/O.

What counts are distinct texts, copies folded, first seen in the ``WINDOW`` up to the end of an
hour. Usual is the median of the same hour in the four weeks before: of every day, or of that day
of the week, whichever is more. Hours in which feeds were not polled, and those in which most that
came in was news no more (a first poll, a backlog after an outage), are neither spikes nor usual.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from indexing.store.watch.sightings import Sighting

HOUR = timedelta(hours=1)
WINDOW = 3
"""Hours counted together: what breaks is reported within hours, not within one."""
WEEKS = 4
RISES_OVER, FALLS_UNDER = 3.0, 1.5
"""Times what is usual: a rise begins over the first and ends under the second."""
FLOOR = 1.0
"""What is usual is never less: from nothing to something is no rise."""
TEXTS, SOURCES = 5, 2
"""At least so many distinct texts, from so many sources."""
SAMPLES = 3
"""With fewer hours to compare with, nothing is usual yet."""
LATE = timedelta(hours=3)
"""News that was published longer before we saw it was not news then."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Spike:
    """A rise. ``since`` is the hour that it was seen in, ``until`` the hour that it was over.

    The rest is how it stood at its height, in the hours up to ``peak_at``: ``texts`` distinct
    texts, usually ``baseline`` of them, so ``factor`` times as many; the sources in the order in
    which they reported, the headlines by the number of copies.
    """

    since: datetime
    until: datetime | None
    peak_at: datetime
    articles: int
    texts: int
    sources: int
    baseline: float
    factor: float
    first_sources: tuple[str, ...]
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen, and the hours (starts, UTC) that can be counted on: feeds were polled."""

    sightings: Sequence[Sighting]
    polled: Collection[datetime]
    zone: ZoneInfo


def hour_of(moment: datetime) -> datetime:
    """Return the hour that a moment lies in, by its start, UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def polled_hours(
    cycles: Iterable[datetime], *, every: timedelta, now: datetime
) -> frozenset[datetime]:
    """Return the hours that were covered by cycles, given by the times of those that went well.

    Between two that are further apart than an hour, or than one and a half times the ``every``
    of the settings, feeds were out.
    """
    covered: set[datetime] = set()
    patience = max(HOUR, 1.5 * every)
    for one, after in pairwise([*sorted(cycles), now]):
        hour = hour_of(one)
        covered.add(hour)
        while after - one <= patience and hour <= hour_of(after):
            covered.add(hour)
            hour += HOUR
    return frozenset(covered)


def find_spikes(watched: Watched, *, since: datetime, now: datetime) -> list[Spike]:
    """Return the rises that lasted into the time since then, the earliest first.

    The hour of ``now`` is counted as far as it has come.
    """
    hours = _Hours(watched)
    found: list[Spike] = []
    hour, end = hour_of(since) - timedelta(days=1), hour_of(now)  # a rise may have begun before
    while hour <= end:
        _go_on(found, hours, hour)
        hour += HOUR
    return [one for one in found if one.until is None or one.until > since]


def has_baseline(watched: Watched, *, now: datetime) -> bool:
    """Whether there is enough to say what is usual at this hour."""
    return _Hours(watched).usual(hour_of(now)) is not None


def _go_on(found: list[Spike], hours: "_Hours", hour: datetime) -> None:
    """Let one hour begin, heighten or end a rise; without a measure it changes nothing."""
    last = found[-1] if found and found[-1].until is None else None
    seen = hours.window(hour)
    if (last is None and not _is_wide(seen)) or not hours.counts(hour):
        return
    usual = hours.usual(hour)
    if usual is None:
        return
    factor = len({one.text for one in seen}) / usual
    if last is None:
        if factor > RISES_OVER:
            found.append(_spike(seen, hour, hour, usual))
    elif factor < FALLS_UNDER:
        found[-1] = replace(last, until=hour)
    elif factor > last.factor:
        found[-1] = _spike(seen, last.since, hour, usual)


def _is_wide(seen: Sequence[Sighting]) -> bool:
    texts, sources = {one.text for one in seen}, {one.source for one in seen}
    return len(texts) >= TEXTS and len(sources) >= SOURCES


def _spike(seen: Sequence[Sighting], since: datetime, peak_at: datetime, usual: float) -> Spike:
    copies = Counter(one.text for one in seen)
    titles = {one.text: one.title for one in reversed(seen)}  # the first that was seen of each
    sources = tuple(dict.fromkeys(one.source for one in seen))
    return Spike(
        since=since,
        until=None,
        peak_at=peak_at,
        articles=len(seen),
        texts=len(copies),
        sources=len(sources),
        baseline=usual,
        factor=round(len(copies) / usual, 1),
        first_sources=sources[:SHOWN],
        headlines=tuple(titles[text] for text, _number in copies.most_common(SHOWN)),
    )


class _Hours:
    """Sightings by hour, and what is usual at each."""

    def __init__(self, watched: Watched) -> None:
        self._zone = watched.zone
        self._polled = frozenset(watched.polled)
        self._fresh: defaultdict[datetime, list[Sighting]] = defaultdict(list)
        late: Counter[datetime] = Counter()
        for one in watched.sightings:
            hour = hour_of(one.first_seen_at)
            if _is_late(one):
                late[hour] += 1
            else:
                self._fresh[hour].append(one)
        self._backlogs = {hour for hour, number in late.items() if number > len(self._fresh[hour])}

    def counts(self, hour: datetime) -> bool:
        """Whether all of an hour's window was polled and brought no backlog."""
        return all(
            one in self._polled and one not in self._backlogs
            for one in (hour - number * HOUR for number in range(WINDOW))
        )

    def window(self, hour: datetime) -> list[Sighting]:
        """Return what was fresh in an hour and those before it, first seen first."""
        hours = (hour - number * HOUR for number in reversed(range(WINDOW)))
        return [one for each in hours for one in self._fresh.get(each, ())]

    def usual(self, hour: datetime) -> float | None:
        """Return how many texts are usual at an hour; None where too little is known."""
        days = [self._shifted(hour, number) for number in range(1, 7 * WEEKS + 1)]
        numbers = [self._texts(one) if self.counts(one) else None for one in days]
        known = [
            [number for number in some if number is not None] for some in (numbers, numbers[6::7])
        ]
        medians = [median(some) for some in known if len(some) >= SAMPLES]
        return max(FLOOR, *medians) if medians else None

    def _texts(self, hour: datetime) -> int:
        return len({one.text for one in self.window(hour)})

    def _shifted(self, hour: datetime, days: int) -> datetime:
        """Return the same hour of the clock so many days before."""
        local = hour.astimezone(self._zone)
        return hour_of(local - timedelta(days=days))


def _is_late(one: Sighting) -> bool:
    published = one.published_at
    return one.is_old or (published is not None and one.first_seen_at - published > LATE)
