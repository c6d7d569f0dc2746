"""Migrations by alembic, from the package itself: no ini file, no working directory."""

import logging
import sqlite3
from contextlib import closing

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from indexing.errors import StoreUnavailable
from indexing.store import steps
from indexing.store.dialects import lock_schema
from indexing.store.engine import Store, advice_for, sqlite_file
from indexing.store.schema import metadata

logging.getLogger("alembic").setLevel(logging.WARNING)  # a start is no news


def upgrade(store: Store) -> None:
    """Run what is missing, in one write transaction (so two starts at once take turns).

    A SQLite file with an older schema is copied beside itself first. Raises StoreUnavailable
    when the schema is newer than this Presswatch.
    """
    script = ScriptDirectory.from_config(_config())
    with store.read() as db:
        if not _is_behind(script, db, store.where):
            return
    with store.write() as db:
        lock_schema(db)
        if not _is_behind(script, db, store.where):
            return  # another start was faster
        _copy_beside(store, db, script)
        with EnvironmentContext(_config(), script) as environment:
            environment.configure(
                connection=db,
                target_metadata=metadata,
                fn=lambda revision, _context: script._upgrade_revs("head", revision),
                transactional_ddl=False,  # the transaction is ours
            )
            environment.run_migrations()


def known_revisions() -> frozenset[str]:
    """Return every schema that this Presswatch can bring up to date."""
    script = ScriptDirectory.from_config(_config())
    return frozenset(known.revision for known in script.walk_revisions())


def _is_behind(script: ScriptDirectory, db: Connection, where: str) -> bool:
    current = MigrationContext.configure(db).get_current_revision()
    if current is not None and current not in known_revisions():
        raise StoreUnavailable(
            f"has schema {current}, made by a newer Presswatch",
            where,
            "Upgrade this installation, or restore a back-up that it made.",
        )
    return current != script.get_current_head()


def _copy_beside(store: Store, db: Connection, script: ScriptDirectory) -> None:
    """Copy a SQLite file that has tables, with what its write-ahead log holds."""
    file = sqlite_file(store)
    if file is None or MigrationContext.configure(db).get_current_revision() is None:
        return
    copy = file.with_suffix(f".before-{script.get_current_head()}.sqlite3")
    try:
        with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)  # sees what is committed: our own transaction has changed nothing yet
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"cannot be copied before an upgrade ({error})", str(copy), advice_for(error)
        ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(steps.FOLDER).replace("%", "%%"))
    return config
