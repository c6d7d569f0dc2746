"""Follows: what a person follows, grown from a reference article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from indexing.models import Document, Extraction
from indexing.store.codec import pack_extraction, unpack_extraction
from indexing.store.schema import asides, follows, relations

Hold = Literal["shared", "alone"]


@dataclass(frozen=True, slots=True)
class Follow:
    """A followed reference. ``tuning`` is what the person changed of it (the desk's own form).

    ``former_tuning`` is what it replaced, None where there is nothing to go back to;
    ``published_at`` when the reference was published, None where that is not known.
    """

    slug: str
    name: str
    document: Document
    origin: str
    extraction: Extraction
    tuning: dict[str, Any]
    is_paused: bool
    made_at: datetime
    looked_at: datetime | None
    former_tuning: dict[str, Any] | None = None
    published_at: datetime | None = None


def add_follow(db: Connection, follow: Follow) -> None:
    """Keep a follow; the slug must be free (see ``free_slug``)."""
    db.execute(
        insert(follows).values(
            slug=follow.slug,
            name=follow.name,
            title=follow.document.title,
            text=follow.document.text,
            origin=follow.origin,
            extraction=pack_extraction(follow.extraction),
            tuning=follow.tuning,
            is_paused=follow.is_paused,
            made_at=follow.made_at,
            looked_at=follow.looked_at,
            former_tuning=follow.former_tuning,
            published_at=follow.published_at,
        )
    )


def free_slug(db: Connection, wanted: str) -> str:
    """Return ``wanted``, or ``wanted-2``, ``-3``, … when it is taken."""
    slug, number = wanted, 1
    while db.execute(select(follows.c.slug).where(follows.c.slug == slug)).first():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def get_follow(db: Connection, slug: str) -> Follow | None:
    """Return a follow by its slug."""
    row = db.execute(select(follows).where(follows.c.slug == slug)).first()
    return None if row is None else _follow(row)


def list_follows(db: Connection) -> list[Follow]:
    """Return all follows, oldest first."""
    rows = db.execute(select(follows).order_by(follows.c.made_at, follows.c.slug))
    return [_follow(row) for row in rows]


def follow_states(
    db: Connection, *, only: str | None = None, hold: Hold | None = None
) -> dict[str, tuple[dict[str, Any], bool]]:
    """Return slug → (tuning, whether it is paused) of every follow: cheap enough for each article.

    Texts and extractions, which are large, are not read. ``only`` asks for that follow alone.
    What is held stays as it is until the transaction ends: ``shared`` holders do not wait for
    each other, a holder ``alone``, and whoever changes it, waits for all.
    """
    rows = db.execute(_states(only is not None, hold), {"only": only})
    return {row.slug: (row.tuning or {}, row.is_paused) for row in rows}


@cache
def _states(is_of_one: bool, hold: Hold | None) -> Select[Any]:
    query = select(follows.c.slug, follows.c.tuning, follows.c.is_paused).order_by(follows.c.slug)
    if is_of_one:
        query = query.where(follows.c.slug == bindparam("only"))
    return query if hold is None else query.with_for_update(read=hold == "shared")


def set_follow(db: Connection, slug: str, **values: Any) -> bool:
    """Change a follow (``is_paused``, ``tuning``, ``looked_at``). False if there is none."""
    return db.execute(update(follows).where(follows.c.slug == slug).values(**values)).rowcount == 1


def save_tuning(
    db: Connection,
    slug: str,
    tuning: Mapping[str, Any],
    *,
    former: Mapping[str, Any] | None,
    aside: Iterable[str],
) -> None:
    """Keep a follow's tuning, what it replaces, and the articles that are put ``aside`` by it.

    An article that is put aside takes the copies of its text with it, those to come too.
    """
    values = {"tuning": tuning, "former_tuning": former}
    db.execute(update(follows).where(follows.c.slug == slug).values(**values))
    db.execute(delete(asides).where(asides.c.slug == slug))
    if rows := [{"slug": slug, "article_id": one} for one in sorted(set(aside))]:
        db.execute(insert(asides), rows)


def remove_follow(db: Connection, slug: str) -> list[str]:
    """Forget a follow; return the articles that were related to it (the index must learn)."""
    follow_states(db, only=slug, hold="alone")  # who relates to it now holds it, and writes first
    ids = list(db.execute(select(relations.c.article_id).where(relations.c.slug == slug)).scalars())
    for table in (relations, asides):
        db.execute(delete(table).where(table.c.slug == slug))
    db.execute(delete(follows).where(follows.c.slug == slug))
    return ids


def _follow(row: Row[Any]) -> Follow:
    return Follow(
        slug=row.slug,
        name=row.name,
        document=Document(row.title, row.text),
        origin=row.origin,
        extraction=unpack_extraction(row.extraction),
        tuning=row.tuning or {},
        is_paused=row.is_paused,
        made_at=row.made_at,
        looked_at=row.looked_at,
        former_tuning=row.former_tuning,
        published_at=row.published_at,
    )
