"""Every article that a query finds, as rows: for spreadsheets and programs, none left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from indexing.desk.coverage.queries import bound
from indexing.desk.coverage.searching import every_id
from indexing.desk.encoding import Table
from indexing.desk.room import Desk
from indexing.models import Article, Extraction
from indexing.search.tree import Node
from indexing.store.records.articles import get_articles, story_places
from indexing.store.records.understanding import get_understanding

BATCH = 200


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One article; its fields are the columns, in this order.

    ``published_from`` says who claims the date. ``group`` is the id of the first of the texts
    that say the same: rows of one group are copies. ``words`` counts headline and text.
    """

    id: str
    url: str
    source: str
    title: str
    authors: tuple[str, ...]
    language: str
    published_at: datetime | None
    published_from: str
    first_seen_at: datetime
    version: int
    words: int
    story: str
    group: str
    topics: tuple[str, ...]
    entities: tuple[str, ...]


def export(desk: Desk, query: str) -> Table[ExportRow]:
    """Return every article that matches, newest first seen first. Raises InvalidQuery at once."""
    node = bound(desk, query)
    return Table(ExportRow, desk.index.count(node), _rows(desk, node))


def _rows(desk: Desk, node: Node) -> Iterator[ExportRow]:
    ids = every_id(desk, node)
    while batch := list(islice(ids, BATCH)):
        with desk.store.read() as db:
            texts = get_articles(db, batch)
            understood = get_understanding(db, batch)
            places = story_places(db, batch)
        for one in batch:
            if one in texts:  # else it was deleted a moment ago
                known = understood.get(one)
                copy_of = places[one][1] if one in places else ""
                yield _row(texts[one], known.extraction if known else None, copy_of)


def _row(article: Article, extraction: Extraction | None, copy_of: str) -> ExportRow:
    return ExportRow(
        id=article.id,
        url=article.url,
        source=article.source,
        title=article.title,
        authors=article.authors,
        language=article.language,
        published_at=article.published_at,
        published_from=str(article.published_from),
        first_seen_at=article.first_seen_at,
        version=article.version,
        words=len(article.document.body.split()),
        story=article.story_id,
        group=copy_of or article.id,
        topics=tuple(one.slug for one in extraction.topics) if extraction else (),
        entities=tuple(one.name for one in extraction.entities) if extraction else (),
    )
