"""Stage ``project``: the index learns what changed; a rebuild is the same into a new generation."""

from collections.abc import Mapping, Set

from indexing.errors import IndexRefused
from indexing.pipeline.searchables import searchables
from indexing.pipeline.workshop import Workshop
from indexing.store.records import projection
from indexing.store.records.articles import indexed_revisions, revisions
from indexing.store.work import quarantine
from indexing.store.work.ledger import Line

BATCH = 200
STAGE = "project"


def project(shop: Workshop) -> None:
    """Write every queued article to the current generation.

    An index that does not know this generation (it is new, was deleted, or belongs to another
    state of the store) is built from the store. Raises IndexUnavailable if it is away: the queue
    keeps everything for the next time.
    """
    with shop.store.write() as db:
        generation = projection.current_generation(db, now=shop.clock())
    if shop.index.generation() == generation:
        fill(shop, generation)
    else:
        rebuild(shop)


def rebuild(shop: Workshop) -> int:
    """Build a new generation from the store and let readers see it; return how many articles.

    Readers see the old generation to the last moment, and articles that come in meanwhile are
    queued for both. One that is stopped is published by nobody: the next begins anew.
    """
    with shop.store.write() as db:
        generation = projection.begin_rebuild(db, now=shop.clock())
    written = fill(shop, generation)
    if not shop.is_working:
        return written
    _drop_surplus(shop, generation)
    shop.index.publish(generation)
    with shop.store.write() as db:
        projection.publish(db, generation)
    return written


def _drop_surplus(shop: Workshop, generation: int) -> None:
    """Delete what an earlier rebuild of this number, which died, left behind."""
    with shop.store.read() as db:
        wanted = indexed_revisions(db)
    surplus = shop.index.ids(generation=generation).keys() - wanted.keys()
    if surplus:
        shop.index.delete(sorted(surplus), generation=generation)


def fill(shop: Workshop, generation: int) -> int:
    """Write the queue of ``generation`` until it is empty; return how many were written."""
    written = 0
    while shop.is_working:
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
        _record(shop, generation, seen, taken=found.keys() - refused.keys(), refused=refused)
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
