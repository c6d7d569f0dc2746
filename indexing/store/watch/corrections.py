"""Corrections: an article that fired an alert, changed by its publisher later. Told once."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from indexing.store.schema import matches, versions
from indexing.store.watch.hits import NewMatch, add_match

CORRECTED = "corrected"
"""How a match came to be that tells of a correction."""


def record_correction(db: Connection, new: NewMatch, *, now: datetime) -> bool:
    """Record that an article was corrected after it fired an alert; it joins the hit that it had.

    False, and nothing is recorded, if the article did not fire, was not changed by its publisher
    since, or has its one correction already. ``new.clauses`` may be empty: the words that fired
    may be what was taken out; ``new.subject`` is not looked at, nor ``new.is_old``: who was not
    told of what was old is not told of its correction.
    """
    mine = (matches.c.alert_id == new.alert_id) & (matches.c.article_id == new.article_id)
    fired = db.execute(select(matches).where(mine).order_by(matches.c.id)).all()
    if not fired or any(row.how == CORRECTED for row in fired):
        return False
    if not _is_changed(db, new, since=max(row.article_version for row in fired)):
        return False
    add_match(db, replace(new, is_old=fired[0].is_old), fired[0].hit_id, how=CORRECTED, now=now)
    return True


def _is_changed(db: Connection, new: NewMatch, *, since: int) -> bool:
    """Tell whether a version is a correction: a page that replaced a teaser has no summary."""
    corrections = select(func.count()).where(
        versions.c.article_id == new.article_id,
        versions.c.version > since,
        versions.c.version <= new.article_version,
        versions.c.summary != "",
    )
    return bool(db.execute(corrections).scalar_one())
