"""What the nightly sweep asks of the record: when articles were matched, and what changed since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from indexing.store.batches import batches
from indexing.store.records.articles import stands
from indexing.store.schema import (
    alert_versions,
    articles,
    jobs,
    matches,
    name_decisions,
    quarantine,
    redirects,
    story_changes,
)

MATCHED_AFTER = ("understand", "relate", "match")
"""Stages that an article is still in when alerts have yet to look at it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """When alerts looked at an article: at ``first_seen_at`` if there is no record that they did.

    ``is_unchanged``: it stands as it stood then. Text, names, story, follows and address all
    raise its revision.
    """

    article_id: str
    at: datetime
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class QueryInForce:
    """A version of an alert's query and when it was the one that articles met."""

    version: int
    query: str
    since: datetime
    until: datetime | None

    def was_asked(self, at: datetime) -> bool:
        """Whether what was matched at that moment met this version."""
        return self.since < at and (self.until is None or at <= self.until)


def queries_in_force(db: Connection, alert_id: int) -> list[QueryInForce]:
    """Return all versions of an alert's query, oldest first."""
    rows = db.execute(
        select(alert_versions)
        .where(alert_versions.c.alert_id == alert_id)
        .order_by(alert_versions.c.version)
    ).all()
    ends = [row.made_at for row in rows[1:]]
    return [
        QueryInForce(row.version, row.query, row.made_at, until)
        for row, until in zip(rows, [*ends, None], strict=True)
    ]


def unmatched(db: Connection, alert_id: int, ids: Sequence[str]) -> dict[str, Looked]:
    """Return those among ``ids`` that were looked at and did not match this alert, in their order.

    Left out: what is still on its way to the alerts, what was set aside there, duplicates, and
    texts that are gone.
    """
    found: dict[str, Looked] = {}
    for batch in batches(ids):
        told = exists().where(matches.c.alert_id == alert_id, matches.c.article_id == articles.c.id)
        rows = db.execute(_looked().where(articles.c.id.in_(batch), ~told))
        found.update((row.id, Looked(row.id, row.at, row.was == row.revision)) for row in rows)
    return {one: found[one] for one in ids if one in found}


def count_looked_at(db: Connection, *, since: datetime) -> int:
    """Return how many articles first seen since were looked at by alerts."""
    looked = _looked().where(articles.c.first_seen_at >= since).subquery()
    return int(db.execute(select(func.count()).select_from(looked)).scalar_one())


def have_changed(
    db: Connection, entity_ids: Collection[str], story_ids: Collection[str], *, since: datetime
) -> bool:
    """Whether one of these names was joined or parted, or one of these stories rearranged."""
    return any(
        db.execute(select(literal(1)).where(condition).limit(1)).first() is not None
        for condition in (
            _either(redirects.c.entity_id, redirects.c.target_id, entity_ids)
            & (redirects.c.made_at > since),
            _either(name_decisions.c.one_id, name_decisions.c.other_id, entity_ids)
            & (name_decisions.c.made_at > since),
            _either(story_changes.c.story_id, story_changes.c.other_id, story_ids)
            & ((story_changes.c.made_at > since) | (story_changes.c.undone_at > since)),
        )
    )


def _either(
    one: ColumnElement[str], other: ColumnElement[str], ids: Collection[str]
) -> ColumnElement[bool]:
    return or_(one.in_(ids), other.in_(ids))


def _looked() -> Select[Any]:
    done = and_(jobs.c.article_id == articles.c.id, jobs.c.stage == "match")
    at = func.coalesce(
        jobs.c.done_at, articles.c.first_seen_at, type_=articles.c.first_seen_at.type
    )
    waiting = jobs.alias("waiting")
    is_on_its_way = exists().where(
        waiting.c.article_id == articles.c.id,
        waiting.c.stage.in_(MATCHED_AFTER),
        waiting.c.done_at.is_(None),
    )
    is_set_aside = exists().where(
        quarantine.c.article_id == articles.c.id,
        quarantine.c.stage.in_(MATCHED_AFTER),
        quarantine.c.at >= at,
    )
    return (
        select(
            articles.c.id,
            articles.c.revision,
            at.label("at"),
            # without a job nothing says how it stood when it should have been matched: as now
            case((jobs.c.id.is_(None), articles.c.revision), else_=jobs.c.revision).label("was"),
        )
        .select_from(articles.outerjoin(jobs, done))
        .where(
            articles.c.indexed_at.is_not(None),
            stands(),
            ~is_on_its_way,
            ~is_set_aside,
        )
    )
