"""Stage ``maintain``: what is too old is forgotten, the record is backed up."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from indexing.errors import InvalidRequest
from indexing.pipeline.workshop import Workshop
from indexing.store import backup, tidying
from indexing.store.records import projection, retention
from indexing.store.watch import stories
from indexing.store.work import cycles, ledger, quarantine
from indexing.store.work.ledger import Line

STAGE = "maintain"
BACKUPS = 7
"""Daily back-ups kept."""
ROWS = 5_000
"""Rows deleted in one transaction: a tenth of a second, in which others wait to write."""


def maintain(shop: Workshop) -> None:
    """Forget what is past its time, give its room back, then make today's back-up.

    All in short transactions: one that is stopped or killed goes on where it was the next time.
    """
    _forget(shop)
    while shop.is_working and tidying.give_back(shop.store):
        pass
    if shop.is_working:
        with suppress(InvalidRequest):  # today's is there already, or the store has its own tools
            _back_up(shop)


def _forget(shop: Workshop) -> None:
    now, kept = shop.clock(), shop.settings.articles
    keep, rows = now - kept.keep, ROWS
    joined = now - 2 * shop.settings.relatedness.story_window
    with shop.store.write() as db:
        quarantine.forget_bytes(db, before=now - kept.keep_quarantined)
    _bit_by_bit(shop, lambda db: quarantine.forget(db, before=keep, limit=rows))
    _bit_by_bit(shop, lambda db: stories.forget_candidates(db, before=joined, limit=rows))
    _bit_by_bit(shop, lambda db: ledger.forget(db, before=keep, limit=rows))
    _bit_by_bit(shop, lambda db: cycles.forget(db, before=keep, limit=rows))
    _bit_by_bit(shop, lambda db: retention.forget_messages(db, before=keep, limit=rows))
    _bit_by_bit(shop, lambda db: _expire(shop, db, keep), counted="expired")


def _bit_by_bit(shop: Workshop, forget: Callable[[Connection], int], *, counted: str = "") -> None:
    """Forget some in a transaction of its own, until there is nothing left or we are stopped."""
    number = 1
    while number and shop.is_working:
        with shop.store.write() as db:
            number = forget(db)
        if number and counted:
            shop.count(STAGE, counted, number)


def _expire(shop: Workshop, db: Connection, before: datetime) -> int:
    """Forget some of the texts that are too old; return how many. The index learns as always."""
    now = shop.clock()
    expired = retention.expire(db, before=before)
    detail = f"its text is removed: older than {shop.settings.articles.keep.days} days"
    for article_id in expired:
        projection.queue_projection(db, article_id, now=now)
        shop.note(db, Line(now, STAGE, "expired", detail, {}, article_id=article_id))
    return len(expired)


def _back_up(shop: Workshop) -> None:
    folder = shop.settings.data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    backup.backup(shop.store, folder / f"presswatch-{shop.clock():%Y-%m-%d}.sqlite3")
    shop.count(STAGE, "backed up")
    for old in _oldest(folder):
        old.unlink(missing_ok=True)


def _oldest(folder: Path) -> list[Path]:
    return sorted(folder.glob("presswatch-*.sqlite3"))[:-BACKUPS]
