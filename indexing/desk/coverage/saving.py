"""Searches kept under a name: how much is new in each, and each as a feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from sqlalchemy import Connection

from indexing.delivery.safe_text import one_line
from indexing.desk.coverage.queries import bound, read_query
from indexing.desk.coverage.searching import SearchAnswer, Wish, search
from indexing.desk.coverage.syndicating import address_of_saved
from indexing.desk.room import Desk
from indexing.errors import InvalidRequest, NotFound, Postponed, PresswatchError
from indexing.index.asking import every_result
from indexing.index.contract import Sort
from indexing.search.tree import And, DateRange, Field, Node
from indexing.store.records.articles import count_indexed_after, indexed_late
from indexing.store.watch import searches
from indexing.store.watch.searches import Search

LONGEST_NAME = 80
LATEST = timedelta(days=7)
"""An article that was seen longer before it was indexed is not looked for among what is new."""
_TICK = timedelta(milliseconds=1)  # what indices tell times apart by


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with what it finds now; ``new`` could not be found when its keeper looked.

    ``fault`` says why nothing can be counted (a query that can no longer be read), and the counts
    are 0 then. ``feed`` is the address of its Atom feed, empty without a ``public_url``.
    """

    search: Search
    articles: int
    new: int
    fault: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True)
class ShownSearch:
    """What a search finds, newest first seen first. ``new`` of it its keeper has not seen yet.

    ``left`` of those are not among the results of ``answer``.
    """

    search: Search
    answer: SearchAnswer
    new: int
    left: int


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


def count_search(desk: Desk, name: str) -> SavedSearch:
    """Return the search of this name with its counts. Raises NotFound, with the nearest."""
    return _counted(desk, get_search(desk, name))


def show_search(desk: Desk, name: str, *, limit: int = 20, takes_all: bool = False) -> ShownSearch:
    """Return the newest that a search finds; if all that is new is there, that is seen now.

    Else all of it stays new, unless ``takes_all`` takes what is left for seen, too. Raises
    NotFound, InvalidQuery.
    """
    kept = get_search(desk, name)
    until = desk.now  # what is indexed from here on may have come too late to be found
    answer = search(desk, kept.query, Wish(Sort.SEEN, limit))
    node = bound(desk, kept.query)
    shown = [one.article_id for one in desk.index.search(node, sort=Sort.SEEN, limit=limit).results]
    new = _count_new(desk, node, kept.looked_at)
    with desk.store.read() as db:
        left = max(0, new - count_indexed_after(db, shown, kept.looked_at))
    if takes_all or not left:
        look_at(desk, name, until=until)
    return ShownSearch(kept, answer, new, left)


def look_at(desk: Desk, name: str, *, until: datetime | None = None) -> None:
    """Take all that a search found ``until`` then, or now, for seen. Raises NotFound."""
    with desk.store.write() as db:
        searches.look_at(db, _known(db, name).name, now=until or desk.now)


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
    feed = address_of_saved(desk.settings, search.name)
    try:
        node = bound(desk, search.query)
        found, new = desk.index.count(node), _count_new(desk, node, search.looked_at)
    except Postponed:  # of no search: the store or the index is away
        raise
    except Exception as error:
        is_told = isinstance(error, PresswatchError)
        fault = str(error) if is_told else f"a fault of ours ({type(error).__name__})"
        return SavedSearch(search, 0, 0, fault, feed)
    return SavedSearch(search, found, new, feed=feed)


def _count_new(desk: Desk, node: Node, looked_at: datetime) -> int:
    """Return how many of what ``node`` finds were indexed after their keeper had looked.

    What was seen after that was; of what was seen before, the store knows.
    """
    cut = looked_at + _TICK
    new = desk.index.count(And((node, _seen(node, lower=cut)), node.span))
    with desk.store.read() as db:
        first = looked_at - LATEST
        late = indexed_late(db, looked_at, seen_from=first, seen_to=cut + _TICK)
    if late:
        before = _seen(node, lower=min(late.values()) - _TICK, upper=cut)
        found = every_result(desk.index, And((node, before), node.span), sort=Sort.SEEN)
        new += sum(one.article_id in late for one in found)
    return new


def _seen(node: Node, *, lower: datetime, upper: datetime | None = None) -> DateRange:
    return DateRange(Field.SEEN, "", "", True, False, node.span, lower=lower, upper=upper)
