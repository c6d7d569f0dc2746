"""Which saved queries an article may meet, told without binding or checking each of them.

What a query needs is found once and kept by its text: names are not looked up for it. An article
brings every spelling under which somebody may have asked for those whom it names.
"""

from functools import lru_cache

from sqlalchemy import Connection

from indexing.alerts.candidates import Alternatives, Key, keys_of, requirements
from indexing.errors import InvalidQuery
from indexing.extraction import guess_ids
from indexing.pipeline.saved_queries import read_query
from indexing.search.analysis import fold
from indexing.search.binding import bind_entities, mapped
from indexing.search.searchable import Searchable
from indexing.search.tree import Everything, Field, Keyword, Leaf
from indexing.search.view import ArticleView
from indexing.store.records.names import spellings_in, with_redirects

_KEPT = 20_000
"""Queries; more than one newsroom has alerts."""


def held_by(db: Connection, article: Searchable) -> frozenset[Key]:
    """Return all that an article holds that a query may need."""
    ids = with_redirects(db, article.entities)
    names = (*ids, *spellings_in(db, ids))
    return keys_of(ArticleView(article)) | {(Field.ENTITY, name) for name in names}


def may_meet(query: str, held: frozenset[Key]) -> bool:
    """Whether an article that holds all this may meet a query; false is certain.

    A query that cannot be read may.
    """
    return all(not each.isdisjoint(held) for each in _needs(query))


@lru_cache(maxsize=_KEPT)
def _needs(query: str) -> tuple[Alternatives, ...]:
    node = read_query(query)
    if isinstance(node, InvalidQuery):
        return ()
    named = bind_entities(node, lambda name: (fold(name), *guess_ids(name)))
    return tuple(requirements(mapped(named, _without_story)))


def _without_story(leaf: Leaf) -> Leaf:
    """Let a story be any: which one goes on under an id is for the store to say."""
    is_story = isinstance(leaf, Keyword) and leaf.field is Field.STORY
    return Everything(leaf.span) if is_story else leaf
