"""What a person may mean who begins to type: names, sources and topics of the coverage."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from indexing.desk.room import Desk
from indexing.errors import IndexUnavailable
from indexing.extraction import topic_names
from indexing.search.analysis import fold
from indexing.search.grammar import clause
from indexing.search.tree import Everything, Field
from indexing.store.records.feeds import titles
from indexing.store.records.names import names_like

_MOST_COUNTED = 1_000
"""Sources of which the number of articles is known; the rarest beyond that are told without."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant; ``clause`` asks for just that in a query.

    ``type`` is that of an entity, or ``source``, or ``topic``; ``id`` is what a query knows it by.
    """

    id: str
    name: str
    type: str
    articles: int
    clause: str


def suggest(desk: Desk, text: str, *, limit: int = 10) -> list[Suggestion]:
    """Return entities with a spelling that begins so, sources and topics with a word that does.

    Those in most articles first. While the index is away there are entities alone.
    """
    begun = fold(text).strip()
    with desk.store.read() as db:
        found = [
            Suggestion(entity_id, name, kind, articles, clause(Field.ENTITY, entity_id))
            for entity_id, name, kind, articles in names_like(db, begun, limit=limit)
        ]
    with suppress(IndexUnavailable):
        found += _counted(desk, begun)
    return sorted(found, key=lambda one: -one.articles)[:limit]


def begun(desk: Desk, query: str, *, limit: int = 20) -> tuple[str, str, list[Suggestion]]:
    """Return (the query before its last words, those words, what they may mean).

    As many of the last words are taken as begin a name together, at most four.
    """
    words = query.split()
    for number in range(min(4, len(words)), 0, -1):
        typed = " ".join(words[-number:]).strip('()"')
        if typed and (found := suggest(desk, typed, limit=limit)):
            return " ".join(words[:-number]), typed, found
    return " ".join(words[:-1]), words[-1] if words else "", []


def _counted(desk: Desk, begun: str) -> Iterator[Suggestion]:
    """Yield sources and topics with a word that begins so."""
    fields = (Field.SOURCE, Field.TOPIC)
    counted = desk.index.facets(Everything(), fields, limit=_MOST_COUNTED)
    with desk.store.read() as db:
        sources = {fold(title): title for title in titles(db)}
    for field, names in ((Field.SOURCE, sources), (Field.TOPIC, topic_names())):
        numbers = dict(counted[field])
        for value in dict.fromkeys([*names, *numbers]):
            name = names.get(value, value)
            if f" {begun}" in f" {fold(name)}" or value.startswith(begun):
                asks = clause(field, value)
                yield Suggestion(value, name, field.value, numbers.get(value, 0), asks)
