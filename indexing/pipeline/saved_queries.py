"""Saved queries ready to be matched: parsed, their names bound to entity ids."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from indexing.errors import InvalidQuery
from indexing.extraction import guess_ids
from indexing.search.analysis import fold
from indexing.search.grammar import parse
from indexing.search.tree import Node
from indexing.store.records.understanding import ids_of_name, with_redirects


def entity_ids(db: Connection) -> Callable[[str], Sequence[str]]:
    """Return what turns a typed name into the ids of every entity that it may mean.

    Names that were never seen get the ids that extraction would give them, so that an alert can
    be saved before its person is first in the news.
    """

    def resolve(name: str) -> Sequence[str]:
        known = ids_of_name(db, fold(name))
        return known or with_redirects(db, guess_ids(name))

    return resolve


def read_query(text: str) -> Node | InvalidQuery:
    """Return the parsed query, or the error as a value: one bad alert must not stop the others."""
    try:
        return parse(text)
    except InvalidQuery as error:
        return error
