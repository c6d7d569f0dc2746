"""Names in the news: who and what, and each one's spellings."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.desk.room import Desk
from indexing.errors import NotFound
from indexing.search.analysis import fold
from indexing.store.records.understanding import (
    ids_of_name,
    names_like,
    names_of,
    spellings_of,
    top_entities,
    with_redirects,
)


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """An entity with its spellings, commonest first, as (spelling, articles).

    ``same_as`` are the (id, name) of those that are one with it.
    """

    id: str
    name: str
    type: str
    articles: int
    spellings: Sequence[tuple[str, int]]
    same_as: Sequence[tuple[str, str]]


def most_named(desk: Desk, *, limit: int = 20) -> list[tuple[str, str, str, int]]:
    """Return (id, name, type, articles), those in most articles first."""
    with desk.store.read() as db:
        return top_entities(db, limit=limit)


def show_entity(desk: Desk, name: str) -> list[NamedEntity]:
    """Return every entity that is written so, those in most articles first.

    Raises NotFound, naming what begins like it.
    """
    folded = fold(name)
    with desk.store.read() as db:
        wanted = set(ids_of_name(db, folded))
        like = names_like(db, folded, limit=100)
        found = []
        for entity_id, known_as, kind, articles in like:
            if entity_id in wanted:
                others = [one for one in with_redirects(db, [entity_id]) if one != entity_id]
                same = names_of(db, others)
                spellings = spellings_of(db, entity_id)
                found.append(
                    NamedEntity(
                        entity_id, known_as, kind, articles, spellings, sorted(same.items())
                    )
                )
    if not found:
        near = ", ".join(known_as for _, known_as, _, _ in like[:5])
        raise NotFound(
            "nobody and nothing is written so in the coverage",
            name,
            f"There are: {near}." if near else "See: presswatch entities top",
        )
    return found
