"""Whether it works, and what to do if not: the last cycle, what waits, what was set aside."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from indexing.desk.feeding import list_feeds
from indexing.desk.room import Desk
from indexing.errors import IndexUnavailable, PresswatchError
from indexing.search.tree import Everything
from indexing.store.records import articles, feeds, projection
from indexing.store.watch import alerts, channels, outbox
from indexing.store.work import cycles, quarantine, queue
from indexing.store.work.cycles import Cycle
from indexing.store.work.quarantine import SetAside

LOW_DISK = 1_000_000_000
"""Bytes free below which the doctor warns."""


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand. ``waiting`` is stage → (due now, for later).

    ``indexed`` and ``not_projected`` are 0 where ``index_fault`` says why the index cannot be
    asked. ``feeds`` counts health words, worst first. ``parked`` are (channel, why).
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


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor: ``state`` is ok, warn or FAIL; ``do`` says how to mend it."""

    name: str
    state: str
    sentence: str
    do: str = ""


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
            set_aside=quarantine.set_aside_list(db, since=now - timedelta(days=7), limit=20),
            deliveries_waiting=sent.get("waiting", 0),
            deliveries_parked=sent.get("parked", 0),
            parked=[(one.name, one.parked) for one in channels.list_channels(db) if one.parked],
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


def doctor(desk: Desk) -> list[Check]:
    """Check everything; a check that breaks is a failed check."""
    return [_checked(name, check, desk) for name, check in _CHECKS]


def _checked(name: str, check: Callable[[Desk], Check], desk: Desk) -> Check:
    try:
        return check(desk)
    except PresswatchError as error:
        return Check(name, "FAIL", f"{error.where}: {error.what}", error.do)
    except Exception as error:  # the doctor is asked when things are broken
        return Check(name, "FAIL", f"{type(error).__name__}: {error}", "Report it.")


def _config(desk: Desk) -> Check:
    path = desk.settings.path
    return Check("config", "ok", f"{path}" if path else "no file: all defaults are in force")


def _store(desk: Desk) -> Check:
    with desk.store.write() as db:
        known = articles.count_indexed(db)
    return Check("store", "ok", f"{known} articles, can be written")


def _index(desk: Desk) -> Check:
    state = verify_index(desk)
    if state.is_equal:
        tail = f", {state.queued} waiting" if state.queued else ""
        return Check("index", "ok", f"{state.indexed} articles, equal to the store{tail}")
    sentence = (
        f"{len(state.missing)} missing, {len(state.surplus)} too many, {len(state.stale)} stale"
    )
    return Check("index", "FAIL", sentence, "presswatch index rebuild")


def _feeds(desk: Desk) -> Check:
    rows = list_feeds(desk)
    bad = [row for row in rows if row.needs_a_look]
    if not rows:
        return Check("feeds", "warn", "there are none", "presswatch feeds add URL")
    if bad:
        sentence = f"{len(bad)} of {len(rows)} need a look"
        return Check("feeds", "warn", sentence, "presswatch feeds list --problem")
    return Check("feeds", "ok", f"{len(rows)}, all well")


def _cycle(desk: Desk) -> Check:
    with desk.store.read() as db:
        recent = cycles.latest(db, 1)
    if not recent:
        return Check("cycle", "warn", "none has run yet", "presswatch run, or presswatch start")
    last = recent[0].ended_at or recent[0].started_at
    age = desk.now - last
    if age > 3 * desk.settings.schedules.monitor:
        minutes = int(age.total_seconds() // 60)
        return Check("cycle", "warn", f"the last one ended {minutes} min ago", "presswatch start")
    return Check("cycle", "ok", f"{recent[0].outcome or 'running'}, {last:%Y-%m-%d %H:%M} UTC")


def _models(_desk: Desk) -> Check:
    from indexing.extraction.models import verify_models  # noqa: PLC0415 (loads no model itself)

    wrong = [name for name, is_ok in verify_models() if not is_ok]
    if wrong:
        do = "Install the pinned packages again: pip install -c constraints.txt presswatch"
        return Check("models", "FAIL", f"not the files we know: {', '.join(wrong[:3])}", do)
    return Check("models", "ok", "the language models are the ones we know")


def _disk(desk: Desk) -> Check:
    free = shutil.disk_usage(desk.settings.data_dir).free
    if free < LOW_DISK:
        do = "Free some space, or lower articles.keep"
        return Check("disk", "warn", f"{free // 1_000_000} MB free", do)
    return Check("disk", "ok", f"{free / 1e9:.0f} GB free")


def _clock(desk: Desk) -> Check:
    with desk.store.read() as db:
        newest = articles.newest_seen(db)
    if newest is not None and newest > desk.now + timedelta(minutes=5):
        sentence = f"the store knows an article of {newest:%Y-%m-%d %H:%M} UTC, after now"
        return Check("clock", "FAIL", sentence, "Set this machine's clock.")
    return Check("clock", "ok", f"{desk.now:%Y-%m-%d %H:%M} UTC")


def _mail(desk: Desk) -> Check:
    if not desk.settings.smtp.host:
        return Check("mail", "warn", "no mail server is set", "Set [smtp] host to send mail.")
    return Check("mail", "ok", desk.settings.smtp.host)


def _alerts(desk: Desk) -> Check:
    with desk.store.read() as db:
        known = alerts.list_alerts(db)
        sent = outbox.count_by_state(db)
    for one in known:
        if one.fault:
            do = f"presswatch alerts edit {one.id} QUERY"
            return Check("alerts", "FAIL", f"alert {one.id}: {one.fault}", do)
    if number := sent.get("parked", 0):
        return Check("alerts", "warn", f"{number} deliveries parked", "presswatch alerts log")
    return Check("alerts", "ok", f"{len(known)}, {sent.get('waiting', 0)} deliveries waiting")


def _channels(desk: Desk) -> Check:
    with desk.store.read() as db:
        known = channels.list_channels(db)
    for one in known:
        if one.parked:
            do = f"presswatch channels test {one.id}"
            return Check("channels", "FAIL", f"{one.name} is parked: {one.parked}", do)
    return Check("channels", "ok", f"{len(known)}, none parked")


_CHECKS: tuple[tuple[str, Callable[[Desk], Check]], ...] = (
    ("config", _config),
    ("store", _store),
    ("index", _index),
    ("feeds", _feeds),
    ("cycle", _cycle),
    ("alerts", _alerts),
    ("channels", _channels),
    ("models", _models),
    ("mail", _mail),
    ("disk", _disk),
    ("clock", _clock),
)
