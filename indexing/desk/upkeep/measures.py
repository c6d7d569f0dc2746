"""What is watched over time, in numbers; and whether the server can do its work now."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from indexing.desk.room import Desk
from indexing.desk.upkeep.overseeing import (
    Status,
    cycle_age,
    is_cycle_overdue,
    status,
    told_overdue,
)
from indexing.errors import IndexUnavailable, StoreUnavailable
from indexing.pipeline.sweep import CHANGED, LOST, NOT_CHECKED
from indexing.store.watch import hits, outbox
from indexing.store.work import cycles, queue
from indexing.store.work.cycles import Cycle

RECENT = timedelta(days=1)
"""Outcomes are those of the cycles that began within this time."""
_ALWAYS = ("failing", "silent")
"""Feed states that are told also when no feed is in them, so that a rule on them always holds."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number, or one for each combination of labels: ``values`` has them by label values.

    ``name`` ends with its unit where it has one; ``what`` is a sentence without a full stop.
    """

    name: str
    what: str
    labels: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]


def measures(desk: Desk) -> list[Measure]:
    """Return how things stand in numbers. Raises StoreUnavailable; works without the index."""
    found, now = status(desk), desk.now
    with desk.store.read() as db:
        recent = cycles.begun_since(db, now - RECENT)
        ended = cycles.count_by_outcome(db)
        oldest = queue.oldest_due(db, now=now)
        matched = hits.count_matches(db)
        sent = outbox.count_by_state(db)
    return [
        *_of_cycles(found, recent, ended),
        *_of_work(found, oldest),
        _one("matches", "Articles that met an alert, on record", matched),
        Measure("deliveries", "Messages of alerts, by state", ("state",), _by_one(sent)),
        *_of_coverage(found),
    ]


def unready(desk: Desk) -> dict[str, str]:
    """Return what keeps the server from its work, each with the reason; nothing if all is well."""
    found = {}
    try:
        with desk.store.read() as db:
            recent = cycles.latest(db, 1)
        if not recent:
            found["cycle"] = "none has run yet"
        elif is_cycle_overdue(recent[0], desk):
            found["cycle"] = told_overdue(recent[0], desk.now)
    except StoreUnavailable as error:
        found["store"] = error.what
    try:
        desk.index.generation()
    except IndexUnavailable as error:
        found["index"] = error.what
    return found


def _of_cycles(found: Status, recent: Iterable[Cycle], ended: dict[str, int]) -> Iterable[Measure]:
    tally: Counter[tuple[str, ...]] = Counter()
    for cycle in recent:
        for stage, outcomes in cycle.report.get("tally", {}).items():
            tally.update({(stage, outcome): number for outcome, number in outcomes.items()})
    yield Measure("cycles", "Cycles on record, by how they ended", ("outcome",), _by_one(ended))
    what = "What cycles of the last 24 hours did, by stage and outcome"
    yield Measure("outcomes", what, ("stage", "outcome"), tally)
    if found.last_cycle:
        age = cycle_age(found.last_cycle, found.now).total_seconds()
        yield _one("cycle_age_seconds", "Time since the last cycle ended, or began if it runs", age)


def _of_work(found: Status, oldest: datetime | None) -> Iterable[Measure]:
    lag = (found.now - oldest).total_seconds() if oldest else 0
    jobs: dict[tuple[str, ...], float] = {}
    for stage, (due, later) in found.waiting.items():
        jobs |= {(stage, "now"): due, (stage, "later"): later}
    yield _one("lag_seconds", "How long the job that is due longest has waited", lag)
    yield Measure("jobs", "Work that waits, by stage and by when it is due", ("stage", "due"), jobs)
    facts = found.last_sweep.facts if found.last_sweep else {}
    missed = _by_one({word: facts.get(word, 0) for word in (LOST, CHANGED, NOT_CHECKED)})
    what = "What the last nightly sweep found that matching had missed"
    yield Measure("sweep", what, ("outcome",), missed)


def _of_coverage(found: Status) -> Iterable[Measure]:
    feeds = dict.fromkeys(_ALWAYS, 0) | found.feeds
    yield Measure("feeds", "Feeds, by how they fare", ("state",), _by_one(feeds))
    yield _one("articles", "Articles on record that belong into the index", found.articles)
    yield _one("index_up", "Whether the index answers: 1 or 0", 0 if found.index_fault else 1)
    if not found.index_fault:
        yield _one("index_articles", "Articles in the index", found.indexed)
        yield _one("index_queue", "Articles that wait to be written to it", found.not_projected)


def _one(name: str, what: str, value: float) -> Measure:
    return Measure(name, what, (), {(): value})


def _by_one(counted: Mapping[str, int]) -> dict[tuple[str, ...], float]:
    return {(word,): number for word, number in counted.items()}
