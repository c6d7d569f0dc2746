"""Attention as a test wants it: hours in which feeds were polled, and one in which all came."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, insert, select, update

from indexing.store.schema import articles, cycles, relations

WELL = {"tally": {"poll": {"unchanged": 9, "failing": 1}}}
"""The report of a cycle that reached the feeds."""
OUT = {"tally": {"poll": {"unchanged": 1, "failing": 9}}}
"""That of one without a network."""


def have_polled(db: Connection, now: datetime, *, days: int, report: object = WELL) -> None:
    """Have had a cycle in every hour of so many days, and no other."""
    row = {"lane": "main", "trigger": "run", "outcome": "done", "report": report}
    hours = [now - timedelta(hours=number) for number in range(24 * days)]
    db.execute(update(cycles).values(outcome="killed"))
    db.execute(insert(cycles), [{**row, "started_at": at, "ended_at": at} for at in hours])


def have_seen_all(db: Connection, slug: str, at: datetime) -> None:
    """Have seen every article at one moment, from two sources, as coverage of a follow."""
    outlet = case((articles.c.title < "F", "Herald"), else_="Post")
    seen = {"first_seen_at": at, "published_at": at, "is_old": False, "source": outlet}
    db.execute(update(articles).values(**seen))
    related = set(
        db.execute(select(relations.c.article_id).where(relations.c.slug == slug)).scalars()
    )
    parts = {"lexical": 0.0, "entities": 0.0, "embedding": 0.0, "reasons": []}
    known = db.execute(select(articles.c.id).where(articles.c.story_id.is_not(None)))
    for one in known.scalars().all():
        if one not in related:
            db.execute(insert(relations).values(slug=slug, article_id=one, score=0.0, **parts))
    db.execute(update(relations).values(score=1.0))
