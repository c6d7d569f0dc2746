"""How much is related to a follow, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, not_, select

from indexing.store.schema import articles, relations
from indexing.store.watch.arrivals import is_new
from indexing.store.watch.relations import is_aside


@dataclass(frozen=True, slots=True)
class Counts:
    """Related articles, how many texts they are without copies, and how many of them are new."""

    related: int
    texts: int
    new: int


def count_related(db: Connection, slug: str, *, at_least: float, since: datetime | None) -> Counts:
    """Count what is related to a follow; new is what came after ``since`` (see ``is_new``).

    What a person put aside is left out.
    """
    text_id = func.coalesce(articles.c.copy_of, articles.c.id)
    query = (
        select(
            func.count().label("related"),
            func.count(text_id.distinct()).label("texts"),
            func.count(case((is_new(since), 1))).label("new"),
        )
        .select_from(relations.join(articles, articles.c.id == relations.c.article_id))
        .where(
            relations.c.slug == slug,
            relations.c.score >= at_least,
            articles.c.duplicate_of.is_(None),
            not_(is_aside()),
        )
    )
    row = db.execute(query).one()
    return Counts(row.related, row.texts, row.new)
