"""The machine, the record and the index, as the doctor sees them: one function, one line."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from importlib.metadata import version

from indexing.desk.room import Desk
from indexing.desk.upkeep.overseeing import verify_index
from indexing.index.contract import IndexFacts
from indexing.nouns import count
from indexing.store.engine import store_url
from indexing.store.facts import about
from indexing.store.records import articles

LOW_DISK = 1_000_000_000
"""Bytes free below which the doctor warns."""
SKEW = timedelta(seconds=30)
"""Clocks of two machines that are further apart make the times in the record doubtful."""
REBUILD = "presswatch index rebuild"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor: ``state`` is ok, warn or FAIL; ``do`` says how to mend it."""

    name: str
    state: str
    sentence: str
    do: str = ""


@dataclass(frozen=True)  # without slots, which leave no place for what is cached
class Examined(Desk):
    """The desk at which one examination goes on."""

    @cached_property
    def index_facts(self) -> IndexFacts:
        """What the index says of itself; asked once, so that all judge one answer."""
        return self.index.about()


def versions(_desk: Desk) -> Check:
    """Tell what runs here."""
    parts = [f"Presswatch {version('presswatch')}", f"Python {platform.python_version()}"]
    return Check("versions", "ok", ", ".join([*parts, f"Prefect {version('prefect')}"]))


def config(desk: Desk) -> Check:
    """Tell which settings are in force; faults in them end every command before."""
    path = desk.settings.path
    return Check("config", "ok", f"{path}" if path else "no file: all defaults are in force")


def disk(desk: Desk) -> Check:
    """Look at the room that the data folder has."""
    folder = desk.settings.data_dir
    here = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(here).free
    if free < LOW_DISK:
        do = "Free some space, or lower articles.keep"
        return Check("disk", "warn", f"{free // 1_000_000} MB free", do)
    return Check("disk", "ok", f"{free / 1e9:.0f} GB free")


def store(desk: Desk) -> Check:
    """Open the record, bring its tables up to date, begin to write, compare the clocks."""
    store_url(desk.settings)  # makes the folder, or says why it cannot
    desk.store.migrate()
    with desk.store.write() as db:
        facts, known = about(db), articles.count_indexed(db)
    told = f"{facts.engine}, schema {facts.schema}, {count(known, 'article')}, can be written"
    return _with_clock("store", told, facts.clock_at, desk.now)


def engine(desk: Examined) -> Check:
    """Reach the index, judge its version, compare the clocks."""
    facts = desk.index_facts
    if not facts.is_supported:
        return Check("engine", "FAIL", f"{facts.engine} is not supported", "Take 8 or 9.")
    is_served = desk.settings.index.backend == "elasticsearch"
    where = ", ".join(desk.settings.index.hosts) if is_served else "in the data folder"
    return _with_clock("engine", f"{facts.engine}, {where}", facts.clock_at, desk.now)


def mapping(desk: Examined) -> Check:
    """Compare the schema of what is published with the one made here."""
    facts = desk.index_facts
    if facts.schema is None:
        return Check("mapping", "ok", "none yet: the first cycle makes it")
    if facts.schema > facts.our_schema:
        sentence = f"schema {facts.schema} is a newer Presswatch's; here is {facts.our_schema}"
        return Check("mapping", "FAIL", sentence, "Update this Presswatch.")
    if facts.schema < facts.our_schema:
        sentence = f"schema {facts.schema or '?'} is an older one; here is {facts.our_schema}"
        return Check("mapping", "FAIL", sentence, REBUILD)
    return Check("mapping", "ok", f"schema {facts.schema}")


def writes(desk: Examined) -> Check:
    """Look for blocks: Elasticsearch sets one when its disk is nearly full."""
    if blocks := desk.index_facts.blocks:
        more = f" and {len(blocks) - 1} more" if len(blocks) > 1 else ""
        do = "Make room on the server's disk, or lift the block; nothing is lost"
        return Check("writes", "FAIL", f"the index is blocked: {blocks[0]}{more}", do)
    return Check("writes", "ok", "nothing keeps the index from taking articles")


def index(desk: Desk) -> Check:
    """Compare the index with the store, article by article."""
    state = verify_index(desk)
    if state.is_equal:
        tail = f", {state.queued} waiting" if state.queued else ""
        return Check("index", "ok", f"{count(state.indexed, 'article')}, equal to the store{tail}")
    sentence = (
        f"{len(state.missing)} missing, {len(state.surplus)} too many, {len(state.stale)} stale"
    )
    return Check("index", "FAIL", sentence, REBUILD)


def clock(desk: Desk) -> Check:
    """Compare our clock with the newest article that was seen."""
    with desk.store.read() as db:
        newest = articles.newest_seen(db)
    if newest is not None and newest > desk.now + timedelta(minutes=5):
        sentence = f"the store knows an article of {_clock_time(newest, desk)}, after now"
        return Check("clock", "FAIL", sentence, "Set this machine's clock.")
    return Check("clock", "ok", _clock_time(desk.now, desk))


def _clock_time(at: datetime, desk: Desk) -> str:
    """Return a moment in the reader's zone, with its year: a wrong clock may be years off."""
    return f"{at.astimezone(desk.zone):%Y-%m-%d %H:%M} {desk.zone.key}"


def _with_clock(name: str, told: str, at: datetime | None, now: datetime) -> Check:
    """Return an ok line, or a warning when a server's clock (``at``) is far from ours."""
    ahead = at - now if at else timedelta()
    if abs(ahead) <= SKEW:
        return Check(name, "ok", told)
    way = "ahead of" if ahead > timedelta() else "behind"
    apart = f"its clock is {abs(ahead).total_seconds():,.0f} s {way} ours"
    return Check(name, "warn", f"{told}; {apart}", "Let both machines take the time from one place")
