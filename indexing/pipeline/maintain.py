"""Stage ``maintain``: what is too old is forgotten, the record is backed up."""

from contextlib import suppress
from pathlib import Path

from indexing.errors import InvalidRequest
from indexing.pipeline.workshop import Workshop
from indexing.store import backup
from indexing.store.records import projection, retention
from indexing.store.watch import stories
from indexing.store.work import ledger, quarantine

STAGE = "maintain"
BACKUPS = 7
"""Daily back-ups kept."""


def maintain(shop: Workshop) -> None:
    """Forget what is past its time, then make today's back-up."""
    _forget(shop)
    with suppress(InvalidRequest):  # today's is there already, or the store has its own tools
        _back_up(shop)


def _forget(shop: Workshop) -> None:
    now, settings = shop.clock(), shop.settings
    window = settings.relatedness.story_window
    with shop.store.write() as db:
        quarantine.forget_bytes(db, before=now - settings.articles.keep_quarantined)
        quarantine.forget(db, before=now - settings.articles.keep)
        stories.forget_candidates(db, before=now - 2 * window)
        ledger.forget(db, before=now - settings.articles.keep)
    while expired := _expire(shop):
        shop.count(STAGE, "expired", expired)


def _expire(shop: Workshop) -> int:
    """Forget some of the texts that are too old; return how many. The index learns as always."""
    now = shop.clock()
    with shop.store.write() as db:
        expired = retention.expire(db, before=now - shop.settings.articles.keep)
        for article_id in expired:
            projection.queue_projection(db, article_id, now=now)
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
