"""Stage ``project``: the index learns what changed; a rebuild is the same into a new generation."""

from collections.abc import Mapping, Sequence

from indexing.errors import IndexRefused, IndexUnavailable
from indexing.pipeline.searchables import searchables
from indexing.pipeline.workshop import Workshop
from indexing.store.records import projection
from indexing.store.records.articles import indexed_revisions
from indexing.store.work import quarantine
from indexing.store.work.ledger import Line

BATCH = 200
STAGE = "project"


def project(shop: Workshop) -> None:
    """Write every queued article to the current generation.

    An index that does not know this generation (it is new, was deleted, or belongs to another
    state of the store) is built from the store. One that is away is told and counted; the queue
    keeps everything for the next time.
    """
    with shop.store.write() as db:
        generation = projection.current_generation(db, now=shop.clock())
    try:
        if shop.index.generation() == generation:
            fill(shop, generation)
        else:
            rebuild(shop)
    except IndexUnavailable as error:
        shop.count(STAGE, f"postponed: {error.what}")


def rebuild(shop: Workshop) -> int:
    """Build a new generation from the store and let readers see it; return how many articles.

    Readers see the old generation to the last moment, and articles that come in meanwhile are
    queued for both.
    """
    with shop.store.write() as db:
        generation = projection.begin_rebuild(db, now=shop.clock())
    written = fill(shop, generation)
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
            found = searchables(db, ids, shop.settings)
        if not ids:
            return written
        refused = shop.index.write(found.values(), generation=generation) if found else {}
        _record(shop, generation, ids, {one: found[one].revision for one in found}, refused)
        written += len(found) - len(refused)
        shop.progress(STAGE, written, written + waiting - len(ids), "")
    return written


def _record(
    shop: Workshop,
    generation: int,
    ids: Sequence[str],
    revisions: Mapping[str, int],
    refused: Mapping[str, str],
) -> None:
    now = shop.clock()
    gone = [one for one in ids if one not in revisions]
    with shop.store.write() as db:
        taken = {one: number for one, number in revisions.items() if one not in refused}
        first = projection.done(db, generation, taken, now=now)
        # what was deleted from the store, or is no text of its own, has no place in the index
        projection.drop(db, generation, [*gone, *refused])
        for one in first:
            shop.note(db, Line(now, STAGE, "indexed", "", {}, article_id=one))
        for one, reason in refused.items():
            error = IndexRefused(reason, one, "Shorten or remove it.")
            quarantine.set_aside(db, error, quarantine.Subject(STAGE, one, one), now=now)
            shop.note(db, Line(now, STAGE, "quarantined", reason, {}, article_id=one))
    if gone:
        shop.index.delete(gone, generation=generation)
    shop.count(STAGE, "indexed", len(first))
    shop.count(STAGE, "updated", len(taken) - len(first))
    shop.count(STAGE, "quarantined", len(refused))
