"""Stories: one event, told by many articles; candidates for joining one come from here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from indexing.store.batches import batches, delete_some
from indexing.store.records.articles import stands
from indexing.store.schema import EXPIRED, articles, candidates, stories


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story. ``articles`` counts all of it, ``copies`` the copies among them."""

    id: str
    title: str
    first_at: datetime
    last_at: datetime
    articles: int
    copies: int


def open_story(db: Connection, story_id: str, title: str, *, at: datetime) -> None:
    """Make a story; its id is random and made once by the caller."""
    db.execute(_NEW, {"id": story_id, "title": title, "first_at": at, "last_at": at})


def touch_story(db: Connection, story_id: str, title: str, *, at: datetime) -> None:
    """Say that a story went on at ``at``, and what it is called now."""
    db.execute(_TOUCHED, {"story": story_id, "at": at, "title": title})


_NEW = insert(stories)
_AT = bindparam("at", type_=stories.c.last_at.type)
_TOUCHED = (
    update(stories)
    .where(stories.c.id == bindparam("story"))
    .values(last_at=case((stories.c.last_at < _AT, _AT), else_=stories.c.last_at))
)


def note_candidates(db: Connection, article_id: str, keys: Iterable[str], *, now: datetime) -> None:
    """Keep the keys (rare terms, entities, minhash bands) under which an article is found."""
    db.execute(_NOT_FOUND_BY, {"article": article_id})
    rows = [{"key": key, "article_id": article_id, "seen_at": now} for key in sorted(set(keys))]
    if rows:
        db.execute(_FOUND_BY, rows)


_NOT_FOUND_BY = delete(candidates).where(candidates.c.article_id == bindparam("article"))
_FOUND_BY = insert(candidates)


def find_candidates(
    db: Connection, keys: Sequence[str], *, since: datetime, but: str, limit: int = 60
) -> list[tuple[str, int]]:
    """Return (article id, shared keys) of articles since ``since``, most shared first."""
    if not keys:
        return []
    wanted = {"keys": list(keys), "since": since, "but": but, "most": limit}
    return [(row.article_id, row.shared) for row in db.execute(_CANDIDATES, wanted)]


_SHARED = func.count().label("shared")
_CANDIDATES = (
    select(candidates.c.article_id, _SHARED)
    .where(
        candidates.c.key.in_(bindparam("keys", expanding=True)),
        candidates.c.seen_at >= bindparam("since"),
        candidates.c.article_id != bindparam("but"),
    )
    .group_by(candidates.c.article_id)
    .order_by(_SHARED.desc(), candidates.c.article_id)
    .limit(bindparam("most"))
)


def story_members(db: Connection, story_id: str, *, limit: int = 500) -> list[str]:
    """Return the ids of a story's articles, first seen first; not of those that are forgotten."""
    return list(
        db.execute(
            select(articles.c.id)
            .where(articles.c.story_id == story_id, stands())
            .order_by(articles.c.first_seen_at, articles.c.id)
            .limit(limit)
        ).scalars()
    )


