"""One file that holds everything, made while others write; the index is rebuilt from it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import func, select

from indexing.errors import InvalidRequest, StoreUnavailable
from indexing.store.engine import Store, advice_for, sqlite_file
from indexing.store.schema import metadata

_NO_BACKUP = "It is no Presswatch back-up; name a file that backup wrote."


def backup(store: Store, target: Path) -> dict[str, int]:
    """Copy the store into ``target``, consistent at one moment; return table → rows.

    ``target`` appears when it is whole. Raises InvalidRequest if it exists or the store is no
    SQLite file, StoreUnavailable if it cannot be written.
    """
    source = _file_of(store, "backup", tool="pg_dump")
    if target.exists():
        raise InvalidRequest("the file exists", str(target), "Name another, or remove it.")
    _copy(source, part := _part(target))
    part.replace(target)
    return check(target)


def check(target: Path) -> dict[str, int]:
    """Test a back-up's pages, keys and schema; return table → rows. Nothing in it is changed.

    Raises InvalidRequest for what is damaged, is no back-up, or is from a newer Presswatch.
    """
    if not target.is_file():
        raise InvalidRequest("no such file", str(target), "Name a file that backup wrote.")
    try:
        with _opened_to_read(target) as db:
            fault = db.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = db.execute("PRAGMA foreign_key_check").fetchall()
            if fault != "ok" or orphans:
                reason = fault if fault != "ok" else f"rows that point to nothing: {len(orphans)}"
                raise InvalidRequest(f"is damaged: {reason}", str(target), "Use an older back-up.")
            _check_schema(db, target)
            return _counts(db)
    except sqlite3.Error as error:
        raise InvalidRequest(str(error), str(target), _NO_BACKUP) from error


def restore(store: Store, source: Path) -> dict[str, int]:
    """Put a checked back-up in the store's place; the old file stays beside it.

    Nothing else may be running. Raises InvalidRequest as ``check`` does, StoreUnavailable if
    the copy cannot be written; the store is then as it was.
    """
    target = _file_of(store, "restore", tool="pg_restore")
    found = check(source)
    _copy(source, part := _part(target))
    store.close()
    if target.exists():
        _keep_beside(target, target.with_suffix(".before-restore.sqlite3"))
    part.replace(target)
    store.migrate()
    return found


def counts(store: Store) -> dict[str, int]:
    """Return table → rows."""
    with store.read() as db:
        return {
            table.name: int(db.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
        }


def _file_of(store: Store, act: str, *, tool: str) -> Path:
    file = sqlite_file(store)
    if file is None:
        raise InvalidRequest(
            "this store is no SQLite file", act, f"Use the database's own tool ({tool})."
        )
    return file


def _keep_beside(file: Path, kept: Path) -> None:
    """Keep a database as ``kept``, damaged as it may be, so that ``file`` can be replaced."""
    try:
        shutil.copy2(file, kept)
    except OSError as error:
        raise StoreUnavailable(str(error), str(kept), "Free some disk space.") from error
    for tail in ("-wal", "-shm"):  # the log is part of the old file and must not meet the new one
        log, new = file.with_name(file.name + tail), kept.with_name(kept.name + tail)
        new.unlink(missing_ok=True)
        if log.exists():
            log.replace(new)


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _copy(source: Path, target: Path) -> None:
    """Copy one database into a single new file: no log beside it, nothing half-written left."""
    target.unlink(missing_ok=True)  # of a copy that was killed
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        advice = advice_for(error) or "Check that the folder exists."
        raise StoreUnavailable(str(error), str(target), advice) from error


@contextmanager
def _opened_to_read(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
        yield db


def _check_schema(db: sqlite3.Connection, target: Path) -> None:
    from indexing.store.migrating import known_revisions  # noqa: PLC0415 (alembic is slow to import)

    revision = db.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or revision[0] not in known_revisions():
        made = "has no schema" if revision is None else f"has schema {revision[0]}"
        raise InvalidRequest(
            f"{made}, which this Presswatch does not know",
            str(target),
            "Upgrade this installation.",
        )


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    """Return table → rows; a table that came later than the back-up has none."""
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        table.name: int(db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
        for table in metadata.sorted_tables
        if table.name in there
    }
