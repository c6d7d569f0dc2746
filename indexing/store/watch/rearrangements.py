"""What people did to stories: each merge and split, with what undoing it puts back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, or_, select, update

from indexing.store.schema import story_changes
from indexing.store.watch.hits import HitsBefore


@dataclass(frozen=True, slots=True)
class Before:
    """How things stood: (article, its story, nearness to it), hits, story id → title."""

    articles: tuple[tuple[str, str, float], ...]
    hits: HitsBefore
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A merge or a split. ``story_id`` went on, ``other_id`` was merged into it or split off.

    ``id`` is 0 until it is kept.
    """

    kind: Literal["merge", "split"]
    story_id: str
    other_id: str
    before: Before
    made_by: str
    made_at: datetime
    id: int = 0


def record_change(db: Connection, change: Change) -> None:
    """Keep what a person did."""
    db.execute(
        insert(story_changes).values(
            kind=change.kind,
            story_id=change.story_id,
            other_id=change.other_id,
            before=change.before,
            made_by=change.made_by,
            made_at=change.made_at,
        )
    )


def changes_of(db: Connection, *story_ids: str) -> list[Change]:
    """Return what was done to any of these stories and is not undone, the latest first."""
    touches = or_(story_changes.c.story_id.in_(story_ids), story_changes.c.other_id.in_(story_ids))
    rows = db.execute(
        select(story_changes)
        .where(touches, story_changes.c.undone_at.is_(None))
        .order_by(story_changes.c.id.desc())
    )
    return [_change(row) for row in rows]


def mark_undone(db: Connection, change: Change, *, by: str, now: datetime) -> None:
    """Keep that a change was undone, and by whom."""
    db.execute(
        update(story_changes)
        .where(story_changes.c.id == change.id)
        .values(undone_by=by, undone_at=now)
    )


def _change(row: Row[Any]) -> Change:
    raw = row.before
    return Change(
        kind=row.kind,
        story_id=row.story_id,
        other_id=row.other_id,
        before=Before(
            articles=tuple((one, story, score) for one, story, score in raw["articles"]),
            hits=HitsBefore(
                hits=tuple((hit_id, subject) for hit_id, subject in raw["hits"]["hits"]),
                matches=tuple((match_id, hit_id) for match_id, hit_id in raw["hits"]["matches"]),
            ),
            titles=raw["titles"],
        ),
        made_by=row.made_by,
        made_at=row.made_at,
        id=row.id,
    )
