"""Searches kept under a name: how much is new in each, and each as a feed."""

from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from sqlalchemy import Connection

from indexing.delivery.safe_text import one_line
from indexing.desk.queries import bound_now, read_query
from indexing.desk.room import Desk
from indexing.errors import InvalidQuery, InvalidRequest, NotFound
from indexing.search.tree import And, DateRange, Field
from indexing.store.watch import searches
from indexing.store.watch.searches import Search

LONGEST_NAME = 80
_TICK = timedelta(milliseconds=1)  # what indices tell times apart by


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with what it finds now; ``new`` were first seen since its keeper looked.

    ``fault`` says why the query cannot be read any more, and the counts are 0 then.
    """

    search: Search
    articles: int
    new: int
    fault: str = ""


def save_search(desk: Desk, name: str, query: str) -> SavedSearch:
    """Keep a query under a name, instead of what was kept under it.

    Raises InvalidQuery, InvalidRequest for a name that is none.
    """
    read_query(query)
    if not name or one_line(name, LONGEST_NAME) != name:
        what = f"{one_line(name, LONGEST_NAME)!r} is no name"
        raise InvalidRequest(what, "searches", f"Write one line of 1 to {LONGEST_NAME} characters.")
    with desk.store.write() as db:
        searches.keep_search(db, name, query, now=desk.now)
    return _counted(desk, get_search(desk, name))


def list_searches(desk: Desk) -> list[SavedSearch]:
    """Return every search with its counts, by name."""
    with desk.store.read() as db:
        known = searches.list_searches(db)
    return [_counted(desk, one) for one in known]


def get_search(desk: Desk, name: str) -> Search:
    """Return the search of this name. Raises NotFound, with the nearest."""
    with desk.store.read() as db:
        return _known(db, name)


def look_at(desk: Desk, name: str) -> None:
    """Take all that a search finds now for seen. Raises NotFound."""
    with desk.store.write() as db:
        searches.look_at(db, _known(db, name).name, now=desk.now)


def remove_search(desk: Desk, name: str) -> Search:
    """Forget a search; return it. Raises NotFound."""
    with desk.store.write() as db:
        found = _known(db, name)
        searches.remove_search(db, found.name)
    return found


def _known(db: Connection, name: str) -> Search:
    found = searches.get_search(db, name)
    if found is None:
        names = [one.name for one in searches.list_searches(db)]
        near = get_close_matches(name, names, 1, cutoff=0.5)
        do = f"Did you mean {near[0]!r}?" if near else "See: presswatch searches list"
        raise NotFound("no search is kept under this name", name, do)
    return found


def _counted(desk: Desk, search: Search) -> SavedSearch:
    try:
        node = bound_now(desk, read_query(search.query))
    except InvalidQuery as error:  # written for another version
        return SavedSearch(search, 0, 0, str(error))
    after = search.looked_at + _TICK
    since = DateRange(Field.SEEN, "", "", False, False, node.span, lower=after)
    return SavedSearch(
        search, desk.index.count(node), desk.index.count(And((node, since), node.span))
    )
