"""What deleted rows took is given back to the disk; PostgreSQL does that by itself."""

from indexing.store.engine import Store

PAGES = 2_000
"""SQLite pages given back in one transaction: 8 MB, in which others wait to write."""
SPARE_SHARE = 0.1
"""Of a file's pages, so many may be free: what comes tomorrow has room there."""

_INCREMENTAL = 2


def give_back(store: Store) -> bool:
    """Give some free pages of a SQLite file back; return whether there are more to give.

    A file made without that ability keeps its size, and fills its free pages anew.
    """
    if store.engine.dialect.name != "sqlite":
        return False
    with store.write() as db:

        def ask(what: str) -> int:
            return int(db.exec_driver_sql(f"PRAGMA {what}").scalar_one())

        spare = int(ask("page_count") * SPARE_SHARE)
        surplus = ask("freelist_count") - spare
        if surplus <= 0 or ask("auto_vacuum") != _INCREMENTAL:
            return False
        for _ in range(min(surplus, PAGES)):  # sqlite3 takes the first step of a pragma only
            db.exec_driver_sql("PRAGMA incremental_vacuum(1)")
    return surplus > PAGES
