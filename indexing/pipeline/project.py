"""Stage ``project``: the index learns what changed; a rebuild is the same into a new generation."""

from collections.abc import Mapping, Set

from indexing.errors import IndexRefused, LockHeld
from indexing.pipeline.searchables import searchables
from indexing.pipeline.turns import attempts, take_turn, taken_turn, work_in_turn
from indexing.pipeline.workshop import Workshop
from indexing.store.records import projection
from indexing.store.records.articles import indexed_revisions, revisions
from indexing.store.work import quarantine
from indexing.store.work.ledger import Line

BATCH = 200
STAGE = "project"
REBUILDING = "rebuild"
LOOK_EVERY = 0.2
"""Seconds between two looks at whether a cycle has ended its projecting."""


def project(shop: Workshop) -> None:
    """Write every queued article to the current generation, if no other worker is doing so.

    An index that does not know this generation (it is new, was deleted, or belongs to another
    state of the store), or that an earlier Presswatch made, is built from the store. Raises
    IndexUnavailable if it is away: the queue keeps everything for the next time.
    """
    work_in_turn(shop, STAGE, lambda: _project(shop), lambda: _is_waiting(shop))


def rebuild(shop: Workshop) -> int:
    """Build a new generation from the store and let readers see it; return how many articles.

    Readers see the old generation to the last moment, and articles that come in meanwhile are
    queued for both. One that is stopped is published by nobody: the next begins anew. Raises
    LockHeld when another worker rebuilds.
    """
    with taken_turn(shop, REBUILDING) as is_ours:
        if not is_ours:
            what = "another process is rebuilding the index"
            raise LockHeld(what, "index", "Wait for it; nothing is lost.")
        generation, written = _build(shop)
        while shop.is_working:  # a cycle that projects ends soon
            with taken_turn(shop, STAGE) as is_alone:
                if is_alone:
                    return written + _switch(shop, generation)
            shop.stopping.wait(LOOK_EVERY)
        return written


def _project(shop: Workshop) -> None:
    with shop.store.write() as db:
        generation = projection.current_generation(db, now=shop.clock())
    seen = shop.index.generation()
    if seen != generation and _take_over(shop, seen):
        generation = seen
    if seen == generation and not _is_outdated(shop):
        fill(shop, generation, turn=STAGE)
        return
    with taken_turn(shop, REBUILDING) as is_ours:
        if is_ours:
            _switch(shop, _build(shop)[0])
        else:
            shop.count(STAGE, "left to another worker")


def _is_outdated(shop: Workshop) -> bool:
    """Whether an earlier Presswatch made what readers see: it cannot be read, only built anew."""
    facts = shop.index.about()
    return facts.schema is not None and facts.schema < facts.our_schema


def _is_waiting(shop: Workshop) -> bool:
    """Whether there is something to write to what readers see."""
    generation = shop.index.generation()
    with shop.store.write() as db:
        is_current = generation == projection.current_generation(db, now=shop.clock())
        return is_current and projection.count_queued(db, generation) > 0


def _take_over(shop: Workshop, seen: int) -> bool:
    """Publish ``seen``, which a rebuild let readers see just before it died; False if it is none.

    It is whole: readers never see it before it is.
    """
    with shop.store.write() as db:
        is_left = projection.is_building(db, seen)
        if is_left:
            projection.publish(db, seen)
    return is_left


def _build(shop: Workshop) -> tuple[int, int]:
    """Fill a new generation; return it, and how many articles were written."""
    for attempt in attempts():
        with attempt, shop.store.write() as db:
            generation = projection.begin_rebuild(db, now=shop.clock())
    return generation, fill(shop, generation, turn=REBUILDING)


def _switch(shop: Workshop, generation: int) -> int:
    """Let readers see what was built; return how many articles came in since.

    To be done in the projector's turn: what no one writes to the old generation meanwhile, no
    reader sees come and go.
    """
    written = fill(shop, generation, turn=REBUILDING)
    if shop.is_working:
        _drop_surplus(shop, generation)
        shop.index.publish(generation)
        for attempt in attempts():
            with attempt, shop.store.write() as db:
                projection.publish(db, generation)
    return written


def _drop_surplus(shop: Workshop, generation: int) -> None:
    """Delete what an earlier rebuild of this number, which died, left behind."""
    with shop.store.read() as db:
        wanted = indexed_revisions(db)
    surplus = shop.index.ids(generation=generation).keys() - wanted.keys()
    if surplus:
        shop.index.delete(sorted(surplus), generation=generation)


def fill(shop: Workshop, generation: int, *, turn: str) -> int:
    """Write the queue of ``generation`` until it is empty; return how many were written.

    Raises LockHeld when the lease ``turn`` ran out and another worker has it.
    """
    written = 0
    while shop.is_working:
        if not take_turn(shop, turn):
            what = "another process went on with it, which took this one too long"
            raise LockHeld(what, "index", "Nothing is lost.")
        with shop.store.read() as db:
            waiting = projection.count_queued(db, generation)
            ids = projection.queued(db, generation, limit=BATCH)
            seen = revisions(db, ids)
            found = searchables(db, ids, shop.settings)
        if not ids:
            return written
        refused = shop.index.write(found.values(), generation=generation) if found else {}
        # what was deleted from the store, or is no text of its own, has no place in the index
        if out := [one for one in ids if one not in found or one in refused]:
            shop.index.delete(out, generation=generation)
        taken = found.keys() - refused.keys()
        for attempt in attempts():
            with attempt:
                _record(shop, generation, seen, taken=taken, refused=refused)
        written += len(found) - len(refused)
        shop.progress(STAGE, written, written + waiting - len(ids), "")
    return written


def _record(
    shop: Workshop,
    generation: int,
    seen: Mapping[str, int],
    *,
    taken: Set[str],
    refused: Mapping[str, str],
) -> None:
    """Take from the queue what did not change since it was ``seen`` (id → revision)."""
    now = shop.clock()
    with shop.store.write() as db:
        first = projection.done(db, generation, {one: seen[one] for one in taken}, now=now)
        left_out = {one: number for one, number in seen.items() if one not in taken}
        projection.left_out(db, generation, left_out)
        for one in first:
            shop.note(db, Line(now, STAGE, "indexed", "", {}, article_id=one))
        for one, reason in refused.items():
            error = IndexRefused(reason, one, "Shorten or remove it.")
            quarantine.set_aside(db, error, quarantine.Subject(STAGE, one, one), now=now)
            shop.note(db, Line(now, STAGE, "quarantined", reason, {}, article_id=one))
    shop.count(STAGE, "indexed", len(first))
    shop.count(STAGE, "updated", len(taken) - len(first))
    shop.count(STAGE, "quarantined", len(refused))
