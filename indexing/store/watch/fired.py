"""Which alerts a story fired."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from indexing.store.schema import alerts, articles, matches, mutes
from indexing.store.watch.mutes import MuteKind


@dataclass(frozen=True, slots=True)
class FiredAlert:
    """An alert that met articles of a story, the first ``at``; ``muted_until`` for this story."""

    alert_id: int
    name: str
    at: datetime
    articles: int
    muted_until: datetime | None


def fired_by_story(db: Connection, story_id: str) -> list[FiredAlert]:
    """Return the alerts that articles of a story met, by number; not those that were removed."""
    of_story = (mutes.c.kind == MuteKind.STORY.value) & (mutes.c.value == story_id)
    rows = db.execute(
        select(
            alerts.c.id,
            alerts.c.name,
            func.min(matches.c.made_at).label("at"),
            func.count(matches.c.article_id.distinct()).label("articles"),
            func.max(mutes.c.until).label("until"),
        )
        .select_from(
            alerts.join(matches, matches.c.alert_id == alerts.c.id)
            .join(articles, articles.c.id == matches.c.article_id)
            .outerjoin(mutes, (mutes.c.alert_id == alerts.c.id) & of_story)
        )
        .where(articles.c.story_id == story_id, alerts.c.is_removed.is_(False))
        .group_by(alerts.c.id, alerts.c.name)
        .order_by(alerts.c.id)
    )
    return [FiredAlert(row.id, row.name, row.at, row.articles, row.until) for row in rows]
