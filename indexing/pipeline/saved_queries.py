"""Saved queries ready to be matched: parsed, their names bound to entity ids."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.alerts.widening import widest
from indexing.errors import InvalidQuery
from indexing.extraction import guess_ids
from indexing.pipeline.searchables import searchables
from indexing.search.analysis import fold
from indexing.search.binding import bind_entities, names_of_entities
from indexing.search.checks import compiled
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import And, DateRange, Field, Node
from indexing.search.view import ArticleView
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.records.names import families, written
from indexing.store.watch.stories import survivor

BATCH = 200


def entity_ids(db: Connection, *nodes: Node) -> Callable[[str], Sequence[str]]:
    """Return what turns a name typed in ``nodes`` into the ids of every entity that it may mean.

    Names that were never seen get the ids that extraction would give them, so that an alert can
    be saved before its person is first in the news. All names are looked up at once.
    """
    names = {name: fold(name) for node in nodes for name in names_of_entities(node)}
    known = written(db, list(names.values()))
    ids = {name: known[folded] or list(guess_ids(name)) for name, folded in names.items()}
    one_with = families(db, [one for some in ids.values() for one in some])
    meant = {
        name: tuple(dict.fromkeys(each for one in some for each in one_with[one]))
        for name, some in ids.items()
    }
    return meant.__getitem__


def story_of(db: Connection) -> Callable[[str], str]:
    """Return what turns a story's id into that of the story that goes on under it."""
    return partial(survivor, db)


def read_query(text: str) -> Node | InvalidQuery:
    """Return the parsed query, or the error as a value: one bad alert must not stop the others."""
    try:
        return parse(text)
    except InvalidQuery as error:
        return error


def bound_rule(db: Connection, node: Node) -> Node:
    """Return a parsed query as the evaluator takes it: names are ids, dates are as typed."""
    return bind_entities(node, entity_ids(db, node), story_of(db))


def candidates(rule: Node, *, since: datetime, zone: ZoneInfo) -> Node:
    """Return what to ask an index for: at least all that ``rule`` meets of what was seen since.

    No index can count dates from each article's own time, so they are left to the evaluator.
    """
    seen = DateRange(Field.SEEN, "", "", True, False, (0, 0), lower=since)
    return And((widest(rule, zone=zone), seen), rule.span)


def those_met(
    store: Store, settings: Settings, ids: Sequence[str], *, rule: Node, zone: ZoneInfo
) -> Iterator[Searchable]:
    """Yield those among ``ids`` that ``rule`` meets when ``now`` is the time of each."""
    check = compiled(rule, zone=zone)
    for start in range(0, len(ids), BATCH):
        with store.read() as db:
            seen = searchables(db, ids[start : start + BATCH], settings)
        yield from (one for one in seen.values() if check(ArticleView(one)))
