"""Attention as a test wants it: hours in which feeds were polled, and when much came in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, insert, select, update

from indexing.store.schema import articles, cycles, matches, relations, versions
from indexing.store.watch.hits import NewMatch, record_match

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


def have_met(db: Connection, alert_id: int, at: datetime, *, texts: int, of: Sequence[str]) -> None:
    """Have an alert met so many new texts at one moment, of several sources in turn."""
    row, text = (
        dict(db.execute(select(table).limit(1)).one()._mapping) for table in (articles, versions)
    )
    stamp = f"{at:%d-%H%M}"
    new = {"version": 1, "first_seen_at": at, "published_at": at, "is_old": False, "copy_of": None}
    each = [(f"{stamp}-{number}", of[number % len(of)]) for number in range(texts)]
    db.execute(insert(articles), [{**row, **new, "id": one, "source": by} for one, by in each])
    db.execute(insert(versions), [{**text, "article_id": one, "version": 1} for one, _ in each])
    first = NewMatch(alert_id, each[0][0], 1, 1, stamp, (), is_old=False)
    record_match(db, first, now=at, generation_after=timedelta(hours=1))
    made = dict(db.execute(select(matches).order_by(matches.c.id.desc()).limit(1)).one()._mapping)
    del made["id"]
    db.execute(insert(matches), [{**made, "article_id": one} for one, _ in each[1:]])
