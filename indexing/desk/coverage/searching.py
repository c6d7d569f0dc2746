"""Searching the coverage: results with what matched, exact counts, facets, a timeline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indexing.desk.coverage import facets
from indexing.desk.coverage.facets import Alternative, FacetValue
from indexing.desk.coverage.queries import bound_now, read_query
from indexing.desk.room import Desk
from indexing.errors import InvalidQuery
from indexing.index.asking import every_result
from indexing.index.contract import Bar, SearchResult, Sort
from indexing.models import Article, MatchedClause
from indexing.pipeline.searchables import prepared
from indexing.search.binding import mapped, names_of_entities
from indexing.search.evaluator import explain
from indexing.search.grammar import in_words, remarks, render
from indexing.search.snippets import Snippet, snippet
from indexing.search.tree import And, Field, Keyword, Leaf, Node
from indexing.store.records.articles import story_places
from indexing.store.records.names import names_of
from indexing.store.watch.stories import count_copies

COUNTED_TEXTS = 1_000
"""Up to so many results are grouped into distinct texts; above that no number is shown."""


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """One result: the article, where and why it matched, how many copies of its text there are."""

    article: Article
    score: float
    snippet: Snippet
    matched: tuple[MatchedClause, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """``total`` is exact; ``distinct_texts`` is None where there are too many to group.

    ``read_as`` is the query in words, ``remarks`` what may have been meant otherwise. ``cursor``
    asks for the next page, empty at the end. ``wider`` has, by facet, what OR would add.
    """

    query: str
    read_as: str
    total: int
    distinct_texts: int | None
    results: tuple[FoundArticle, ...]
    cursor: str
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    timeline: tuple[Bar, ...] = ()
    remarks: tuple[str, ...] = ()
    wider: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A ``clause`` that empties a query: without it, ``query`` finds so many articles."""

    clause: str
    query: str
    articles: int


@dataclass(frozen=True, slots=True)
class Wish:
    """How a search is to be answered: ``facets`` to count, the timeline's ``step``."""

    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    cursor: str = ""
    facets: tuple[Field, ...] = ()
    step: str = "day"


def search(desk: Desk, query: str, wish: Wish = Wish()) -> SearchAnswer:  # noqa: B008 (frozen)
    """Return one page of results. Raises InvalidQuery with the place of the error."""
    tree = read_query(query)
    node = bound_now(desk, tree)
    page = desk.index.search(node, sort=wish.sort, limit=wish.limit, cursor=wish.cursor)
    return SearchAnswer(
        query=query,
        read_as=_read_as(desk, tree),
        total=page.total,
        distinct_texts=_distinct(desk, node, page.total),
        results=described(desk, node, page.results),
        cursor=page.cursor,
        facets=facets.counted(desk, node, wish.facets) if wish.facets else {},
        timeline=desk.index.histogram(node, Field.PUBLISHED, step=wish.step, zone=desk.zone),
        remarks=remarks(tree),
        wider=facets.alternatives(desk, query, tree, wish.facets),
    )


def described(desk: Desk, node: Node, results: Sequence[SearchResult]) -> tuple[FoundArticle, ...]:
    """Return results with why they matched; of texts that say the same only the first.

    ``node`` has ids for names; dates as typed are those of a saved query.
    """
    ids = [result.article_id for result in results]
    with desk.store.read() as db:
        known = prepared(db, ids, desk.settings)
        copies = count_copies(db, ids)
    shown: dict[str, FoundArticle] = {}
    for result in results:
        one = known.get(result.article_id)
        if one and one.seen.copies not in shown:  # not deleted a moment ago
            matched = explain(node, one.seen, zone=desk.zone)
            text = snippet(one.seen, matched)
            shown[one.seen.copies] = FoundArticle(
                one.article, result.score, text, matched, copies[result.article_id]
            )
    return tuple(shown.values())


def every_id(desk: Desk, node: Node) -> Iterator[str]:
    """Yield the id of every article that matches, page after page, newest first."""
    return (result.article_id for result in every_result(desk.index, node, sort=Sort.SEEN))


def why_empty(desk: Desk, query: str) -> list[LeftOut]:
    """Return what to leave out of a query of several clauses with no hit, the best first."""
    try:
        node = read_query(query)
    except InvalidQuery:
        return []
    if not isinstance(node, And):
        return []
    found = []
    for left_out in node.parts:
        rest = tuple(part for part in node.parts if part is not left_out)
        without = rest[0] if len(rest) == 1 else And(rest, node.span)
        if count := desk.index.count(bound_now(desk, without)):
            found.append(LeftOut(query[slice(*left_out.span)], render(without), count))
    return sorted(found, key=lambda one: -one.articles)


def _read_as(desk: Desk, tree: Node) -> str:
    """Return a query in words; an entity that is asked for by its id has its name there."""
    asked = names_of_entities(tree)
    with desk.store.read() as db:
        names = names_of(db, asked) if asked else {}

    def named(leaf: Leaf) -> Leaf:
        if isinstance(leaf, Keyword) and leaf.field is Field.ENTITY:
            return replace(leaf, text=names.get(leaf.text, leaf.text))
        return leaf

    return in_words(mapped(tree, named))


def _distinct(desk: Desk, node: Node, total: int) -> int | None:
    if total > COUNTED_TEXTS:
        return None
    ids = list(every_id(desk, node))
    groups: set[str] = set()
    with desk.store.read() as db:
        for start in range(0, len(ids), 500):
            places = story_places(db, ids[start : start + 500])
            groups.update(copy_of or one for one, (_score, copy_of) in places.items())
    return len(groups)