def stories_of(db: Connection, article_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return article id → (story id, version of its text) of those that have a story."""
    found: dict[str, tuple[str, int]] = {}
    for batch in batches(article_ids):
        rows = db.execute(_IN_STORIES, {"some": batch})
        found.update((row.id, (row.story_id, row.version)) for row in rows)
    return found


_IN_STORIES = select(articles.c.id, articles.c.story_id, articles.c.version).where(
    articles.c.id.in_(bindparam("some", expanding=True)), articles.c.story_id.is_not(None)
)


def get_story(db: Connection, story_id: str) -> StoryRow | None:
    """Return a story; a merged one gives the one that it, or its survivor, was merged into."""
    found = _rows(db, [survivor(db, story_id)])
    return found[0] if found else None


def survivor(db: Connection, story_id: str) -> str:
    """Return the story that goes on under this id: itself, or what it was merged into."""
    return _survivor(db, story_id, _MERGED_INTO)


def hold(db: Connection, story_id: str, *, is_shared: bool = False) -> str:
    """Return the ``survivor``, which nobody merges or splits before the transaction ends.

    Those who share it do not wait for each other.
    """
    return _survivor(db, story_id, _HELD_SHARED if is_shared else _HELD_ALONE)


_MERGED_INTO = select(stories.c.merged_into).where(stories.c.id == bindparam("story"))
_HELD_SHARED = _MERGED_INTO.with_for_update(read=True)
_HELD_ALONE = _MERGED_INTO.with_for_update()


def _survivor(db: Connection, story_id: str, merged_into: Select[Any]) -> str:
    seen = [story_id]
    while target := db.execute(merged_into, {"story": seen[-1]}).scalar_one_or_none():
        if target in seen:  # no merge makes a circle; a wrong row must not hang us
            break
        seen.append(target)
    return seen[-1]


def redirect(db: Connection, story_id: str, target: str | None) -> None:
    """Say that a story goes on as ``target``, or (None) under its own id again."""
    db.execute(update(stories).where(stories.c.id == story_id).values(merged_into=target))


def settle(db: Connection, story_id: str, *, title: str = "") -> None:
    """Set when a story began and went on last by its articles now, and its title if one is given.

    One that has no article left stays as it was.
    """
    seen = articles.c.first_seen_at
    first, last = db.execute(
        select(func.min(seen), func.max(seen)).where(articles.c.story_id == story_id)
    ).one()
    values: dict[str, Any] = {"title": title} if title else {}
    if first is not None:
        values |= {"first_at": first, "last_at": last}
    if values:
        db.execute(update(stories).where(stories.c.id == story_id).values(**values))


def places_in(db: Connection, story_id: str) -> dict[str, float]:
    """Return id → nearness to the story of all that belongs to it, duplicates too."""
    query = select(articles.c.id, articles.c.story_score).where(articles.c.story_id == story_id)
    return {row.id: row.story_score for row in db.execute(query.order_by(articles.c.id))}


def get_stories(db: Connection, ids: Sequence[str]) -> dict[str, StoryRow]:
    """Return the known ones of ``ids`` by id."""
    return {row.id: row for row in _rows(db, ids)}


def latest_stories(db: Connection, *, limit: int = 20) -> list[StoryRow]:
    """Return the stories that went on last, newest first."""
    ids = db.execute(
        select(stories.c.id)
        .where(stories.c.merged_into.is_(None))
        .order_by(stories.c.last_at.desc(), stories.c.id)
        .limit(limit)
    ).scalars()
    return sorted(_rows(db, list(ids)), key=lambda row: (-row.last_at.timestamp(), row.id))


def original_of(db: Connection, article_id: str) -> str:
    """Return the first of the texts that say the same as ``article_id``; maybe itself."""
    first = func.coalesce(articles.c.copy_of, articles.c.id)
    found = db.execute(select(first).where(articles.c.id == article_id)).scalar_one_or_none()
    return found or article_id


def copies_of(db: Connection, article_id: str) -> list[str]:
    """Return the ids of the texts that say the same as ``article_id``, without itself."""
    group = original_of(db, article_id)
    rows = db.execute(
        select(articles.c.id)
        .where(
            (articles.c.copy_of == group) | (articles.c.id == group), articles.c.state != EXPIRED
        )
        .order_by(articles.c.first_seen_at, articles.c.id)
    ).scalars()
    return [one for one in rows if one != article_id]


def count_copies(db: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return each known one of ``ids`` → how many other texts say the same (``copies_of``)."""
    first = func.coalesce(articles.c.copy_of, articles.c.id).label("first")
    groups: dict[str, str] = {}
    for batch in batches(ids):
        rows = db.execute(select(articles.c.id, first).where(articles.c.id.in_(batch)))
        groups.update((row.id, row.first) for row in rows)
    sizes: Counter[str] = Counter()
    for batch in batches(sorted(set(groups.values()))):
        originals = select(articles.c.id).where(articles.c.id.in_(batch))
        copies = select(articles.c.copy_of).where(articles.c.copy_of.in_(batch))
        for query in (originals, copies):
            sizes.update(db.execute(query.where(articles.c.state != EXPIRED)).scalars())
    return {one: sizes[group] - 1 for one, group in groups.items()}


def forget_candidates(db: Connection, *, before: datetime, limit: int) -> int:
    """Drop up to ``limit`` keys of articles too old to be joined; return how many."""
    return delete_some(db, candidates, candidates.c.seen_at < before, limit=limit)


def _rows(db: Connection, ids: Sequence[str]) -> list[StoryRow]:
    is_member = (articles.c.story_id == stories.c.id) & stands()
    members = func.count(articles.c.id)
    texts = func.count(func.distinct(func.coalesce(articles.c.copy_of, articles.c.id)))
    copies = members - texts
    found: list[StoryRow] = []
    for batch in batches(ids):
        rows = db.execute(
            select(stories, members.label("articles"), copies.label("copies"))
            .outerjoin(articles, is_member)
            .where(stories.c.id.in_(batch))
            .group_by(*stories.c)
        )
        found.extend(
            StoryRow(row.id, row.title, row.first_at, row.last_at, row.articles, row.copies)
            for row in rows
        )
    return found
