"""How things stand: the last cycle, what waits, what was set aside, the index against the store."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from indexing.desk.room import Desk
from indexing.desk.upkeep.feeding import list_feeds
from indexing.errors import IndexUnavailable
from indexing.feeds.health import words_for
from indexing.search.tree import Everything
from indexing.store.records import articles, feeds, projection
from indexing.store.watch import alerts, channels, outbox
from indexing.store.work import cycles, leases, ledger, quarantine, queue
from indexing.store.work.cycles import Cycle
from indexing.store.work.ledger import Line
from indexing.store.work.quarantine import SetAside

SWEEPS_SHOWN = timedelta(days=7)
OVERDUE = 3
"""After so many times the schedule's interval without a cycle something is wrong."""
LOOKED_THROUGH = 500
"""Cycles back to which it is told since when the index has been away: five days of 15 minutes."""
NAMED_ASIDE = 20
"""Of what was set aside, so many are named, the newest."""


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand. ``waiting`` is stage → (due now, for later).

    ``indexed`` and ``not_projected`` are 0 where ``index_fault`` says why the index cannot be
    asked. ``feeds`` counts health words, worst first. ``parked`` are (channel, why). ``last_sweep``
    is what the nightly sweep said last, with its figures; None if not in the last 7 days.
    """

    now: datetime
    last_cycle: Cycle | None
    next_poll_at: datetime | None
    waiting: dict[str, tuple[int, int]]
    not_projected: int
    articles: int
    indexed: int
    index_fault: str
    feeds: dict[str, int]
    set_aside: Sequence[SetAside]
    deliveries_waiting: int
    deliveries_parked: int
    parked: Sequence[tuple[str, str]]
    broken_alerts: Sequence[tuple[int, str]]
    last_sweep: Line | None


@dataclass(frozen=True, slots=True)
class IndexState:
    """The index against the store: ``missing`` there, ``surplus`` there, ``stale`` revisions."""

    generation: int
    articles: int
    indexed: int
    queued: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the index holds just what the store says, but for what is queued."""
        return not (self.missing or self.surplus or self.stale)


def status(desk: Desk) -> Status:
    """Return how things stand now; without its index, too."""
    now = desk.now
    counted: dict[str, int] = {}
    for row in list_feeds(desk):
        counted[row.health.word] = counted.get(row.health.word, 0) + 1
    generation, indexed, fault = _asked_index(desk)
    with desk.store.read() as db:
        recent = cycles.latest(db, 1)
        sent = outbox.count_by_state(db)
        return Status(
            now=now,
            last_cycle=recent[0] if recent else None,
            next_poll_at=feeds.next_poll_at(db),
            waiting=queue.waiting(db, now=now),
            not_projected=projection.count_queued(db, generation),
            articles=articles.count_indexed(db),
            indexed=indexed,
            index_fault=fault,
            feeds=counted,
            set_aside=quarantine.set_aside_list(
                db, since=now - timedelta(days=7), limit=NAMED_ASIDE
            ),
            deliveries_waiting=sent.get("waiting", 0),
            deliveries_parked=sent.get("parked", 0),
            parked=[(one.name, one.parked) for one in channels.list_channels(db) if one.parked],
            last_sweep=ledger.latest_of_stage(db, "sweep", since=now - SWEEPS_SHOWN),
            broken_alerts=[(one.id, one.fault) for one in alerts.list_alerts(db) if one.fault],
        )


def _asked_index(desk: Desk) -> tuple[int, int, str]:
    """Return (generation, articles in it, why the index cannot be asked)."""
    try:
        return desk.index.generation(), desk.index.count(Everything()), ""
    except IndexUnavailable as error:
        return 0, 0, error.what


def recent_cycles(desk: Desk, *, limit: int = 10) -> list[Cycle]:
    """Return the newest cycles, newest first; one that still runs has not ended."""
    with desk.store.read() as db:
        return cycles.latest(db, limit)


def cycle_age(cycle: Cycle, now: datetime) -> timedelta:
    """Return how long ago a cycle ended, or began if it still runs."""
    return now - (cycle.ended_at or cycle.started_at)


def is_cycle_overdue(last: Cycle, desk: Desk) -> bool:
    """Whether the next cycle should long have come: no schedule runs, or each run fails.

    One that still runs may take as long as it needs, while its worker renews its lease.
    """
    if cycle_age(last, desk.now) <= OVERDUE * desk.settings.schedules.monitor:
        return False
    if last.ended_at is not None:
        return True
    with desk.store.read() as db:
        return not leases.is_held(db, cycles.lease_of(last.lane), now=desk.now)


def told_overdue(last: Cycle, now: datetime) -> str:
    """Return what is wrong with a cycle that is overdue."""
    what = "the last one ended" if last.ended_at else "one was broken off that began"
    return f"{what} {words_for(cycle_age(last, now))} ago"


def index_away_since(desk: Desk) -> datetime | None:
    """Return when the first of the cycles began that could not write to the index, up to the last.

    None if the last one could, or none has run since the index went away.
    """
    since = None
    for cycle in recent_cycles(desk, limit=LOOKED_THROUGH):
        if cycle.ended_at is None:
            continue
        if "project" not in cycle.report.get("failed", ()):
            break
        since = cycle.started_at
    return since


def verify_index(desk: Desk) -> IndexState:
    """Compare every article of the index with the store; what is queued is no difference.

    What differs at a second look, too, is reported: a cycle may be at work.
    """
    first = _compared(desk)
    if first.is_equal:
        return first
    again = _compared(desk)
    return replace(
        again,
        missing=_in_both(first.missing, again.missing),
        surplus=_in_both(first.surplus, again.surplus),
        stale=_in_both(first.stale, again.stale),
    )


def _in_both(first: Sequence[str], again: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in again if one in set(first))


def _compared(desk: Desk) -> IndexState:
    generation = desk.index.generation()
    held = desk.index.ids(generation=generation) if generation else {}
    with desk.store.read() as db:
        wanted = articles.indexed_revisions(db)
        queued = set(projection.queued(db, generation, limit=10_000_000))
    return IndexState(
        generation=generation,
        articles=len(wanted),
        indexed=len(held),
        queued=len(queued),
        missing=tuple(sorted(wanted.keys() - held.keys() - queued)),
        surplus=tuple(sorted(held.keys() - wanted.keys() - queued)),
        stale=tuple(
            sorted(
                one
                for one, revision in held.items()
                if one in wanted and one not in queued and wanted[one] != revision
            )
        ),
    )
